import ArgumentParser
import CMalloc
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
      SearchCommand.self,
      TreeCommand.self,
      DerivativesCommand.self,
      AncestorsCommand.self,
      SiblingsCommand.self,
      PathCommand.self,
      FamiliesCommand.self,
      LicensesCommand.self,
      ImpactCommand.self,
      PolicyCommand.self,
      EvidenceCommand.self,
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
      ServeCommand.self,
      StandInCommand.self,
      StudyCommand.self, ClaimsCommand.self, DiffCommand.self,
      WatchCommand.self, BadgeCommand.self,
      McpCommand.self, CiteCommand.self,
    ]
  )
}

/// Runs the command that was asked for, and ends the process with the code of its ``Outcome``.
@main enum Main {
  static func main() async {
    stemma_keep_little_memory()
    // A reader that goes away ends us quietly: see Console.
    signal(SIGPIPE, SIG_IGN)
    // A file that may not grow further is an error like a full disk.
    signal(SIGXFSZ, SIG_IGN)
    Interruption.watch()
    do {
      try refuseEmptyArguments(CommandLine.arguments.dropFirst())
      var command = try StemmaCommand.parseAsRoot(
        Self.joiningNegatives(SQLCommand.shielding(CommandLine.arguments.dropFirst())[...])
      )
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch let outcome as Outcome {
      exit(outcome.rawValue)
    } catch let error where Self.isOurs(error) {
      Console.say("stemma: \(Self.sentence(on: error))")
      exit(Outcome(of: error).rawValue)
    } catch {
      let code = StemmaCommand.exitCode(for: error)
      // Help and versions are what was asked for; of misuse the words of the user are repeated.
      if code == .success { StemmaCommand.exit(withError: error) }
      Console.say(StemmaCommand.fullMessage(for: error))
      exit(code.rawValue)
    }
  }

  /// An empty argument comes from a variable that is not set, and would be taken for a name.
  ///
  /// Only an import has options whose value may be empty, and an empty query has a message of its own.
  private static func refuseEmptyArguments(_ arguments: ArraySlice<String>) throws {
    guard arguments.contains(""), let command = arguments.first,
      !["import", "sql"].contains(command)
    else { return }
    throw ValidationError("An argument is empty. Check the variable that it comes from.")
  }

  /// The arguments with each negative number as part of the option before it.
  ///
  /// The parser would take it for an option of its own, and say that the one before lacks its value.
  static func joiningNegatives(_ arguments: ArraySlice<String>) -> [String] {
    var joined: [String] = []
    for argument in arguments {
      if let option = joined.last, option.hasPrefix("--"), option != "--", !option.contains("="),
        !joined.dropLast().contains("--"), argument.wholeMatch(of: /-\.?[0-9].*/) != nil
      {
        joined[joined.count - 1] = option + "=" + argument
      } else {
        joined.append(argument)
      }
    }
    return joined
  }

  /// Whether the parser should tell of the error: help, versions and misuse are its business.
  private static func isOurs(_ error: any Error) -> Bool {
    StemmaCommand.exitCode(for: error) == .failure
  }

  /// An error in one line; those of the system, too.
  static func sentence(on error: any Error) -> String {
    let failure = error as NSError
    guard [NSCocoaErrorDomain, NSPOSIXErrorDomain].contains(failure.domain) else {
      return "\(error)"
    }
    let path =
      failure.userInfo[NSFilePathErrorKey] as? String
      ?? (failure.userInfo[NSURLErrorKey] as? URL)?.path
    return "\(path ?? "A file") cannot be used: \(FileReason.text(of: error))."
      + (FileReason.isOutOfRoom(error) ? " Free some room and run the command again." : "")
  }
}
