import Stemma
import ArgumentParser

/// The command `stemma sql QUERY`.
struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Run a read-only SQL query on the cache.",
    discussion: "Statements that would change anything are refused."
  )

  @Argument(help: "One SELECT statement.")
  var query: String

  @Option(help: .init("Stop the query after this many seconds.", valueName: "seconds"))
  var timeout = 60.0

  @OptionGroup var options: AnswerOptions

  func run() throws {
    try options.write(options.answers().rows(of: query, within: timeout))
  }
}
