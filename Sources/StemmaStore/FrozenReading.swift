internal import CSQLite
internal import Foundation

/// How a cache is read by somebody who may not write beside it, or should not.
///
/// Whoever reads a file with a write-ahead log makes the log's index where it is missing. A reader who
/// may not is told so by SQLite, and one who is another user than the owner leaves an index that the
/// owner cannot write. Both read the file as one that nobody changes; whether that was so is looked at
/// when the answer is there.
enum FrozenReading {
  /// Opens a file, with `open`, in the way that fits it and this user.
  ///
  /// - Returns: The database, and what the file looked like when it was taken for one that nobody changes.
  static func open(
    _ file: String,
    _ open: (String, Database.Mode) throws -> Database
  ) throws -> (Database, FrozenState?) {
    if isForeign(file), !hasLog(file) { return try frozen(file, open) }
    do {
      return (try open(file, .reading), nil)
    } catch let error as SQLFailure
      where [SQLITE_READONLY, SQLITE_CANTOPEN].contains(error.code & 0xff) && !hasJournal(file)
    {
      return try hasLog(file) ? (copied(file, open), nil) : frozen(file, open)
    }
  }

  /// Whether a killed process left the file in the middle of a change that must be rolled back.
  static func hasJournal(_ file: String) -> Bool { size(of: file + "-journal") > 0 }

  private static func hasLog(_ file: String) -> Bool { size(of: file + "-wal") > 0 }

  /// Whether the file is another user's, who could not write what this one leaves beside it.
  private static func isForeign(_ file: String) -> Bool {
    var status = stat()
    guard stat(file, &status) == 0 else { return false }
    return geteuid() != 0 && geteuid() != status.st_uid && status.st_mode & 0o020 == 0
  }

  private static func size(of file: String) -> Int64 {
    var status = stat()
    return stat(file, &status) == 0 ? Int64(status.st_size) : 0
  }

  private static func frozen(
    _ file: String,
    _ open: (String, Database.Mode) throws -> Database
  ) throws -> (Database, FrozenState?) {
    let state = FrozenState(file)
    return (try open(file, .readingFrozen), state)
  }

  /// A log that nobody wrote back, and whose index nobody may make here: it is read from a copy, which
  /// is gone as soon as it is open.
  private static func copied(
    _ file: String,
    _ open: (String, Database.Mode) throws -> Database
  ) throws -> Database {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "stemma-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let copy = folder.appending(path: "cache").path
    for ending in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: file + ending, toPath: copy + ending)
      chmod(copy + ending, 0o600)
    }
    return try open(copy, .reading)
  }
}

/// What tells whether a file was changed.
struct FrozenState: Sendable, Hashable {
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  init(_ file: String) {
    var status = stat()
    _ = stat(file, &status)
    size = Int64(status.st_size)
    #if canImport(Darwin)
    let time = status.st_mtimespec
    #else
    let time = status.st_mtim
    #endif
    (seconds, nanoseconds) = (time.tv_sec, time.tv_nsec)
  }

  /// Refuses what was read from a file that is another one now.
  func requireUnchanged(_ file: String) throws {
    guard FrozenState(file) != self else { return }
    throw CacheError(
      .held,
      "The cache was changed while it was read.",
      hint: "Run the command again."
    )
  }
}
