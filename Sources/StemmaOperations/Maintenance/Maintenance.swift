import Foundation
import StemmaCore
import StemmaGraph
import StemmaHarvest
import StemmaHub
import StemmaStore

/// Looks after the cache's file and its archives.
public struct Maintenance: Sendable {
  /// The cache's file.
  public let cachePath: String

  /// Looks after the cache at `cachePath`.
  public init(cachePath: String) { self.cachePath = cachePath }

  /// Everything that is wrong, a line each; empty when the cache is sound.
  ///
  /// Checks the file's structure, that every row names rows that are there, that what holds now
  /// began, that the closure is that of the edges, and that each archive holds what the cache says,
  /// every record with its digest.
  ///
  /// Two readers take the checks in turn, since SQLite's own checks of indexes take most of the time.
  ///
  /// - Complexity: O(*n* log *n*) for *n* rows of the cache, and O(*b*) for the bytes of its archives.
  ///
  /// - Throws: An error of one line when the cache cannot be opened.
  public func faults() throws -> [String] {
    let checks = try Cache(path: cachePath, access: .read).read(Self.checks)
    let results = Locked<[Result<[String], any Error>?]>(Array(repeating: nil, count: checks.count))
    let next = Locked(0)
    DispatchQueue.concurrentPerform(iterations: 2) { _ in
      let cache = Result { try Cache(path: cachePath, access: .read) }
      while let number = next.withLock({ next in
        next += 1
        return next <= checks.count ? next - 1 : nil
      }) {
        let found = Result { try cache.get().read { try checks[number](cachePath, $0) } }
        results.withLock { $0[number] = found }
      }
    }
    // Of a broken page the check of the whole file tells, and that of its table.
    var told: Set<String> = []
    return try results.withLock { $0 }.flatMap { try $0?.get() ?? [] }
      .filter { told.insert($0).inserted }
  }

  /// A look for one kind of fault in the cache at a path, on a connection to it.
  private typealias Check = @Sendable (String, Connection) throws -> [String]

  /// All checks, the longest first.
  private static func checks(_ connection: Connection) throws -> [Check] {
    let tables = try connection.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ) { $0.text(0) }
    let long = ["repo", "tag_list", "declaration", "edge"].filter(tables.contains)
    let ordered = long + tables.filter { !long.contains($0) }
    let ofFile: [Check] = [
      { try $1.soundness("PRAGMA quick_check") },
      { try closureFaults(in: $1) },
      { try ArchiveAudit(cachePath: $0, connection: $1).faults() },
      { _, connection in
        try laws.compactMap { what, query in
          let count = try connection.count(query)
          return count > 0 ? "\(what): \(count)" : nil
        }
      },
    ]
    return ofFile
      + ordered.map { table in { try $1.soundness("PRAGMA integrity_check(\(table.sqlLiteral))") } }
      + ordered.map { table in { try $1.missingRows(namedIn: table) } }
  }

  /// Copies the cache to a file that is not there yet.
  ///
  /// - Parameter file: Where to.
  /// - Throws: An error of one line when it cannot be read or written.
  public func backup(to file: String) throws {
    _ = try CachePath.file(at: file)
    let cache = try Cache(path: cachePath, access: .read)
    try cache.backup(to: file, home: ArchivePath(cache: cachePath).home)
  }

  /// Puts a backup in the place of the cache, which is copied first.
  ///
  /// The archives stay as they are. The cache that results is the one that it was made from, and not another: what the archives hold is
  /// its own.
  ///
  /// - Parameter file: The backup.
  /// - Returns: The copy of the cache as it was; nil when there was none.
  /// - Throws: An error of one line when the backup is no cache of this version or damaged, or when
  ///   another program reads or writes the cache.
  public func restore(from file: String) throws -> String? {
    let path = try CachePath.file(at: cachePath)
    let backup = try Cache(path: file, access: .read)
    guard backup.file != path else {
      throw CacheError(
        .refused,
        "\(file) is the cache itself.",
        hint: "Name a copy that `stemma cache backup` made."
      )
    }
    let damage = try backup.read { try $0.rows("PRAGMA quick_check(1)") { $0.text(0) } }
    guard damage == ["ok"] else {
      throw CacheError(
        .damaged,
        "\(file) is damaged: \(damage.joined(separator: "; ")).",
        hint: "Choose another copy."
      )
    }
    let lock = try WriterLock(
      cachePath: cachePath,
      startedAt: Timestamp.text(secondsSince1970: RunEnvironment.machine.now())
    )
    defer { withExtendedLifetime(lock) {} }
    let known = try? Cache(path: path, access: .read).read { try CacheIdentity(of: $0) }
    var copy: String?
    if FileManager.default.fileExists(atPath: path) {
      let name = CachePath.unused(path + ".before-restore")
      try Cache.copy(path, to: name)
      copy = name
    }
    try backup.replace(path)
    if let known {
      try Cache(path: path, access: .write).write(as: .harvest) { connection in
        try connection.run("UPDATE identity SET cache = ?, home = ?", known.cache, known.home)
      }
    }
    KeptPast.removeAll(of: path)
    return copy
  }

  /// Makes the closure once more from the edges, and compares.
  private static func closureFaults(in connection: Connection) throws -> [String] {
    let count = try LineageTables.faults(in: connection)
    let found = [
      ("rows in which the closure differs from the edges", count),
      (
        "models whose family differs from that of the edges", try FamilyParts.faults(in: connection)
      ),
      (
        "repositories of which the family graph holds other facts",
        try GraphArrays.faults(in: connection)
      ),
    ]
    return found.filter { $0.1 > 0 }.map { "\($0.0): \($0.1)" }
  }

  /// Queries that count what must not be.
  private static let laws = [
    (
      "edges to nothing",
      "SELECT count(*) FROM edge WHERE parent NOT IN (SELECT id FROM node)"
    ),
    (
      "tags without a text",
      "SELECT count(*) FROM repo_tag WHERE tag NOT IN (SELECT id FROM tag)"
    ),
    (
      "repositories that share one identity",
      """
      SELECT count(*) FROM (
        SELECT 1 FROM repo GROUP BY kind, hub_id HAVING count(*) > 1)
      """
    ),
  ]
}

extension Connection {
  /// What a check of SQLite's finds.
  fileprivate func soundness(_ check: String) throws -> [String] {
    try rows(check) { $0.text(0) }.filter { $0 != "ok" }
  }

  /// Rows of a table, which is one of the cache's own, that refer to rows which are not there.
  fileprivate func missingRows(namedIn table: String) throws -> [String] {
    try rows("PRAGMA foreign_key_check(\(table.sqlLiteral))") { row in
      "\(row.text("table")) row \(row.text("rowid")) refers to a missing row of \(row.text("parent"))"
    }
  }
}

/// Which archives a compaction may take.
public enum CompactionScope: Sendable, Hashable {
  /// None: only the cache's file is made smaller.
  case cacheOnly
  /// Those of all but so many newest harvests.
  case keeping(Int)
  /// Those of harvests that began before a date, such as `2026-01-31`.
  case before(String)
  /// Those of harvests that began longer ago than so many days.
  case olderThan(days: Int)
}

/// What a compaction did.
public struct CompactionSummary: Sendable, Hashable {
  /// The last harvest whose archive was compacted now; nil when none was.
  public var through: Int64?
  /// Why none was, when some were meant.
  public var reason: String?
  /// The bytes of the cache's file, before and after.
  public var cache = ByteChange()
  /// The bytes of everything in the archives' folder, before and after.
  public var archives = ByteChange()

  /// A size before and after.
  public struct ByteChange: Sendable, Hashable {
    /// Bytes before.
    public var before: Int64 = 0
    /// Bytes after.
    public var after: Int64 = 0
  }
}

extension Maintenance {
  /// Makes the cache smaller, and the archives that `scope` names.
  ///
  /// No derived row changes, neither now nor when `stemma derive` reads the archives again. The
  /// harvests whose archives were compacted can no longer be replayed, exported or read by better
  /// readers. Archives are left alone when what would stand for them is larger. The pasts that were
  /// kept beside the cache are removed: questions make them again.
  ///
  /// - Parameter scope: Which archives.
  /// - Returns: What was done.
  /// - Throws: An error of one line when an archive is damaged, or the cache cannot be used.
  public func compact(_ scope: CompactionScope) throws -> CompactionSummary {
    // One that is not there is not made.
    _ = try Cache(path: cachePath, access: .read)
    let now = RunEnvironment.machine.now()
    let lock = try WriterLock(
      cachePath: cachePath,
      startedAt: Timestamp.text(secondsSince1970: now)
    )
    let cache = try Cache(path: cachePath, access: .write)
    let archiveLock = scope == .cacheOnly ? nil : try ArchivePath(cache: cachePath).lock(at: now)
    defer { withExtendedLifetime((lock, archiveLock)) {} }
    var summary = CompactionSummary()
    summary.cache.before = Self.size(of: cache.file)
    summary.archives.before = archiveSizes().map(\.size).reduce(0, +)
    KeptPast.removeAll(of: cachePath)
    try compactArchives(scope, of: cache, at: now, &summary)
    try cache.withoutTransaction { connection in
      try connection.execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")
    }
    summary.cache.after = Self.size(of: cache.file)
    summary.archives.after = archiveSizes().map(\.size).reduce(0, +)
    return summary
  }

  private func compactArchives(
    _ scope: CompactionScope,
    of cache: Cache,
    at now: Double,
    _ summary: inout CompactionSummary
  ) throws {
    guard scope != .cacheOnly else { return }
    try removeLeftovers(of: cache)
    let done = try DerivedBase(of: cache)?.harvest ?? 0
    guard let last = try cache.read({ try Self.last(of: scope, at: now, in: $0) }), last > done
    else {
      summary.reason = "There is no older archive to compact."
      return
    }
    let (replaced, inherited) = try replacedFiles(through: last, of: cache)
    guard !replaced.isEmpty || inherited.isEmpty else {
      summary.reason =
        "The archives up to harvest \(last) are those of another cache, which this one was copied "
        + "from: \(inherited[0]) for one. They are kept."
      return
    }
    let draft = try Compaction(cache: cache).writeBase(through: last)
    let name = ArchivePath.baseName(upTo: last)
    let before = replaced.map(Self.size).reduce(0, +)
    guard Self.size(of: draft) < before else {
      summary.reason =
        "The archives up to harvest \(last) take \(before) bytes; their replacement would take "
        + "\(Self.size(of: draft)). They are kept."
      try FileManager.default.removeItem(atPath: draft)
      return
    }
    let target = ArchivePath(cache: cachePath).file(named: name)
    guard rename(draft, target) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target])
    }
    let mark = try cache.read { try CacheIdentity(of: $0)?.cache }
    try DerivedBase.replaceArchives(through: last, by: name, of: mark, in: cache)
    // Before they go, the cache must say for certain that it does without them.
    try cache.withoutTransaction { try $0.execute("PRAGMA wal_checkpoint(FULL)") }
    for path in replaced { try? FileManager.default.removeItem(atPath: path) }
    summary.through = last
  }

  /// The last harvest that `scope` takes; one that may be taken up again keeps its archive.
  private static func last(
    of scope: CompactionScope,
    at now: Double,
    in connection: Connection
  ) throws -> Int64? {
    let condition: (text: String, value: any SQLBindable)? =
      switch scope {
      case .cacheOnly: nil
      case .keeping(let count): ("id <= (SELECT max(id) FROM harvest) - ?", max(0, count))
      case .before(let date): ("started_at < ?", date)
      case .olderThan(let days):
        ("started_at < ?", Timestamp.text(secondsSince1970: now - Double(days) * 86_400))
      }
    guard let condition else { return nil }
    let last = try connection.first(
      """
      SELECT max(id) FROM harvest
      WHERE \(condition.text)
        AND (outcome = 'complete' OR id < (SELECT max(id) FROM harvest))
      """,
      condition.value
    ) { $0.optionalInteger(0) }
    return last ?? nil
  }

  /// The files that a base up to harvest `last` stands for: the cache's own, and those that it reads
  /// elsewhere.
  ///
  /// - Throws: `HarvestError` or `ArchiveDamage` when one of its own does not say that it is.
  private func replacedFiles(through last: Int64, of cache: Cache) throws
    -> (own: [String], inherited: [String])
  {
    let path = ArchivePath(cache: cachePath)
    return try cache.read { connection in
      let archives = try connection.rows(
        "SELECT min(id) AS id, archive FROM harvest WHERE id <= ? AND archive IS NOT NULL "
          + "GROUP BY archive",
        last
      ) { (harvest: $0.integer("id"), name: $0.text("archive")) }
      for archive in archives where !ArchivePath.isBase(archive.name) {
        try path.requireOwn(archive.harvest, in: connection)
      }
      let files = archives.map { path.readable(named: $0.name) }
        .filter(FileManager.default.fileExists)
      let own = Set(archives.map { path.file(named: $0.name) })
      return (files.filter(own.contains), files.filter { !own.contains($0) })
    }
  }

  /// Removes what a compaction that was killed left in the cache's own folder: drafts, and archives
  /// that a base stands for.
  private func removeLeftovers(of cache: Cache) throws {
    let path = ArchivePath(cache: cachePath)
    let draft =
      #/derived-\d+\.sqlite\.gz\.(?:scratch|plain|part|\d+\.open)(?:-wal|-shm|-journal)?|harvest-\d+\.warc\.gz(?:\.aside-\d+)?\.part/#
    for (name, _) in archiveSizes() where name.wholeMatch(of: draft) != nil {
      try? FileManager.default.removeItem(atPath: path.file(named: name))
    }
    let compacted = try cache.read { connection in
      try connection.rows("SELECT id FROM harvest WHERE archive LIKE 'derived-%'") { $0.integer(0) }
        .filter { (try? path.requireOwn($0, in: connection)) != nil }
    }
    for harvest in compacted { try? FileManager.default.removeItem(atPath: path.file(of: harvest)) }
  }

  static func size(of path: String) -> Int64 {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  }

  /// The files in the archives' folder with their sizes, by name.
  func archiveSizes() -> [(name: String, size: Int64)] {
    let folder = ArchivePath(cache: cachePath).folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { $0 != WriterLock.archiveLock }
      .map { ($0, Self.size(of: folder + "/" + $0)) }
  }
}
