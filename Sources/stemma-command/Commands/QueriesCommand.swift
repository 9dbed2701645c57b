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

  @OptionGroup var writing: FormatOptions

  func run() throws {
    let rows = try QueriesCommand.folder.queries().map { query -> [Table.Cell] in
      [.text(query.name), .text(query.title), .text(query.takes)]
    }
    try writing.write(Table(["query", "title", "parameters"], rows: rows))
  }
}

extension NamedQuery {
  /// Its parameters with their types and own values, as in `model text, count integer = 20`.
  fileprivate var takes: String {
    parameters.map { parameter in
      "\(parameter.name) \(parameter.kind.rawValue)"
        + (parameter.fallback.map { " = \($0)" } ?? "")
    }.joined(separator: ", ")
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

  @OptionGroup var bound: TimeoutOption
  @OptionGroup var options: AnswerOptions

  func run() throws {
    let query = try QueriesCommand.folder.query(name)
    let values = try values()
    try options.write(
      rows: try bound.bounding {
        try options.answers().rows(of: query, given: values, within: $0)
      }
    )
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

  @OptionGroup var bound: TimeoutOption
  @OptionGroup var options: AnswerOptions

  func run() throws {
    try options.write(
      rows: try bound.bounding { try options.answers().rows(of: query, within: $0) }
    )
  }
}

extension AnswerOptions {
  /// Writes the rows of a query, and says what the tables behind them lack.
  fileprivate func write(rows: QueryRows) throws {
    try write(rows)
    if !question.quiet { rows.notices.forEach(Console.say) }
  }
}

/// How long a query of the user's own may run.
struct TimeoutOption: ParsableArguments {
  @Option(help: .init("Stop the query after this many seconds.", valueName: "seconds"))
  var timeout = 60.0

  mutating func validate() throws {
    guard timeout > 0, timeout <= Self.longest else {
      throw ValidationError("--timeout must be more than 0 and at most \(Int(Self.longest)).")
    }
  }

  /// Runs `body` with the bound in seconds, and ends the process when a single step of it goes far past.
  func bounding<Result>(_ body: (Double) throws -> Result) rethrows -> Result {
    Interruption.endWork(after: timeout)
    defer { Interruption.workIsOver() }
    return try body(timeout)
  }

  /// A year.
  private static let longest = 31_536_000.0
}
