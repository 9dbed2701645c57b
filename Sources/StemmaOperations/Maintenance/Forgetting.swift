import Foundation
import StemmaCore
import StemmaGraph
import StemmaHarvest
import StemmaHub
import StemmaLink
import StemmaStore

/// What was forgotten of a person, or would be.
public struct ForgettingSummary: Sendable, Hashable {
  /// What stands in the place of the name; the digest of the name is part of it.
  public var pseudonym: String
  /// Whether nothing was changed, and the numbers are what would be.
  public var isDryRun: Bool
  /// Rows that held the name, by table.
  public var rows: [String: Int] = [:]
  /// Archives that held it.
  public var archives = 0
  /// Places in the archives where it stood.
  public var places = 0
  /// Places where the same word stands still, since nothing says that it means the person.
  public var words = 0
  /// Repositories of the name, which still bear it: nil when they were to lose it as well.
  public var repositories: Int?
  /// Files beside the cache that may hold the name and were left alone: backups, copies, drafts.
  public var otherFiles: [String] = []
  /// What could not be done at the end, though the name is gone from all that is read.
  public var trouble: String?
}

extension Maintenance {
  /// Takes a person's name out of the tables, their history and the archives.
  ///
  /// A pseudonym takes its place everywhere, so that counts stay what they were. A tombstone stays: the
  /// digest of the name, by which each later reply, import of an archive and replay is freed of it.
  ///
  /// 1. Archives that hold the name are written again beside the ones that are there.
  /// 2. One transaction changes the tables, links and lays out the graph anew, since it is packed and holds
  ///    names as well, says where each reply stands now, and sets the tombstone.
  /// 3. The new archives take the places of the old ones. Whoever reads meanwhile is led to the new ones.
  ///
  /// Killed before the second step is done, nothing was changed; after it, the next command that writes
  /// to the archive does the third.
  ///
  /// - Parameters:
  ///   - name: The name of an account on the Hub.
  ///   - hasRepositories: Whether the name goes from its repositories as well.
  ///   - reason: Why, to be kept.
  ///   - isDryRun: Whether only to count.
  /// - Returns: What was removed, or would be.
  /// - Throws: An error of one line when an archive is damaged, or the cache cannot be used.
  /// - Complexity: O(*n*) over the bytes of the archives and the texts of the tables, and what
  ///   `stemma analyze` takes.
  public func forget(
    _ name: String,
    withRepositories hasRepositories: Bool = false,
    because reason: String? = nil,
    isDryRun: Bool = false
  ) throws -> ForgettingSummary {
    guard let forgotten = ForgottenName(name, hasRepositories: hasRepositories) else {
      throw HarvestError(
        description:
          "\(OneLine.of(name, limit: 100)) is no name of an account. Name a person as in "
          + "the address of their page."
      )
    }
    try Cache.requireThere(cachePath)
    let now = RunEnvironment.machine.now()
    let lock = try WriterLock(
      cachePath: cachePath,
      startedAt: Timestamp.text(secondsSince1970: now)
    )
    let cache = try Cache(path: cachePath, access: .write)
    let archiveLock = try ArchivePath(cache: cachePath).lock(at: now)
    defer { withExtendedLifetime((lock, archiveLock)) {} }
    let tombstone = Tombstone(
      name: forgotten,
      setAt: Timestamp.text(secondsSince1970: now),
      reason: reason
    )
    return try Forgetting(cache: cache, name: name, tombstone: tombstone, isDryRun: isDryRun).run()
  }
}

/// What stays of a name.
private struct Tombstone {
  let name: ForgottenName
  let setAt: String
  let reason: String?

  /// Sets it; one that is there loses nothing.
  func set(_ connection: Connection) throws {
    try connection.as(.harvest).run(
      """
      INSERT INTO forgotten (digest, length, has_repositories, forgotten_at, reason, is_pending)
      VALUES (?1, ?2, ?3, ?4, ?5, 1)
      ON CONFLICT (digest) DO UPDATE SET
        has_repositories = max(has_repositories, excluded.has_repositories),
        reason = coalesce(excluded.reason, reason), is_pending = 1
      """,
      name.digest,
      name.length,
      name.hasRepositories,
      setAt,
      reason
    )
  }
}

/// One name on its way out of a cache.
private struct Forgetting {
  let cache: Cache
  /// As it was given.
  let name: String
  let tombstone: Tombstone
  let isDryRun: Bool

  private var names: ForgottenNames { ForgottenNames([tombstone.name]) }
  private var place: ArchivePath { ArchivePath(cache: cache.path) }

  func run() throws -> ForgettingSummary {
    var summary = ForgettingSummary(pseudonym: tombstone.name.pseudonym, isDryRun: isDryRun)
    var drafts: [String] = []
    var isCommitted = false
    defer {
      if !isCommitted { drafts.forEach { try? FileManager.default.removeItem(atPath: $0) } }
    }
    let archives = try rewrite(&summary, &drafts)
    try forgetInBase(&summary, &drafts)
    try cache.write { connection in
      try forgetInTables(of: connection, &summary)
      guard !isDryRun else { return }
      _ = try LinkStage().then(GraphStage()).run(on: connection)
      try move(archives, in: connection)
      try tombstone.set(connection)
    }
    isCommitted = true
    summary.otherFiles = otherFiles(besides: drafts)
    if !isDryRun { try settle(&summary) }
    return summary
  }

  /// Lets the new archives take the places of the old ones, and leaves no trace in what is free.
  private func settle(_ summary: inout ForgettingSummary) throws {
    // Before the old ones go, the cache must say for certain that it does without them.
    try cache.withoutTransaction { try $0.execute("PRAGMA wal_checkpoint(FULL)") }
    try place.replaceForgotten()
    try cache.write(as: .harvest) { try $0.run("UPDATE forgotten SET is_pending = 0") }
    KeptPast.removeAll(of: cache.path)
    do {
      try cache.withoutTransaction { connection in
        try connection.execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")
      }
    } catch let error as CacheError {
      summary.trouble =
        "The name may still stand in parts of the cache's file that hold nothing: \(error.message) "
        + "Run `stemma cache compact` when there is room."
    }
  }
}

extension Forgetting {
  /// Writes the archives again that hold the name.
  private func rewrite(
    _ summary: inout ForgettingSummary,
    _ drafts: inout [String]
  ) throws -> [Int64: ForgottenArchive] {
    let harvests = try cache.read { connection in
      try connection.rows(
        "SELECT id, archive, archive_length FROM harvest WHERE archive_length > 0 ORDER BY id"
      ) { $0.inOrder { (id: $0.integer(), name: $0.text(), length: $0.integer()) } }
    }
    var rewritten: [Int64: ForgottenArchive] = [:]
    for harvest in harvests where !ArchivePath.isBase(harvest.name) {
      var count = ForgottenNames.Count()
      rewritten[harvest.id] = try cache.read { connection in
        try ForgottenArchive(
          of: harvest.id,
          committed: harvest.length,
          isWritten: !isDryRun,
          without: names,
          at: place,
          in: connection,
          &count
        )
      }
      if let draft = rewritten[harvest.id]?.draft { drafts.append(draft) }
      summary.archives += count.removed > 0 ? 1 : 0
      summary.places += count.removed
      summary.words += count.left
    }
    return rewritten
  }

  /// Takes the name out of what stands for compacted archives.
  private func forgetInBase(_ summary: inout ForgettingSummary, _ drafts: inout [String]) throws {
    guard let base = try DerivedBase(of: cache) else { return }
    let file = place.file(named: ArchivePath.baseName(upTo: base.harvest))
    let (plain, draft) = (file + ".forget-plain", file + ForgottenArchive.ending)
    defer { try? FileManager.default.removeItem(atPath: plain) }
    try? FileManager.default.removeItem(atPath: plain)
    let rows = try base.attached(to: cache) {
      try cache.withoutTransaction { connection in
        var count = 0
        try forgetTraits(in: "base", connection)
        for table in Stage.derive.tables {
          count += try forget(in: "base", table, connection)
        }
        if count > 0, !isDryRun { try connection.run("VACUUM base INTO ?", plain) }
        return count
      }
    }
    guard rows > 0 else { return }
    summary.archives += 1
    summary.places += rows
    guard !isDryRun else { return }
    drafts.append(draft)
    try Compaction.pack(plain, into: draft)
  }

  private func move(_ archives: [Int64: ForgottenArchive], in connection: Connection) throws {
    let connection = connection.as(.harvest)
    let replies = try connection.rows("SELECT id, harvest, archive_offset FROM response") { row in
      row.inOrder { (id: $0.integer(), harvest: $0.integer(), offset: $0.integer()) }
    }
    let update = try connection.prepare(
      "UPDATE response SET archive_offset = ?2, archive_length = ?3 WHERE id = ?1"
    )
    for reply in replies {
      guard let archive = archives[reply.harvest] else { continue }
      guard let position = archive.positions[reply.offset] else {
        throw HarvestError(
          description: "The archive of harvest \(reply.harvest) does not hold what the cache says. "
            + "`stemma cache verify` tells more; nothing was changed."
        )
      }
      try update.run(reply.id, position.offset, position.length)
    }
    for (harvest, archive) in archives {
      try connection.run(
        "UPDATE harvest SET archive_length = ? WHERE id = ?",
        archive.length,
        harvest
      )
    }
  }
}

extension Forgetting {
  private func forgetInTables(
    of connection: Connection,
    _ summary: inout ForgettingSummary
  ) throws {
    if !tombstone.name.hasRepositories {
      summary.repositories = try connection.count(
        """
        SELECT count(*) FROM repo
        WHERE owner IN (SELECT id FROM owner WHERE name = ? COLLATE NOCASE)
        """,
        name
      )
    }
    try forgetTraits(in: "main", connection.as(.derive))
    for (stage, tables) in Schema.tablesByStage {
      for table in tables {
        let count = try forget(in: "main", table, connection.as(stage))
        if count > 0 { summary.rows[table] = count }
      }
    }
    guard !isDryRun else { return }
    // What was still to be asked about the person is not.
    let harvest = connection.as(.harvest)
    try harvest.run(
      """
      UPDATE step SET state = 'superseded'
      WHERE state IN ('waiting', 'incomplete')
        AND (subject LIKE ?1 || '/%' OR subject LIKE ?1 OR subject LIKE ?1 || '#%')
      """,
      tombstone.name.pseudonym
    )
  }

  /// Takes away what tells who an account is beside its name; replies in the archives lose the same.
  private func forgetTraits(in schema: String, _ connection: Connection) throws {
    let isThere = try connection.count(
      "SELECT count(*) FROM pragma_table_info('account', ?)",
      schema
    )
    guard !isDryRun, isThere > 0 else { return }
    try connection.run(
      """
      UPDATE \(schema).account SET hub_id = NULL, created_at = NULL WHERE name = ? COLLATE NOCASE
      """,
      name
    )
  }

  /// Takes the name out of one table, and says how many values held it.
  private func forget(in schema: String, _ table: String, _ connection: Connection) throws -> Int {
    let columns = try connection.rows(
      "SELECT name FROM pragma_table_info(?, ?) WHERE type = 'TEXT'",
      table,
      schema
    ) { $0.text(0) }
    return try columns.reduce(0) { sum, column in
      try sum + forget(in: "\(schema).\(table)", table, column, connection)
    }
  }

  private func forget(
    in place: String,
    _ table: String,
    _ column: String,
    _ connection: Connection
  ) throws -> Int {
    let texts = try connection.rows(
      """
      SELECT \(column) COLLATE BINARY, count(*) FROM \(place)
      WHERE instr(lower(\(column)), ?) > 0
      GROUP BY \(column) COLLATE BINARY
      """,
      name.lowercased()
    ) { $0.inOrder { (text: $0.text(), rows: $0.int()) } }
    let isOfNames = NameColumns.hold("\(table).\(column)", tombstone.name.hasRepositories)
    var values = 0
    try connection.execute(
      "CREATE TEMP TABLE IF NOT EXISTS forgetting (old TEXT PRIMARY KEY, new TEXT NOT NULL)"
    )
    try connection.run("DELETE FROM temp.forgetting")
    for text in texts {
      var count = ForgottenNames.Count()
      guard let cleaned = names.text(text.text, isOfNames: isOfNames, &count) else { continue }
      try connection.run("INSERT INTO temp.forgetting VALUES (?, ?)", text.text, cleaned)
      values += text.rows
    }
    guard values > 0, !isDryRun else { return values }
    try connection.run(
      """
      UPDATE \(place)
      SET \(column) = (SELECT new FROM temp.forgetting WHERE old = \(table).\(column))
      WHERE \(column) COLLATE BINARY IN (SELECT old FROM temp.forgetting)
      """
    )
    return values
  }

  private func otherFiles(besides drafts: [String]) -> [String] {
    let (folder, file) = (place.folder, cache.file)
    let beside = URL(filePath: file).deletingLastPathComponent().path
    func names(in folder: String) -> [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
    let copies = names(in: beside).map { beside + "/" + $0 }
      .filter { $0.hasPrefix(file + ".before-") }
    let asides = names(in: folder).filter { $0.contains(".aside-") }.map { folder + "/" + $0 }
    return copies + asides
  }
}

/// The columns that name accounts, so that a bare word is a name.
private enum NameColumns {
  static func hold(_ column: String, _ hasRepositories: Bool) -> Bool {
    ofAccounts.contains(column) || hasRepositories && ofOwners.contains(column)
  }

  private static let ofAccounts: Set = ["account.name", "step.subject", "watch.subject"]

  /// Those of owners of repositories, which keep the name as long as these do.
  private static let ofOwners: Set = [
    "owner.name", "dataset_user.publisher", "family_group.value", "graph_text.text",
    "measure.subject", "study_item.name", "study_item.other", "study_name.name", "study_name.item",
    "imported_fact.value",
  ]
}
