internal import CPastPages
internal import CSQLite
internal import Foundation

/// One open SQLite file: SQLite's own connection, with what it is set up to and what guards it.
///
/// The one layer between SQLite's C interface and the rest of the program. It is our own because a
/// connection has one authorizer and the laws of the stages need it: GRDB took it for itself, and the
/// statements that run millions of times went around GRDB already.
///
/// Used by one thread at a time: ``Cache`` sees to that. The file is closed when the last statement on
/// it is gone; the last program to close a cache writes its log back and removes it.
final class Database {
  /// What a file is opened for.
  enum Mode {
    case reading, writing
    /// For reading, as a file that nobody changes meanwhile: no log is looked for, and none is made.
    case readingFrozen

    fileprivate var flags: Int32 {
      switch self {
      case .reading: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
      case .readingFrozen: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI
      case .writing: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
      }
    }

    fileprivate func name(of path: String) -> String {
      guard case .readingFrozen = self else { return path }
      let plain = URL(filePath: path).path(percentEncoded: true)
      return "file:\(plain.replacing("?", with: "%3f").replacing("#", with: "%23"))?immutable=1"
    }
  }

  let handle: OpaquePointer
  /// Checks each statement where it is prepared.
  let authorizer: Authorizer

  /// Opens a file, which is made when it is opened for writing.
  ///
  /// - Throws: ``SQLFailure``, also for a file that is no database.
  convenience init(path: String, _ mode: Mode) throws {
    try self.init { sqlite3_open_v2(mode.name(of: path), &$0, mode.flags, nil) }
  }

  /// Opens a file of pages over the database at `base`, which nobody may change meanwhile: a new one for
  /// writing, else one that was finished, for reading alone.
  ///
  /// - Throws: ``SQLFailure``, also for one that was not finished.
  convenience init(pages: String, over base: String, isNew: Bool) throws {
    try self.init { stemma_open_past(pages, base, isNew ? 1 : 0, &$0) }
  }

  private init(_ open: (inout OpaquePointer?) -> Int32) throws {
    var opened: OpaquePointer?
    let code = open(&opened)
    guard code == SQLITE_OK, let opened else {
      sqlite3_close(opened)
      throw SQLFailure(code: code)
    }
    handle = opened
    authorizer = Authorizer(of: opened)
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 10_000)
    try check(stemma_refuse_double_quoted_text(handle))
    try check(stemma_bound_functions(handle))
  }

  deinit { sqlite3_close_v2(handle) }

  /// Lends the connection with no law but SQLite's own.
  var lawless: Connection { Connection(self, may: .doAnything) }

  /// Runs statements of our own that take no parameters and give no rows.
  func execute(_ script: String) throws {
    authorizer.permit(.doAnything)
    try check(sqlite3_exec(handle, script, nil, nil, nil), script)
  }

  /// How a transaction begins.
  enum Transaction: String {
    /// All that is read is of one moment.
    case reading = "DEFERRED"
    /// Waits for other writers at its beginning, not in its middle.
    case writing = "IMMEDIATE"
  }

  /// Calls `body` inside one transaction, which is undone when it throws.
  func inside<Result>(_ transaction: Transaction, _ body: () throws -> Result) throws -> Result {
    try execute("BEGIN \(transaction.rawValue)")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // After some faults, such as a full disk, SQLite has undone it already.
      if sqlite3_get_autocommit(handle) == 0 {
        authorizer.permit(.doAnything)
        sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      }
      throw error
    }
  }

  /// Ends a new file of pages, once everything is committed.
  func finishPages() throws { try check(stemma_finish_past(handle)) }

  /// Copies the file of a schema, as it stands at one moment, to another.
  func backup(of schema: String = "main", to path: String) throws {
    let copy = try Database(path: path, .writing)
    guard let backup = sqlite3_backup_init(copy.handle, "main", handle, schema) else {
      throw SQLFailure(code: sqlite3_extended_errcode(copy.handle), on: copy.handle)
    }
    let code = sqlite3_backup_step(backup, -1)
    sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE else { throw SQLFailure(code: code, on: copy.handle) }
  }

  /// Why the last call failed: SQLite's reason, or that of whoever refused the statement.
  func failure(_ code: Int32, _ sql: String) -> CacheError {
    if let refusal = authorizer.takeRefusal() { return refusal }
    return SQLFailure(code: code, on: handle, sql: sql).cacheError
  }

  private func check(_ code: Int32, _ sql: String? = nil) throws {
    guard code == SQLITE_OK else { throw SQLFailure(code: code, on: handle, sql: sql) }
  }
}

extension Database {
  /// Sets a connection up for reading a cache.
  ///
  /// - Throws: ``SQLFailure``, also for a file that is no database.
  func prepareForReading() throws {
    // A question meets most pages once: memory that is used again costs less than more of it.
    try execute("PRAGMA temp_store = FILE; PRAGMA cache_size = -8192;")
    try requireFormat()
  }

  /// Sets a connection up for writing a cache.
  ///
  /// A commit survives the death of the program; a power cut may undo the last ones, whole.
  /// A large log between checkpoints halves the time of a sweep; larger pages than SQLite's own
  /// take fewer calls of the system to write them there, and to read arrays.
  ///
  /// Foreign keys are not checked: every number that is written comes from the row it names, and
  /// `stemma cache verify` checks them all; looking each of them up once more would be a fifth of the
  /// writing.
  func prepareForWriting() throws {
    try execute(
      """
      PRAGMA temp_store = FILE;
      PRAGMA page_size = 8192;
      PRAGMA cache_size = -65536;
      PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = 10000;
      """
    )
    try requireFormat()
    let mode = try lawless.first("PRAGMA journal_mode = WAL") { $0.text(0) }
    guard mode == "wal" else {
      throw SQLFailure(code: SQLITE_ERROR, message: "could not activate WAL Mode")
    }
    try execute("PRAGMA synchronous = NORMAL")
  }

  /// SQLite opens any file, and looks at it when it is first read.
  private func requireFormat() throws { try execute("SELECT 1 FROM sqlite_master LIMIT 1") }
}
