internal import GRDB

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
