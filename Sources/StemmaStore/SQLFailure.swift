internal import CSQLite

/// What SQLite said, before it is told to a person.
struct SQLFailure: Error {
  let code: Int32
  let message: String
  let sql: String?
  /// Where in `sql` the fault is, in bytes; nil when SQLite does not tell.
  let offset: Int?

  /// What SQLite says of the last call on a connection.
  init(code: Int32, on connection: OpaquePointer, sql: String? = nil) {
    self.code = code
    message = String(cString: sqlite3_errmsg(connection))
    self.sql = sql
    let offset = Int(sqlite3_error_offset(connection))
    self.offset = offset < 0 ? nil : offset
  }

  /// A failure without a connection that could tell more.
  init(code: Int32, message: String? = nil) {
    self.code = code
    self.message = message ?? String(cString: sqlite3_errstr(code))
    (sql, offset) = (nil, nil)
  }

  var cacheError: CacheError {
    switch code & 0xff {
    case SQLITE_FULL:
      CacheError(.full, "The disk is full.", hint: "Free some room and run the command again.")
    case SQLITE_NOTADB:
      CacheError(
        .notACache,
        "The file is not a Stemma cache.",
        hint: "Name another one with --cache, or move this file away."
      )
    case SQLITE_CORRUPT:
      CacheError(
        .damaged,
        "The cache is damaged (\(message)).",
        hint: "Restore a backup, or rebuild it from its archive with `stemma harvest --replay`."
      )
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_IOERR:
      CacheError(
        .unwritable,
        "The cache cannot be opened or written (\(message)).",
        hint: "Check the folder's permissions, or name another file with --cache."
      )
    case SQLITE_BUSY, SQLITE_LOCKED:
      CacheError(
        .held,
        "Another program is writing to the cache.",
        hint: "Wait for it and try again."
      )
    case SQLITE_INTERRUPT:
      CacheError(
        .refused,
        "The query took too long and was stopped.",
        hint: "Narrow it, or allow more time."
      )
    default:
      CacheError(
        .refused,
        "SQLite refused: \(message).",
        hint: sql.map { "The statement was: \($0)" } ?? "Check the statement.",
        offset: offset
      )
    }
  }
}
