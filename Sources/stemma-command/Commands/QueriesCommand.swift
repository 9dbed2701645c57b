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
      The queries that ship are in the program. A file NAME.sql in queries/ here, in the folder that \
      STEMMA_QUERIES names instead, or in ~/.config/stemma/queries adds one, or takes the place of one.
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

  @OptionGroup var running: QueryOptions

  func run() throws { try running.run(try QueriesCommand.folder.query(name)) }
}

/// How a query is asked, named or not.
struct QueryOptions: ParsableArguments {
  /// Whether the names of the columns are written.
  enum Header: String, CaseIterable, ExpressibleByArgument { case on, off }

  @Option(
    name: .customLong("param"),
    help: .init("Set a parameter; repeatable.", valueName: "name=value")
  )
  var parameters: [String] = []

  @Option(help: "Write the names of the columns, or not: on or off. JSON has them always.")
  var header: Header = .on

  @OptionGroup var bound: TimeoutOption
  @OptionGroup var options: FileAnswerOptions

  /// Runs a query and writes its rows.
  func run(_ query: NamedQuery) throws {
    let values = try values()
    try options.write(
      rows: try bound.bounding {
        try options.answers().rows(of: query, given: values, within: $0)
      },
      hasHeadings: header == .on
    )
  }

  private func values() throws -> [String: String] {
    var values: [String: String] = [:]
    for parameter in parameters {
      let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw ValidationError("--param takes name=value, not \(parameter).")
      }
      let name = String(parts[0].drop { $0 == ":" })
      guard values.updateValue(String(parts[1]), forKey: name) == nil else {
        throw ValidationError("--param \(name) is given twice.")
      }
    }
    return values
  }
}

/// The command `stemma sql [QUERY]`.
struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Run a read-only SQL query on the cache.",
    discussion: """
      Statements that would change anything are refused, and so is a second statement. The query comes \
      from the command line, from a file, or from standard input when neither is named.

      A parameter :name takes the value of --param name=value. A comment line before the statement, \
      such as `-- :days integer = 30`, gives its type (text, integer, real or date) and a value of its \
      own; without one, a value that reads as a number is one.

        stemma sql --file recent.sql --param days=7 --format csv --header off
      """
  )

  @Argument(help: "One SELECT statement, or - for standard input.")
  var query: String?

  @Option(help: .init("Read the query from this file.", valueName: "file"))
  var file: String?

  @OptionGroup var running: QueryOptions

  func validate() throws {
    if query != nil, file != nil { throw ValidationError("Use either QUERY or --file, not both.") }
  }

  func run() throws { try running.run(NamedQuery(name: "", sql: try text())) }

  private func text() throws -> String {
    if let file { return try UserText.file(file, "query") }
    if let query, query != "-" { return query }
    return try UserText.standardInput("query")
  }

  /// The arguments of the command line, those that are a query and begin with a comment as the parser
  /// would not take for options.
  static func shielding(_ arguments: ArraySlice<String>) -> [String] {
    guard arguments.first == configuration.commandName else { return Array(arguments) }
    return arguments.map { argument in
      let start = argument.unicodeScalars.prefix { $0 != "=" && $0 != "\n" && $0 != "\r" }
      let isComment =
        argument.hasPrefix("--")
        && (start.contains(" ") || start.contains("\t")
          || start.endIndex != argument.endIndex && argument.unicodeScalars[start.endIndex] != "=")
      return isComment ? "\n" + argument : argument
    }
  }
}

extension FileAnswerOptions {
  /// Writes the rows of a query, and says what the tables behind them lack.
  fileprivate func write(rows: QueryRows, hasHeadings: Bool) throws {
    try write(rows, hasHeadings: hasHeadings)
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
