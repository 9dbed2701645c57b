internal import CSQLite

/// A prepared statement on the cache's connection.
///
/// Used only inside the call of ``Cache`` that lent the connection, or inside later calls on the
/// same cache. Values are bound, never spliced.
package final class Statement {
  // Keeps the file open for as long as the statement may run.
  private let database: Database
  private let authorizer: Authorizer
  private let permission: Permission
  private let handle: OpaquePointer
  private let sql: String
  /// The tables that the SQL of a user reads, also by way of views; none for other SQL.
  package let readTables: Set<String>
  /// The columns by their names; the first of those that share one.
  private(set) lazy var places = Dictionary(
    zip(columnNames, 0...),
    uniquingKeysWith: { first, _ in first }
  )

  // Where the typed binds put texts: SQLite would take memory for each, and give it back each time.
  private var briefTexts: UnsafeMutablePointer<CChar>?
  private var briefBytes = 0
  private static let mostBriefBytes = 1 << 14

  /// Prepares the only statement of `sql`.
  convenience init(_ sql: String, on database: Database, may permission: Permission) throws {
    var isOnly = true
    var tables: Set<String> = []
    let handle = try sql.withCString { start in
      var rest: UnsafePointer<CChar>? = start
      let handle = try Self.prepare(&rest, on: database, permission)
      tables = database.authorizer.takeReadTables()
      isOnly = Self.isEmpty(rest, on: database)
      return handle
    }
    guard let handle else {
      throw CacheError(.refused, "The query is empty.", hint: "Write one, such as SELECT 1.")
    }
    self.init(handle, sql, on: database, may: permission, reading: tables)
    guard isOnly else { throw CacheError.severalStatements }
  }

  /// Prepares the first statement of a script and goes to what stands behind it; nil for a comment.
  convenience init?(
    next script: inout UnsafePointer<CChar>?,
    on database: Database,
    may permission: Permission
  ) throws {
    let start = script
    guard let handle = try Self.prepare(&script, on: database, permission) else { return nil }
    let count = start.flatMap { start in script.map { $0 - start } } ?? 0
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    self.init(handle, String(decoding: bytes, as: UTF8.self), on: database, may: permission)
  }

  private init(
    _ handle: OpaquePointer,
    _ sql: String,
    on database: Database,
    may permission: Permission,
    reading tables: Set<String> = []
  ) {
    self.handle = handle
    self.sql = sql
    self.database = database
    self.authorizer = database.authorizer
    self.permission = permission
    readTables = tables
  }

  private static func prepare(
    _ script: inout UnsafePointer<CChar>?,
    on database: Database,
    _ permission: Permission
  ) throws -> OpaquePointer? {
    let start = script
    var handle: OpaquePointer?
    let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
    let code = database.authorizer.preparing(permission) {
      sqlite3_prepare_v3(database.handle, start, -1, flags, &handle, &script)
    }
    guard code == SQLITE_OK else {
      throw database.failure(code, start.map { String(cString: $0) } ?? "")
    }
    return handle
  }

  /// Whether nothing but blanks, comments and semicolons stands there.
  private static func isEmpty(_ text: UnsafePointer<CChar>?, on database: Database) -> Bool {
    var rest = text
    while let start = rest, start.pointee != 0 {
      var handle: OpaquePointer?
      let code = database.authorizer.preparing(.ask) {
        sqlite3_prepare_v3(database.handle, start, -1, 0, &handle, &rest)
      }
      sqlite3_finalize(handle)
      _ = database.authorizer.takeRefusal()
      guard code == SQLITE_OK, handle == nil else { return false }
    }
    return true
  }

  deinit {
    sqlite3_finalize(handle)
    briefTexts?.deallocate()
  }

  /// Runs the statement to its end with `values` bound in order, discarding any rows.
  package func run(_ values: (any SQLBindable)...) throws {
    try start(values)
    while try advance() {}
  }

  /// Runs the statement and returns what `body` makes of the first row, or nil without one.
  package func first<Result>(
    _ values: (any SQLBindable)...,
    body: (Statement) throws -> Result
  ) throws -> Result? {
    try start(values)
    defer { reset() }
    return try advance() ? body(self) : nil
  }

  /// Runs the statement and calls `body` at each row.
  package func forEach(
    _ values: (any SQLBindable)...,
    body: (Statement) throws -> Void
  ) throws {
    try start(values)
    defer { reset() }
    while try advance() { try body(self) }
  }

  /// Runs the statement and returns what `body` makes of each row.
  package func rows<Row>(
    _ values: (any SQLBindable)...,
    body: (Statement) throws -> Row
  ) throws -> [Row] {
    try start(values)
    defer { reset() }
    var rows: [Row] = []
    while try advance() { rows.append(try body(self)) }
    return rows
  }

  /// Returns what `body` makes of each row from here on, with the values bound before.
  package func remainingRows<Row>(_ body: (Statement) throws -> Row) throws -> [Row] {
    defer { reset() }
    var rows: [Row] = []
    while try advance() { rows.append(try body(self)) }
    return rows
  }

  /// Binds `values` to the parameters in order; the statement is at its start.
  package func start(_ values: [any SQLBindable]) throws {
    reset()
    for (index, value) in values.enumerated() {
      try bind(value.sqlValue, at: Int32(index + 1))
    }
  }

  /// Binds a value to the parameter `:name`, and says whether there is one.
  package func bind(_ value: SQLValue, name: String) throws -> Bool {
    let index = sqlite3_bind_parameter_index(handle, ":" + name)
    guard index > 0 else { return false }
    try bind(value, at: index)
    return true
  }

  /// Binds a text to the parameter at `index`, from 1, until the statement is at its start again: each
  /// run needs it bound anew.
  package func bind(_ text: String?, at index: Int) throws {
    guard let text else { return try bindNull(at: index) }
    try check(bindBriefly(text, at: Int32(index)))
  }

  private func bindBriefly(_ text: String, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bytes in
      guard let start = bytes.baseAddress, bytes.count <= Self.mostBriefBytes - briefBytes else {
        return Self.bind(bytes, to: handle, at: index)
      }
      let texts = briefTexts ?? UnsafeMutablePointer.allocate(capacity: Self.mostBriefBytes)
      briefTexts = texts
      let place = texts + briefBytes
      UnsafeMutableRawPointer(place).copyMemory(from: start, byteCount: bytes.count)
      briefBytes += bytes.count
      // Without a destructor SQLite neither copies the bytes nor frees them.
      return sqlite3_bind_text64(
        handle,
        index,
        place,
        UInt64(bytes.count),
        nil,
        UInt8(SQLITE_UTF8)
      )
    }
  }

  /// Binds bytes to the parameter at `index`, from 1.
  package func bind(_ bytes: UnsafeRawBufferPointer, at index: Int) throws {
    let place = Int32(index)
    // A buffer without an address would be NULL.
    guard let start = bytes.baseAddress else {
      return try check(sqlite3_bind_zeroblob(handle, place, 0))
    }
    try check(sqlite3_bind_blob64(handle, place, start, UInt64(bytes.count), Self.copied))
  }

  /// Binds a whole number to the parameter at `index`, from 1.
  package func bind(_ number: Int64?, at index: Int) throws {
    guard let number else { return try bindNull(at: index) }
    try check(sqlite3_bind_int64(handle, Int32(index), number))
  }

  /// Binds a number to the parameter at `index`, from 1.
  package func bind(_ number: Double?, at index: Int) throws {
    guard let number else { return try bindNull(at: index) }
    try check(sqlite3_bind_double(handle, Int32(index), number))
  }

  /// Binds a value to the parameter at `index`, from 1; a text as the typed bind does.
  package func bind(_ value: SQLValue, at index: Int) throws {
    if case .text(let text) = value {
      try check(bindBriefly(text, at: Int32(index)))
    } else {
      try bind(value, at: Int32(index))
    }
  }

  /// Runs the statement to its end with what is bound, discarding any rows.
  ///
  /// With the typed binds, for the few statements that run millions of times: an array of values
  /// costs more there than SQLite does.
  package func runBound() throws {
    while try advance() {}
  }

  private func bindNull(at index: Int) throws {
    try check(sqlite3_bind_null(handle, Int32(index)))
  }

  /// Goes to the next row, and says whether there is one; at the end the statement is reset.
  package func advance() throws -> Bool {
    authorizer.permit(permission)
    let code = sqlite3_step(handle)
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE:
      reset()
      return false
    default:
      let failure = database.failure(code, sql)
      reset()
      throw failure
    }
  }

  /// Gives up the rows not yet read.
  package func reset() {
    sqlite3_reset(handle)
    briefBytes = 0
  }

  private func bind(_ value: SQLValue, at index: Int32) throws {
    let code =
      switch value {
      case .null: sqlite3_bind_null(handle, index)
      case .integer(let number): sqlite3_bind_int64(handle, index, number)
      case .real(let number): sqlite3_bind_double(handle, index, number)
      case .text(let text): Self.bind(text, to: handle, at: index)
      case .blob(let bytes):
        sqlite3_bind_blob64(handle, index, bytes, UInt64(bytes.count), Self.copied)
      }
    try check(code)
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else {
      throw database.failure(code, sql)
    }
  }

  private static func bind(_ text: String, to handle: OpaquePointer, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { bind($0, to: handle, at: index) }
  }

  private static func bind(
    _ bytes: UnsafeBufferPointer<UInt8>,
    to handle: OpaquePointer,
    at index: Int32
  ) -> Int32 {
    bytes.withMemoryRebound(to: CChar.self) {
      // An empty buffer has no address, which SQLite would take for NULL.
      sqlite3_bind_text64(
        handle,
        index,
        $0.baseAddress ?? emptyText,
        UInt64($0.count),
        copied,
        UInt8(SQLITE_UTF8)
      )
    }
  }

  // SQLite's mark for "copy the bytes": a C macro that casts -1 to a function.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  // Lives as long as the program.
  private nonisolated(unsafe) static let emptyText = UnsafePointer(
    UnsafeMutablePointer<CChar>.allocate(capacity: 1)
  )
}

extension Statement {
  /// The number of columns of a row.
  package var columnCount: Int { Int(sqlite3_column_count(handle)) }

  /// The names of the columns.
  package var columnNames: [String] {
    (0..<Int32(columnCount)).map {
      sqlite3_column_name(handle, $0).map { String(cString: $0) } ?? ""
    }
  }

  /// The names of the parameters, without the leading mark; unnamed ones are left out.
  package var parameterNames: [String] {
    let count = sqlite3_bind_parameter_count(handle)
    guard count > 0 else { return [] }
    return (1...count).compactMap { index in
      sqlite3_bind_parameter_name(handle, index).map { String(String(cString: $0).dropFirst()) }
    }
  }

  /// Whether running it cannot change the database.
  package var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

  /// Whether the column at `index` is NULL.
  package func isNull(_ index: Int) -> Bool {
    sqlite3_column_type(handle, Int32(index)) == SQLITE_NULL
  }

  /// How many bytes the column at `index` takes: those of a text or a blob, 8 for a number, 0 for NULL.
  package func byteCount(_ index: Int) -> Int {
    switch sqlite3_column_type(handle, Int32(index)) {
    // Of a number SQLite would make a text first.
    case SQLITE_INTEGER, SQLITE_FLOAT: 8
    case SQLITE_NULL: 0
    default: Int(sqlite3_column_bytes(handle, Int32(index)))
    }
  }

  /// The column at `index` as a whole number; 0 for NULL.
  package func integer(_ index: Int) -> Int64 { sqlite3_column_int64(handle, Int32(index)) }

  /// The column at `index` as an `Int`; 0 for NULL.
  package func int(_ index: Int) -> Int { Int(integer(index)) }

  /// The column at `index` as a whole number, or nil for NULL.
  package func optionalInteger(_ index: Int) -> Int64? { isNull(index) ? nil : integer(index) }

  /// The column at `index` as a number; 0 for NULL.
  package func real(_ index: Int) -> Double { sqlite3_column_double(handle, Int32(index)) }

  /// The column at `index` as a number, or nil for NULL.
  package func optionalReal(_ index: Int) -> Double? { isNull(index) ? nil : real(index) }

  /// The column at `index` as a truth value.
  package func bool(_ index: Int) -> Bool { integer(index) != 0 }

  /// The column at `index` as text; empty for NULL.
  package func text(_ index: Int) -> String {
    guard let bytes = sqlite3_column_text(handle, Int32(index)) else { return "" }
    let count = Int(sqlite3_column_bytes(handle, Int32(index)))
    return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  /// Lends the bytes of the column at `index` as text; none for NULL.
  package func withText<Result>(
    _ index: Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result {
    let bytes = sqlite3_column_text(handle, Int32(index))
    let count = Int(sqlite3_column_bytes(handle, Int32(index)))
    return try body(UnsafeBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  }

  /// The column at `index` as text, or nil for NULL.
  package func optionalText(_ index: Int) -> String? { isNull(index) ? nil : text(index) }

  /// The column at `index` as it is stored.
  package func value(_ index: Int) -> SQLValue {
    switch sqlite3_column_type(handle, Int32(index)) {
    case SQLITE_INTEGER: .integer(integer(index))
    case SQLITE_FLOAT: .real(real(index))
    case SQLITE_TEXT: .text(text(index))
    case SQLITE_BLOB: .blob(blob(index))
    default: .null
    }
  }

  /// Lends the bytes of the column at `index`; none for NULL.
  package func withBlob<Result>(
    _ index: Int,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    let bytes = sqlite3_column_blob(handle, Int32(index))
    let count = Int(sqlite3_column_bytes(handle, Int32(index)))
    return try body(UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count))
  }

  private func blob(_ index: Int) -> [UInt8] { withBlob(index, Array.init) }
}
