import ArgumentParser
import Stemma
import StemmaAnswers

/// The command `stemma badge ID`.
struct BadgeCommand: ParsableCommand {
  /// What it tells, as it is written on the command line.
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case derivatives, generation, license
  }

  static let configuration = CommandConfiguration(
    commandName: "badge",
    abstract: "Write a badge of a model as SVG.",
    discussion: "For example: stemma badge bigcode/starcoder -o badge.svg"
  )

  @Argument(help: "A model: its id, a former name or its URL on the Hub.")
  var id: String

  @Option(help: "What it tells: derivatives, generation or license.")
  var what: Subject = .derivatives

  @Option(
    name: .shortAndLong,
    help: .init("The file to write. Default: standard output.", valueName: "file")
  )
  var output: String?

  @OptionGroup var question: QuestionOptions

  func run() throws {
    let subject = Badge.Subject(rawValue: what.rawValue) ?? .derivatives
    let badge = try question.answers().badge(of: id, telling: subject)
    let file = try OutputFile(output)
    do {
      try file.write(Array(badge.svg.utf8))
      try file.finish()
    } catch {
      file.discard()
      throw error
    }
  }
}
