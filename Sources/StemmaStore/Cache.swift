internal import CSQLiteSetup
internal import Foundation
internal import GRDB

/// The SQLite file that holds everything Stemma knows.
///
/// Write-ahead logging, numbered migrations. It opens unchanged in the sqlite3 shell and in Datasette;
/// the tables are described in the article "The cache".
///
/// Calls are serialised on one connection; a second process may read meanwhile.
package final class Cache: Sendable {
  /// What the caller means to do with the file.
  package enum Access: Sendable {
    /// Create what is missing and migrate what is old.
    case write
    /// Change nothing; the file must be there.
    case read
  }

  /// The file's path as given.
  package let path: String
  private let queue: DatabaseQueue

  /// Opens the cache at `path`, creating its folder when writing.
  ///
  /// - Throws: `CacheError`.
  package init(path: String, access: Access) throws {
    self.path = path
    Self.setUpSQLite
    switch access {
    case .write:
      try Self.makeFolder(for: path)
      queue = try Self.translating(path) {
        try Self.requireOursIfThere(path)
        let queue = try DatabaseQueue(path: path, configuration: Self.configuration(access))
        try Schema.migrator.migrate(queue)
        return queue
      }
    case .read:
      guard FileManager.default.fileExists(atPath: path) else { throw Self.absence(of: path) }
      queue = try Self.translating(path) {
        do {
          let queue = try DatabaseQueue(path: path, configuration: Self.configuration(access))
          guard try !queue.read(Schema.isEmpty) else { throw Self.absence(of: path) }
          try queue.read(Schema.requireCurrent)
          return queue
        } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
          // Only while a cache is made has it a journal of the kind that a reader must roll back.
          throw Self.absence(of: path)
        }
      }
    }
  }

  /// Lends the connection for reading.
  package func read<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    try Self.translating(path) {
      try queue.read { try body(Connection($0)) }
    }
  }

  /// Lends the connection inside one transaction, which is undone when `body` throws.
  package func write<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    try Self.translating(path) {
      try queue.write { try body(Connection($0)) }
    }
  }

  /// Lends the connection outside any transaction, for what SQLite does not allow inside one.
  package func withoutTransaction<Result>(
    _ body: (Connection) throws -> Result
  ) throws -> Result {
    try Self.translating(path) {
      try queue.writeWithoutTransaction { try body(Connection($0)) }
    }
  }

  /// Copies the cache, as it stands at one moment, to another file.
  package func backup(to destination: String) throws {
    try Self.translating(destination) {
      try queue.backup(to: DatabaseQueue(path: destination))
    }
  }

  /// Done once, before any connection is made.
  private static let setUpSQLite: Void = stemma_set_up_sqlite()

  private static func configuration(_ access: Access) -> Configuration {
    var configuration = Configuration()
    configuration.label = "stemma"
    configuration.readonly = access == .read
    configuration.journalMode = .wal
    configuration.busyMode = .timeout(10)
    // Every number that is written comes from the row it names, and `stemma cache verify` checks
    // them all; looking each of them up once more would be a fifth of the writing.
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA temp_store = FILE")
      guard access == .write else {
        // A question meets most pages once: memory that is used again costs less than more of it.
        try database.execute(sql: "PRAGMA cache_size = -8192")
        return
      }
      // A commit survives the death of the program; a power cut may undo the last ones, whole.
      // A large log between checkpoints halves the time of a sweep; larger pages than SQLite's own
      // take fewer calls of the system to write them there, and to read arrays.
      try database.execute(
        sql: """
          PRAGMA page_size = 8192;
          PRAGMA cache_size = -65536;
          PRAGMA synchronous = NORMAL;
          PRAGMA wal_autocheckpoint = 10000;
          """
      )
    }
    return configuration
  }

  private static func translating<Result>(
    _ path: String,
    _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      let failure = SQLFailure(error).cacheError
      throw CacheError(failure.code, "\(path): \(failure.message)", hint: failure.hint)
    }
  }

  static func makeFolder(for path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CacheError(
        .unwritable,
        "The folder \(folder.path) cannot be made.",
        hint: "Check its permissions, or name another file with --cache."
      )
    }
  }

  /// Looks at a file that is there before it is opened for writing: that alone would change it.
  private static func requireOursIfThere(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    func require(_ configuration: Configuration) throws {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read(Schema.requireOursOrEmpty)
    }
    var configuration = configuration(.read)
    do {
      try require(configuration)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      // Killed while it was made: a journal is left, and nobody reads before it is rolled back.
      configuration.readonly = false
      configuration.journalMode = .default
      try require(configuration)
    }
  }

  /// There is none, or one that nobody has begun to fill.
  private static func absence(of path: String) -> CacheError {
    CacheError(
      .absent,
      "There is no cache at \(path).",
      hint: "Fill one with `stemma harvest` or `stemma demo`, or name another with --cache."
    )
  }
}
