import ArgumentParser
import Stemma
import StemmaCore
import StemmaStudies

/// The command `stemma queries …`.
struct QueriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queries",
    abstract: "Run named SQL queries.",
    discussion: """
      A query is a file queries/NAME.sql. Add your own there, or set STEMMA_QUERIES to another folder.
      """,
    subcommands: [QueriesLsCommand.self, QueriesShowCommand.self, QueriesRunCommand.self]
  )

  /// The folder of queries.
  static var folder: QueryFolder { .ofThisProcess }
}

/// The command `stemma queries ls`.
struct QueriesLsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the queries."
  )

  @Option(help: "Output format: table, json, jsonl, csv or markdown.")
  var format: TableFormat = .table

  func run() throws {
    let rows = try QueriesCommand.folder.queries().map { query -> [Table.Cell] in
      [.text(query.name), .text(query.title)]
    }
    try Console.write(Table(["query", "title"], rows: rows), as: format)
  }
}

/// The command `stemma queries show NAME`.
struct QueriesShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the SQL of a query."
  )

  @Argument(help: "The query's name.")
  var name: String

  func run() throws { Console.write(try QueriesCommand.folder.query(name).sql) }
}

/// The command `stemma queries run NAME`.
struct QueriesRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a query on the cache."
  )

  @Argument(help: "The query's name.")
  var name: String

  @Option(
    name: .customLong("param"),
    help: .init("Set a parameter; repeatable.", valueName: "name=value")
  )
  var parameters: [String] = []

  @Option(help: .init("Stop the query after this many seconds.", valueName: "seconds"))
  var timeout = 60.0

  @OptionGroup var options: AnswerOptions

  func run() throws {
    let query = try QueriesCommand.folder.query(name)
    let values = try values()
    Interruption.endWork(after: timeout)
    let rows = try options.answers().rows(of: query.sql, parameters: values, within: timeout)
    Interruption.workIsOver()
    try options.write(rows)
  }

  private func values() throws -> [String: String] {
    var values: [String: String] = [:]
    for parameter in parameters {
      let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw ValidationError("--param takes name=value, not \(parameter).")
      }
      values[String(parts[0])] = String(parts[1])
    }
    return values
  }
}

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
    Interruption.endWork(after: timeout)
    let rows = try options.answers().rows(of: query, within: timeout)
    Interruption.workIsOver()
    try options.write(rows)
  }
}
