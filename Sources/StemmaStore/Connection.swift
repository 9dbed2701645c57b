internal import CSQLite

/// The cache's one connection, lent for the length of a call.
///
/// It knows whom it is lent to: what its statements may do is checked where they are prepared.
package struct Connection {
  private let database: Database
  private let permission: Permission

  init(_ database: Database, may permission: Permission) {
    (self.database, self.permission) = (database, permission)
  }

  /// The same connection, lent to a stage: it writes the tables of that stage alone.
  ///
  /// One transaction may so span several stages.
  package func `as`(_ stage: Stage) -> Connection { Connection(database, may: .work(stage)) }

  /// The same connection, lent to nobody: it reads every table, and writes temporary ones alone.
  package var reading: Connection { Connection(database, may: .read) }

  /// Prepares one SQL statement.
  ///
  /// - Throws: `CacheError` of code `unlawful` for one that the stage may not have.
  package func prepare(_ sql: String) throws -> Statement {
    try Statement(sql, on: database, may: permission)
  }

  /// Prepares one SQL statement of a user, who may read every table and do nothing else.
  ///
  /// - Throws: `CacheError` of code `notAQuery` for one that would, in words that say what.
  package func prepareQuery(_ sql: String) throws -> Statement {
    guard QueryExpansion.count(of: sql) <= QueryExpansion.limit else { throw CacheError.tooLarge }
    let statement = try Statement(sql, on: database, may: .ask)
    guard statement.isReadOnly else { throw CacheError.notAQuery("a change of the file") }
    return statement
  }

  /// Runs one statement with `values` bound in order.
  package func run(_ sql: String, _ values: (any SQLBindable)...) throws {
    let statement = try prepare(sql)
    try statement.start(values)
    while try statement.advance() {}
  }

  /// Runs several statements that take no parameters.
  package func execute(_ script: String) throws {
    try script.withCString { start in
      var rest: UnsafePointer<CChar>? = start
      while let start = rest, start.pointee != 0 {
        guard let statement = try Statement(next: &rest, on: database, may: permission) else {
          continue
        }
        try statement.runBound()
      }
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
  package var lastInsertedID: Int64 { sqlite3_last_insert_rowid(database.handle) }

  /// The number of rows that the last statement changed.
  package var changes: Int { Int(sqlite3_changes(database.handle)) }
}

extension Connection {
  /// Calls `body`, and stops the statement that still runs after `seconds`, or has written more temporary
  /// files than `temporaryBytes`: it throws `CacheError` of code `refused`.
  ///
  /// For the SQL of users. SQLite looks at the time between two steps, and one step on a vast value may
  /// take for ever: so no text or blob may be longer than 4 MB meanwhile, and no pattern than 100 bytes.
  /// A function whose time goes by the product of two lengths is one of our own (`functions.h`), or
  /// refused.
  ///
  /// A transaction around it goes on, unless the statement was writing. A limit inside another takes
  /// its place.
  package func within<Result>(
    _ seconds: Double,
    temporaryBytes: Int64 = 2 << 30,
    _ body: () throws -> Result
  ) rethrows -> Result {
    let limit = QueryLimit(seconds: seconds, temporaryBytes: temporaryBytes)
    let context = Unmanaged.passRetained(limit)
    defer { context.release() }
    // Of two hundred steps, each on values as long as may be, all take about a second.
    sqlite3_progress_handler(
      database.handle,
      200,
      {
        $0.map { Unmanaged<QueryLimit>.fromOpaque($0).takeUnretainedValue().isOver } ?? false
          ? 1 : 0
      },
      context.toOpaque()
    )
    defer { sqlite3_progress_handler(database.handle, 0, nil, nil) }
    let before = ValueLimits.set([Self.longestValue, Self.longestPattern], on: database.handle)
    defer { _ = ValueLimits.set(before, on: database.handle) }
    do { return try body() } catch { throw limit.excess ?? error }
  }
}

extension Connection {
  private static let longestValue: Int32 = 4 << 20
  private static let longestPattern: Int32 = 100

  /// The bounds of what one step of a statement works on: the length of values, and of patterns.
  private enum ValueLimits {
    /// Sets both, and returns what they were.
    static func set(_ limits: [Int32], on connection: OpaquePointer) -> [Int32] {
      zip([SQLITE_LIMIT_LENGTH, SQLITE_LIMIT_LIKE_PATTERN_LENGTH], limits)
        .map { sqlite3_limit(connection, $0, $1) }
    }
  }
}

/// The SQLite that this program runs with.
package enum SQLiteLibrary {
  /// Its version, such as `3.40.1`.
  package static var version: String { String(cString: sqlite3_libversion()) }

  /// The bytes that it holds in this process now, and the most since this was asked to begin anew.
  package static func memory(isReset: Bool) -> (now: Int64, most: Int64) {
    (sqlite3_memory_used(), sqlite3_memory_highwater(isReset ? 1 : 0))
  }

  /// Whether it knows the STRICT tables and the window functions that the cache needs: 3.37 or newer.
  package static var isNewEnough: Bool { sqlite3_libversion_number() >= 3_037_000 }
}
