import ArgumentParser
import Stemma

/// The command `stemma path ID ID`.
struct PathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Show how two models are related.",
    discussion: "Ends with 1 when they share no ancestor."
  )

  @Argument(help: "A model.")
  var from: String

  @Argument(help: "Another.")
  var to: String

  @OptionGroup var options: AnswerOptions

  func run() throws {
    options.write(try options.answers().path(from: from, to: to))
  }
}
