import Stemma
import ArgumentParser

/// The command `stemma sql QUERY`.
struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Ask the cache in SQL.",
    discussion: "Read-only: a statement that would change anything is refused."
  )

  @Argument(help: "One SELECT statement.")
  var query: String

  @Option(help: .init("Stop the query after this time.", valueName: "seconds"))
  var timeout = 60.0

  @OptionGroup var options: AnswerOptions

  func run() throws {
    try options.write(options.answers().rows(of: query, within: timeout))
  }
}
