internal import Foundation
internal import StemmaCore

/// A past that was made once and is kept: a file with the tables that were filled to make it, in a
/// folder beside the cache.
///
/// The file's name holds the harvest, a key and a stamp of the file. The key tells the cache as it stands
/// now from the cache before and behind any commit; a file of another key is not used, and one that was
/// written since, or copied, has another stamp and is not either: reading all of it would take longer than
/// most questions. Whatever hinders keeping is no error: the past is then made again.
package struct KeptPast {
  private let cache: Cache
  private let harvest: Int64
  private let version: String
  private let key: String?
  private let folder: String
  private static let schema = "past"
  /// As many pasts of one state are kept: a study asks for a few dates.
  private static let limit = 8

  /// The past of a harvest of `cache`, which nothing took back yet; another `version` of the program
  /// may link otherwise.
  package init(of harvest: Int64, in cache: Cache, madeBy version: String) {
    (self.cache, self.harvest, self.version) = (cache, harvest, version)
    key = Self.key(of: cache.path, version: version)
    folder = Self.folder(of: cache.path)
  }

  /// The folder of the pasts that are kept of the cache at `path`.
  package static func folder(of path: String) -> String { CachePath.resolved(path) + "-past" }

  /// Takes the cache's connection back by a file that was kept, and says whether there is one.
  package func recede() throws -> Bool {
    guard let file = file(.tables) else { return false }
    do {
      try cache.withoutTransaction { connection in
        try connection.run("ATTACH ? AS \(Self.schema)", file)
        try connection.execute("PRAGMA \(Self.schema).cache_size = -8192")
      }
    } catch is CacheError {
      // Another program removed it since.
      return false
    }
    try cache.read { try $0.recede(to: harvest, over: Self.schema) }
    return true
  }

  /// The past by a file of pages that was kept; nil when there is none.
  package func undone() throws -> Cache? {
    guard let file = file(.pages), try cache.holdStill() else { return nil }
    do {
      return try Cache(pages: file, over: cache)
    } catch is CacheError {
      // Damaged, or removed by another program since.
      try cache.release()
      return nil
    }
  }

  /// The past with what came later undone, which is kept when it took longer than `limit`; nil where
  /// that cannot be, or would take as long as making everything anew.
  ///
  /// - Parameters:
  ///   - share: The share of the repositories that may have changed since.
  ///   - limit: What took longer is kept.
  ///   - link: As ``UndonePast`` says.
  /// - Returns: The past.
  /// - Throws: What the cache throws.
  package func undoing(
    share: Double,
    keepingOver limit: Duration,
    link: (Connection) throws -> Bool
  ) throws -> Cache? {
    guard try cache.holdStill() else { return nil }
    let start = ContinuousClock.now
    let isThere = FileManager.default.fileExists(atPath: folder)
    let hasFolder =
      (try? FileManager.default.createDirectory(
        atPath: folder,
        withIntermediateDirectories: true
      )) != nil
    let place = hasFolder ? folder : FileManager.default.temporaryDirectory.path
    let draft = "\(place)/\(getpid()).part"
    Drafts.begin(draft)
    defer {
      Self.remove(draft)
      if !isThere { rmdir(folder) }
      Drafts.end(draft)
    }
    Self.remove(draft)
    do {
      let isWritten = try Cache.translating(cache.path) {
        try UndonePast.write(of: harvest, over: cache.file, to: draft, share: share, link: link)
      }
      if isWritten {
        let past = try Cache(pages: draft, over: cache)
        if hasFolder, ContinuousClock.now - start > limit { take(draft, .pages) }
        return past
      }
    } catch let error as CacheError where [.full, .unwritable].contains(error.code) {
      // There may be room for temporary files elsewhere.
    }
    try cache.release()
    return nil
  }

  /// Keeps what the cache's connection was taken back to, if nothing was committed since it began, in
  /// the place of all that was kept of the cache before that.
  package func keep() {
    guard key != nil else { return }
    let draft = folder + "/\(getpid()).part"
    Drafts.begin(draft)
    defer {
      Self.remove(draft)
      Drafts.end(draft)
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try cache.backupTemporaries(to: draft)
      try Self.leaveTablesAlone(in: draft)
      take(draft, .tables)
    } catch {
      // A folder that cannot be written, or a full disk: nothing is kept.
    }
  }

  /// The bytes of the pasts that are kept of the cache at `path`.
  package static func bytes(of path: String) -> Int64 {
    files(in: folder(of: path)).compactMap { FileState($0)?.size }.reduce(0, +)
  }

  /// Removes the pasts that are kept of the cache at `path`, and their folder unless it holds more.
  package static func removeAll(of path: String) {
    let folder = folder(of: path)
    for file in files(in: folder) { try? FileManager.default.removeItem(atPath: file) }
    rmdir(folder)
  }

  /// The files in a folder that are pasts or drafts of them.
  private static func files(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.wholeMatch(of: namePattern) != nil }.map { folder + "/" + $0 }
  }

  private static var namePattern: Regex<Substring> {
    #/\d+(?:-[0-9a-f]{16}-[0-9a-f]{16}\.(?:sqlite|pages)|\.part)(?:-journal)?/#
  }
}

extension KeptPast {
  /// What a file holds, as the end of its name.
  private enum Contents: String {
    /// Tables that are attached.
    case tables = ".sqlite"
    /// Pages of the cache's own file.
    case pages = ".pages"
  }

  /// Gives a draft its name, if nothing was committed since it was begun.
  private func take(_ draft: String, _ contents: Contents) {
    guard let key, let stamp = Self.stamp(of: draft),
      Self.key(of: cache.path, version: version) == key
    else { return }
    removeOthers()
    _ = rename(draft, "\(folder)/\(prefix(key))\(stamp)\(contents.rawValue)")
  }

  /// How the name of the file begins.
  private func prefix(_ key: String) -> String { "\(harvest)-\(key)-" }

  /// The file that is kept, when it is whole.
  private func file(_ contents: Contents) -> String? {
    guard let key else { return nil }
    let prefix = prefix(key)
    for name in names() where name.hasPrefix(prefix) {
      let file = folder + "/" + name
      guard let stamp = Self.stamp(of: file) else { continue }
      if name == prefix + stamp + contents.rawValue { return file }
    }
    return nil
  }

  private func names() -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  /// Removes what is of another key or of this harvest, and the oldest of the rest when there are many.
  private func removeOthers() {
    guard let key else { return }
    let names = names().filter { $0.hasSuffix(".sqlite") || $0.hasSuffix(".pages") }
    let useful = names.filter { $0.contains("-\(key)-") && !$0.hasPrefix(prefix(key)) }
      .map { (name: $0, time: FileState(folder + "/" + $0)?.changed ?? 0) }
      .sorted { $0.time > $1.time }
      .prefix(Self.limit - 1).map(\.name)
    for name in names where !useful.contains(name) { Self.remove(folder + "/" + name) }
  }

  private static func remove(_ file: String) {
    for ending in ["", "-journal"] { try? FileManager.default.removeItem(atPath: file + ending) }
  }

  /// Drops everything but the tables of a cache: views of the past are cheap, and name schemas that an
  /// attached file may not.
  private static func leaveTablesAlone(in draft: String) throws {
    let connection = try Database(path: draft, .writing).lawless
    let others = try connection.rows("SELECT type, name FROM sqlite_master") {
      (type: $0.text("type"), name: $0.text("name"))
    }
    for (type, name) in others where !name.hasPrefix("sqlite_") {
      let isKept = type == "index" || type == "table" && Schema.stage(of: name) != nil
      if !isKept { try connection.execute("DROP \(type) \"\(name)\"") }
    }
  }
}

extension KeptPast {
  /// Names the cache as it stands; nil when its file cannot be looked at.
  ///
  /// A commit changes the log, and a checkpoint changes the file. A checkpoint alone changes no row, and
  /// makes a kept past useless all the same.
  private static func key(of path: String, version: String) -> String? {
    let path = CachePath.resolved(path)
    guard let file = FileState(path) else { return nil }
    let log = FileState(path + "-wal", readingHead: true).flatMap { $0.size > 0 ? $0 : nil }
    var hash = FNVHash()
    for part in [Schema.layout, version, file.text, log?.text ?? ""] {
      for byte in part.utf8 + [0] { hash.take(byte) }
    }
    return hash.value.hexadecimal(digits: 16)
  }

  /// Tells a file from what it is when somebody has written to it or copied it; nil when there is none.
  private static func stamp(of file: String) -> String? {
    guard let state = FileState(file) else { return nil }
    var hash = FNVHash()
    for byte in state.text.utf8 { hash.take(byte) }
    return hash.value.hexadecimal(digits: 16)
  }
}

/// What changes about a file when it is written.
private struct FileState {
  let size: Int64
  /// In nanoseconds.
  let changed: Int64
  private let number: UInt64
  /// The first bytes of a log: SQLite salts each beginning of one.
  private let head: [UInt8]

  /// Looks at the file at `path`.
  ///
  /// The file of a cache that is open must not be opened besides: whoever closes it then takes SQLite's
  /// locks on it away from the whole process.
  init?(_ path: String, readingHead: Bool = false) {
    var state = stat()
    guard stat(path, &state) == 0 else { return nil }
    head = readingHead ? Self.head(of: path) : []
    size = Int64(state.st_size)
    #if canImport(Darwin)
    let time = state.st_mtimespec
    #else
    let time = state.st_mtim
    #endif
    changed = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    number = UInt64(state.st_ino)
  }

  private static func head(of path: String) -> [UInt8] {
    guard let handle = FileHandle(forReadingAtPath: path) else { return [] }
    defer { try? handle.close() }
    return [UInt8]((try? handle.read(upToCount: 100)) ?? Data())
  }

  var text: String { "\(size) \(changed) \(number) \(head)" }
}
