import ArgumentParser
import Foundation
import StemmaCore
import StemmaStore

/// The root of all commands.
struct StemmaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stemma",
    abstract: "The family tree of open models, from the Hugging Face Hub's public metadata.",
    discussion: """
      Start with `stemma demo`, which needs no network. Then harvest a family and look at it:

        stemma harvest EleutherAI/pythia-70m
        stemma tree EleutherAI/pythia-70m
      """,
    version: Version.text,
    subcommands: [
      HarvestCommand.self,
      ImportCommand.self,
      DeriveCommand.self,
      AnalyzeCommand.self,
      StatusCommand.self,
      ModelsCommand.self,
      TreeCommand.self,
      DerivativesCommand.self,
      AncestorsCommand.self,
      SiblingsCommand.self,
      PathCommand.self,
      FamiliesCommand.self,
      LicensesCommand.self,
      TraitsCommand.self,
      ReuseCommand.self,
      ActivityCommand.self,
      MetricsCommand.self,
      ReportCommand.self,
      ExportCommand.self,
      QueriesCommand.self,
      SQLCommand.self,
      CacheCommand.self,
      DoctorCommand.self,
      ScheduleCommand.self,
      DemoCommand.self,
      StandInCommand.self,
      StudyCommand.self, ClaimsCommand.self, DiffCommand.self,
    ]
  )
}

/// Runs the command that was asked for and ends the process as design says: 0 yes or done, 1 the
/// answer is no, 2 could not be done, 64 misuse, 130 interrupted.
@main enum Main {
  static func main() async {
    // A reader that goes away ends us quietly: see Console.
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow further is an error like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    do {
      var command = try StemmaCommand.parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as ExitCode {
      exit(error.rawValue)
    } catch let error where Self.isOurs(error) {
      Console.say("stemma: \((error as? CocoaError)?.localizedDescription ?? "\(error)")")
      exit(Self.code(of: error))
    } catch {
      StemmaCommand.exit(withError: error)
    }
  }

  /// Whether the parser should tell of the error: help, versions and misuse are its business.
  private static func isOurs(_ error: any Error) -> Bool {
    StemmaCommand.exitCode(for: error) == .failure
  }

  private static func code(of error: any Error) -> Int32 {
    if (error as? CacheError)?.code == .misnamed { return 64 }
    return switch (error as? AnswerError)?.code {
    case .unrelated: 1
    case .misuse: 64
    default: 2
    }
  }
}
