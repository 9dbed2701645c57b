public import StemmaCore
package import StemmaStore

/// The rows that a query of the user's own gives.
public struct QueryRows: Sendable, Hashable {
  /// The names of the columns.
  public let columns: [String]
  /// The rows, each with a cell for every column.
  public let rows: [[JSONValue]]
  /// What the tables that it reads lack, a sentence each.
  public let notices: [String]
  /// Whether there are more rows than were asked for.
  package private(set) var hasMore = false

  /// Makes one from its parts, without a cache.
  public init(
    columns: [String] = [],
    rows: [[JSONValue]] = [],
    notices: [String] = []
  ) {
    self.columns = columns
    self.rows = rows
    self.notices = notices
  }

  /// Runs one statement that changes nothing; it is interrupted after `seconds`.
  ///
  /// A parameter `:name` takes its value from `parameters`; a value that reads as a number is one.
  package init(
    _ sql: String,
    parameters: [String: String] = [:],
    in cache: Cache,
    within seconds: Double
  ) throws {
    let values = parameters.mapValues { text in
      Int64(text).map(SQLValue.integer) ?? Double(text).map(SQLValue.real) ?? .text(text)
    }
    try self.init(sql, values: values, in: cache, within: seconds)
  }

  /// Runs a named query; each value is of the type that its parameter declares.
  ///
  /// - Throws: `AnswerError` of code `misuse` when a value is missing or of another type.
  package init(
    _ query: NamedQuery,
    given: [String: String],
    in cache: Cache,
    within seconds: Double
  ) throws {
    let values: [String: NamedQuery.Value]
    do {
      values = try query.values(given)
    } catch let error as QueryError {
      throw AnswerError(.misuse, error.description)
    }
    try self.init(query.sql, values: values.mapValues(\.bound), in: cache, within: seconds)
  }

  /// Runs one statement that changes nothing for a part of its rows, as above.
  package init(
    _ sql: String,
    values: [String: JSONValue],
    page: QueryPage,
    in cache: Cache,
    within seconds: Double
  ) throws {
    try self.init(sql, values: values.mapValues(\.bound), page: page, in: cache, within: seconds)
  }

  private init(
    _ sql: String,
    values: [String: SQLValue],
    page: QueryPage? = nil,
    in cache: Cache,
    within seconds: Double
  ) throws {
    var hasMore = false
    (columns, rows, notices) = try cache.read { connection in
      try connection.within(seconds) {
        let statement = try Self.prepare(sql, in: connection)
        try Self.bind(values, to: statement)
        let rows = try Self.rows(of: statement, page, &hasMore)
        let notices = try Shortage.sentences(about: statement.readTables, in: connection)
        return (statement.columnNames, rows, notices)
      }
    }
    self.hasMore = hasMore
  }

  private static func rows(
    of statement: Statement,
    _ page: QueryPage?,
    _ hasMore: inout Bool
  ) throws -> [[JSONValue]] {
    defer { statement.reset() }
    var rows: [[JSONValue]] = []
    var bytes = 0
    for _ in 0..<(page?.offset ?? 0) {
      guard try statement.advance() else { return [] }
    }
    while try statement.advance() {
      let size = (0..<statement.columnCount).reduce(0) { $0 + statement.byteCount($1) }
      if let page, rows.count == page.limit || !rows.isEmpty && bytes + size > page.bytes {
        hasMore = true
        break
      }
      bytes += size
      guard bytes <= mostBytes else { throw tooMuch }
      rows.append((0..<statement.columnCount).map { statement.value($0).json })
    }
    return rows
  }

  /// All models of the Hub with a dozen columns are less.
  private static let mostBytes = 1 << 30

  private static let tooMuch = CacheError(
    .refused,
    "The query gives more than a gigabyte.",
    hint: "Select less, or ask for it in the sqlite3 shell, which keeps no row."
  )

  private static func prepare(_ sql: String, in connection: Connection) throws -> Statement {
    do {
      return try connection.prepareQuery(sql)
    } catch let error as CacheError where error.code == .notAQuery {
      throw AnswerError(
        .misuse,
        "A query may only read, and change nothing: \(error.message)."
      )
    }
  }

  private static func bind(_ values: [String: SQLValue], to statement: Statement) throws {
    let names = statement.parameterNames
    if let missing = names.first(where: { values[$0] == nil }) {
      throw AnswerError(.misuse, "The query needs --param \(missing)=VALUE.")
    }
    for (name, value) in values {
      guard try statement.bind(value, name: name) else {
        let known = names.isEmpty ? "it takes none" : "it takes \(names.joined(separator: ", "))"
        throw AnswerError(.misuse, "The query has no parameter \(name): \(known).")
      }
    }
  }
}

extension NamedQuery.Value {
  fileprivate var bound: SQLValue {
    switch self {
    case .text(let text): .text(text)
    case .integer(let number): .integer(number)
    case .real(let number): .real(number)
    }
  }
}

extension QueryRows: Report {
  /// An array with an object a row.
  public var json: JSONValue {
    .array(
      rows.map { row in .object(zip(columns, row).map { JSONValue.Member($0, $1) }) }
    )
  }

  /// The answer as rows.
  public var table: Table {
    Table(columns, rows: rows.map { $0.map(Table.Cell.init(json:)) })
  }

  /// Writes the rows, with their headings or without them.
  public func writeText(to output: OutputBuffer) throws { try table.write(as: .table, to: output) }
}

/// A part of the rows of a query.
package struct QueryPage: Sendable, Hashable {
  /// How many rows are passed over.
  package let offset: Int
  /// How many are wanted.
  package let limit: Int
  /// How many bytes of values are wanted; the first row comes in any case.
  package let bytes: Int

  package init(offset: Int, limit: Int, bytes: Int) {
    (self.offset, self.limit, self.bytes) = (offset, limit, bytes)
  }
}

extension JSONValue {
  /// The value as a statement takes it; a list or an object as JSON text.
  fileprivate var bound: SQLValue {
    switch self {
    case .null: .null
    case .bool(let flag): .integer(flag ? 1 : 0)
    case .integer(let number): .integer(number)
    case .number(let number): .real(number)
    case .string(let text): .text(text)
    case .array, .object: .text(text)
    }
  }
}
