internal import CPastPages
internal import CSQLite
internal import Foundation
internal import StemmaCore

/// The SQLite file that holds everything Stemma knows.
///
/// Write-ahead logging, numbered layouts. It opens unchanged in the sqlite3 shell and in Datasette;
/// the tables are described in the article "The cache".
///
/// Calls are serialised on one connection; a second process may read meanwhile. None may be made
/// inside another.
package final class Cache: Sendable {
  /// What the caller means to do with the file.
  package enum Access: Sendable {
    /// Create what is missing.
    case write
    /// Change nothing; the file must be there.
    case read
  }

  /// The file's path as given.
  package let path: String
  /// The file itself, links followed.
  package let file: String
  private let access: Access
  private let database: Locked<Database>
  // SQLite lets any thread interrupt a connection that is open, and `database` keeps this one so.
  private nonisolated(unsafe) let handle: OpaquePointer
  /// What the file looked like when it was opened as one that nobody changes; nil when it was not.
  private let frozen: FrozenState?
  /// The present, held still, of one that was taken back by ``UndonePast``.
  private let present: Cache?

  /// Opens the cache at `path`, creating its folder when writing.
  ///
  /// - Throws: `CacheError`.
  package init(path: String, access: Access) throws {
    (self.path, self.access) = (path, access)
    let file = try CachePath.file(at: path)
    self.file = file
    Self.setUpSQLite
    try Self.requireFile(path)
    switch access {
    case .write:
      try CachePath.requireOneName(of: file)
      try Self.makeFolder(for: file)
    case .read: try Self.requireThere(path)
    }
    let opened = try Self.translating(path) {
      try access == .write
        ? (Self.forWriting(file), nil)
        : FrozenReading.open(file) { try Self.forReading($0, $1, path) }
    }
    handle = opened.0.handle
    (database, frozen, present) = (Locked(opened.0), opened.1, nil)
  }

  /// Opens what a file of pages makes of `present`, which is held still.
  ///
  /// - Throws: `CacheError`, also for a file that was not finished.
  init(pages: String, over present: Cache) throws {
    (path, file, access) = (present.path, present.file, .read)
    let opened = try Self.translating(present.path) {
      let opened = try Database(pages: pages, over: present.file, isNew: false)
      try opened.prepareForReading()
      try opened.lawless.run("ATTACH ? AS \(UndonePast.present)", present.file)
      return opened
    }
    handle = opened.handle
    (database, frozen, self.present) = (Locked(opened), nil, present)
  }

  /// Keeps everybody from changing the file itself until ``release()`` or the end; says whether that can be.
  ///
  /// A reader of an empty log keeps SQLite from writing what is logged later back into the file. Nothing
  /// else is asked of this cache meanwhile.
  func holdStill() throws -> Bool {
    guard access == .read, frozen == nil else { return false }
    return try lend { database in
      try database.execute("BEGIN; SELECT 1 FROM sqlite_master LIMIT 1")
      var log = stat()
      if stat(file + "-wal", &log) != 0 || log.st_size == 0 { return true }
      try database.execute("COMMIT")
      return false
    }
  }

  /// Lets the file be changed again.
  func release() throws { try lend { try $0.execute("COMMIT") } }

  /// Stops the statement that runs now: who runs it gets a `CacheError` of code `refused`.
  ///
  /// May be called from any thread, while the connection is lent. Between two statements it does
  /// nothing.
  package func interrupt() { sqlite3_interrupt(handle) }

  /// Lends the connection for reading: all that is read is of one moment.
  package func read<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    try lend { database in
      guard access == .write else {
        let result = try database.inside(.reading) { try body(Connection(database, may: .read)) }
        try frozen?.requireUnchanged(file)
        return result
      }
      // What was prepared for writing is refused here, too.
      try database.execute("PRAGMA query_only = 1")
      defer { try? database.execute("PRAGMA query_only = 0") }
      return try database.inside(.reading) { try body(Connection(database, may: .read)) }
    }
  }

  /// Lends the connection to a stage inside one transaction, which is undone when `body` throws.
  package func write<Result>(
    as stage: Stage,
    _ body: (Connection) throws -> Result
  ) throws -> Result {
    try write { try body($0.as(stage)) }
  }

  /// Lends the connection inside one transaction that spans several stages, which is undone when
  /// `body` throws.
  ///
  /// What is lent may read; each stage writes with a connection of its own (``Connection/as(_:)``).
  package func write<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    try lend { database in
      try database.inside(.writing) { try body(Connection(database, may: .read)) }
    }
  }

  /// Lends the connection to the maintenance stage outside any transaction, for what SQLite does not
  /// allow inside one.
  package func withoutTransaction<Result>(
    _ body: (Connection) throws -> Result
  ) throws -> Result {
    try lend { try body(Connection($0, may: .work(.maintenance))) }
  }

  /// Lends the connection inside one transaction with no law but SQLite's own, as the sqlite3 shell
  /// would: for tests that damage a cache.
  package func tamper<Result>(_ body: (Connection) throws -> Result) throws -> Result {
    try lend { database in try database.inside(.writing) { try body(database.lawless) } }
  }

  /// Copies the cache, as it stands at one moment, to a file that is not there yet.
  ///
  /// The copy is another cache, which knows where the archive stands of the one it was copied from:
  /// that of `home`. It appears whole or not at all.
  package func backup(to destination: String, home: String) throws {
    let draft = "\(destination).\(getpid()).part"
    Self.removeDrafts(of: destination)
    defer { Self.removeDrafts(of: destination) }
    do {
      try Self.translating(destination) {
        try database.withLock { try $0.backup(to: draft) }
        let copy = try Database(path: draft, .writing)
        // One file, which a folder that cannot be written holds as well.
        try copy.execute("PRAGMA journal_mode = DELETE")
        try Schema.identify(copy, home: home, anew: true)
      }
    } catch let error as CacheError where [.full, .unwritable].contains(error.code) {
      throw CacheError(
        error.code,
        "\(destination) cannot be written\(error.code == .full ? ", for the disk is full" : ""): "
          + "nothing of the copy is left.",
        hint: error.code == .full
          ? "Free some room and run the command again."
          : "Check the folder, or choose another file for the copy."
      )
    }
    try Self.appear(draft, as: destination)
  }

  /// Copies the cache without its free pages to a file that is not there yet: the same cache gives the
  /// same bytes.
  ///
  /// The copy is the same cache, and not another one as a backup is.
  package func copyCompacted(to destination: String) throws {
    try Self.translating(destination) {
      try Database(path: file, .reading).lawless.run("VACUUM INTO ?", destination)
      // One file, which a folder that cannot be written holds as well.
      try Database(path: destination, .writing).execute("PRAGMA journal_mode = DELETE")
    }
  }

  /// Removes what this process, and those that were killed, began to write of a copy.
  static func removeDrafts(of destination: String) {
    let (folder, name) = CachePath.parts(of: destination)
    for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard file.hasPrefix(name + "."),
        let draft = file.dropFirst(name.count + 1)
          .wholeMatch(of: #/(\d+)\.part(?:-journal|-wal|-shm)?/#),
        let process = pid_t(draft.1), process == getpid() || kill(process, 0) != 0 && errno == ESRCH
      else { continue }
      try? FileManager.default.removeItem(atPath: folder + "/" + file)
    }
  }

  /// Gives a file its name, which nothing may have yet.
  static func appear(_ draft: String, as destination: String) throws {
    if link(draft, destination) == 0 { return }
    // Some file systems know no second name for a file.
    let isThere = errno == EEXIST || FileManager.default.fileExists(atPath: destination)
    if !isThere, rename(draft, destination) == 0 { return }
    throw isThere
      ? CacheError(
        .refused,
        "\(destination) already exists.",
        hint: "Choose another file for the copy."
      )
      : CacheError(
        .unwritable,
        "\(destination) cannot be written (\(String(cString: strerror(errno)))).",
        hint: "Check the folder's permissions, or choose another file for the copy."
      )
  }

  /// Copies the connection's temporary tables and views to another file.
  func backupTemporaries(to destination: String) throws {
    try Self.translating(destination) {
      try database.withLock { try $0.backup(of: "temp", to: destination) }
    }
  }

  /// Lends SQLite's own connection.
  func withDatabase<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try database.withLock { try body($0) }
  }

  private func lend<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try Self.translating(path) { try database.withLock { try body($0) } }
  }

  /// Done once, before any connection is made.
  private static let setUpSQLite: Void = {
    stemma_set_up_sqlite()
    stemma_set_up_pasts()
  }()

  private static func forWriting(_ path: String) throws -> Database {
    try requireOursIfThere(path)
    // SQLite itself would give a new file no rights for a group, whatever the user's mask says.
    close(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666))
    let database = try Database(path: path, .writing)
    try database.prepareForWriting()
    try Schema.make(database)
    try Schema.complete(database)
    try Schema.identify(database, home: CachePath.parts(of: path).name)
    return database
  }

  private static func forReading(
    _ file: String,
    _ mode: Database.Mode,
    _ path: String
  ) throws -> Database {
    do {
      let database = try Database(path: file, mode)
      try database.prepareForReading()
      guard try !Schema.isEmpty(database.lawless) else { throw absence(of: path) }
      try Schema.requireCurrent(database.lawless)
      return database
    } catch let error as SQLFailure
      where error.code & 0xff == SQLITE_READONLY && FrozenReading.hasJournal(file)
    {
      // Only while a cache is made has it a journal of the kind that a reader must roll back.
      throw CacheError(
        .absent,
        "The cache \(path) was left half made.",
        hint: "Run the `stemma harvest` that was making it again."
      )
    }
  }

  /// Refuses what can be no cache, before SQLite or a lock leaves anything beside it.
  fileprivate static func requireFile(_ path: String) throws {
    guard !path.isEmpty else {
      throw CacheError(
        .notACache,
        "The name of the cache is empty.",
        hint: "Name a file with --cache, or leave the option out."
      )
    }
    try requireLogs(of: CachePath.resolved(path))
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT != S_IFREG {
      let what = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or a pipe"
      throw CacheError(
        .notACache,
        "\(path) is \(what), not a cache.",
        hint: "Name a file with --cache."
      )
    }
    guard let reason = FileReason.againstReading(path) else { return }
    throw CacheError(
      .unwritable,
      "The cache \(path) cannot be read: \(reason).",
      hint: "Check its permissions, or choose another with --cache."
    )
  }

  /// Refuses what stands in the place of SQLite's logs: SQLite would wait for the writer of a pipe.
  private static func requireLogs(of file: String) throws {
    for log in ["-journal", "-wal", "-shm"].map({ file + $0 }) {
      var status = stat()
      guard stat(log, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { continue }
      throw CacheError(
        .unwritable,
        "\(log) is no file, and stands where SQLite keeps its log.",
        hint: "Move it away."
      )
    }
  }

  /// Refuses a path at which there is nothing yet.
  package static func requireThere(_ path: String) throws {
    var status = stat()
    guard try stat(CachePath.file(at: path), &status) != 0 else { return }
    guard errno == ENOENT || errno == ENOTDIR else {
      let reason = FileReason.text(ofErrno: errno)
      throw CacheError(
        .unwritable,
        "The cache \(path) cannot be read: \(reason).",
        hint: "Check the permissions of its folders, or choose another with --cache."
      )
    }
    throw absence(of: path)
  }

  static func translating<Result>(
    _ path: String,
    _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as SQLFailure {
      let failure = error.cacheError
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
        "The folder \(folder.path) cannot be made: \(FileReason.text(of: error)).",
        hint: "Choose another file with --cache."
      )
    }
  }

  /// Looks at a file that is there before it is opened for writing: that alone would change it.
  private static func requireOursIfThere(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    func require(_ mode: Database.Mode) throws {
      let database = try Database(path: path, mode)
      try database.prepareForReading()
      try Schema.requireOursOrEmpty(database.lawless)
    }
    do {
      try require(.reading)
    } catch let error as SQLFailure where error.code & 0xff == SQLITE_READONLY {
      // Killed while it was made: a journal is left, and nobody reads before it is rolled back.
      try require(.writing)
    }
  }

  /// There is none, or one that nobody has begun to fill.
  private static func absence(of path: String) -> CacheError {
    CacheError(
      .absent,
      "There is no cache at \(path).",
      hint: "Create one with `stemma harvest` or `stemma demo`, or choose another with --cache."
    )
  }
}

/// The right to write to a cache or to an archive, held by one process at a time.
///
/// The kernel gives it back when the holder dies, however it dies. The lock file says who holds it.
package final class WriterLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock for the cache at `cachePath`, which need not be there: of two that would make it
  /// one waits outside.
  ///
  /// - Throws: `CacheError` of code `held`, naming the holder's process and start, when another
  ///   process has it.
  package convenience init(cachePath: String, startedAt: String) throws {
    let file = try CachePath.file(at: cachePath)
    try Cache.requireFile(cachePath)
    try CachePath.requireOneName(of: file)
    try Cache.makeFolder(for: file)
    try self.init(file: file + ".lock", of: "this cache", holder: "since \(startedAt)")
  }

  /// Takes the lock for the archive in `folder`, which is made when it is not there, for the cache at
  /// `cachePath`.
  ///
  /// - Throws: `CacheError` of code `held`, naming the holder's process, start and cache, when another
  ///   process has it.
  package convenience init(archive folder: String, cachePath: String, startedAt: String) throws {
    let file = folder + "/" + Self.archiveLock
    try Cache.makeFolder(for: file)
    try self.init(
      file: file,
      of: "the archive \(folder)",
      holder: "since \(startedAt), for the cache \(cachePath)"
    )
  }

  /// Who writes to the cache at `path` now, as in "process 7, since 2026-01-31T03:17:00Z"; nil when
  /// nobody does.
  ///
  /// The lock itself is not tried: whoever held it for a moment would stop a writer that begins.
  package static func holder(ofCacheAt path: String) -> String? {
    let holder = holder(at: CachePath.resolved(path) + ".lock")
    guard let match = holder.firstMatch(of: /^process (\d+)/), let process = pid_t(match.1),
      kill(process, 0) == 0 || errno == EPERM
    else { return nil }
    return holder
  }

  /// The name of the lock file in the folder of an archive.
  package static let archiveLock = "lock"

  private init(file path: String, of subject: String, holder: String) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw CacheError(
        .unwritable,
        "The lock file \(path) cannot be opened.",
        hint: "Check the folder's permissions, or name another file with --cache."
      )
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = Self.holder(at: path)
      close(descriptor)
      throw CacheError(
        .held,
        "Another process is writing to \(subject) (\(holder)).",
        hint: "Wait for it to end, or stop it; its work so far is kept."
      )
    }
    let holder = "process \(getpid()), \(holder)\n"
    ftruncate(descriptor, 0)
    _ = holder.withCString { write(descriptor, $0, strlen($0)) }
  }

  deinit {
    ftruncate(descriptor, 0)
    // Closing is not enough: a child that is being started has a copy until its program runs.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  private static func holder(at path: String) -> String {
    let bytes = try? UserFile.bytes(of: path, atMost: 1 << 16)
    let text = bytes.map { String(decoding: $0, as: UTF8.self) }
    let holder = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    return holder.isEmpty ? "unknown process" : holder
  }
}
