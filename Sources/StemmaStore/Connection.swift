internal import GRDB
internal import GRDBSQLite

/// The cache's one connection, lent for the length of a call.
package struct Connection {
  private let database: Database

  init(_ database: Database) { self.database = database }

  /// Prepares one SQL statement.
  package func prepare(_ sql: String) throws -> Statement {
    try Statement(sql, on: handle)
  }

  /// SQLite's own connection.
  var handle: OpaquePointer {
    guard let handle = database.sqliteConnection else {
      preconditionFailure("a connection is lent only while it is open")
    }
    return handle
  }

  /// Runs one statement with `values` bound in order.
  package func run(_ sql: String, _ values: (any SQLBindable)...) throws {
    let statement = try prepare(sql)
    try statement.start(values)
    while try statement.advance() {}
  }

  /// Runs several statements that take no parameters.
  package func execute(_ script: String) throws {
    do {
      try database.execute(sql: script)
    } catch let error as DatabaseError {
      throw SQLFailure(error).cacheError
    }
  }

  /// Returns what `body` makes of each row of a query.
  package func rows<Row>(
    _ sql: String,
    _ values: (any SQLBindable)...,
    body: (Statement) throws -> Row
  ) throws -> [Row] {
    let statement = try prepare(sql)
    try statement.start(values)
    var rows: [Row] = []
    while try statement.advance() { rows.append(try body(statement)) }
    return rows
  }

  /// Returns what `body` makes of the first row of a query, or nil without one.
  package func first<Row>(
    _ sql: String,
    _ values: (any SQLBindable)...,
    body: (Statement) throws -> Row
  ) throws -> Row? {
    let statement = try prepare(sql)
    try statement.start(values)
    return try statement.advance() ? body(statement) : nil
  }

  /// The first column of the first row as a whole number; 0 without one.
  package func count(_ sql: String, _ values: (any SQLBindable)...) throws -> Int {
    let statement = try prepare(sql)
    try statement.start(values)
    return try statement.advance() ? statement.int(0) : 0
  }

  /// The row id that the last INSERT made.
  package var lastInsertedID: Int64 { database.lastInsertedRowID }

  /// The number of rows that the last statement changed.
  package var changes: Int { database.changesCount }
}

extension Connection {
  /// Calls `body`, and stops the statement that still runs after `seconds`: it throws `CacheError` of
  /// code `refused`.
  ///
  /// A transaction around it goes on, unless the statement was writing. A limit inside another takes
  /// its place.
  package func within<Result>(_ seconds: Double, _ body: () throws -> Result) rethrows -> Result {
    guard seconds.isFinite else { return try body() }
    let limit = TimeLimit(end: .now + .seconds(seconds))
    let context = Unmanaged.passRetained(limit)
    defer { context.release() }
    // Asked every few milliseconds at most.
    sqlite3_progress_handler(
      handle,
      100_000,
      {
        $0.map { Unmanaged<TimeLimit>.fromOpaque($0).takeUnretainedValue().isOver } ?? false ? 1 : 0
      },
      context.toOpaque()
    )
    defer { sqlite3_progress_handler(handle, 0, nil, nil) }
    return try body()
  }
}

private final class TimeLimit: Sendable {
  private let end: ContinuousClock.Instant

  init(end: ContinuousClock.Instant) { self.end = end }

  var isOver: Bool { .now >= end }
}
