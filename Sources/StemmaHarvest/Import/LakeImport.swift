internal import Foundation
internal import StemmaCore
internal import StemmaDerive
package import StemmaDuckDB
package import StemmaStore

/// What the lakes of others brought into a cache.
package struct LakeImportSummary: Sendable, Hashable {
  /// Partitions that were read, and those that had been before.
  package var partitions = 0, known = 0
  /// Repositories that nobody knew, and observations that changed one.
  package var new = 0, changed = 0
  /// Of those, repositories of which another harvester had said something else: the newer observation
  /// counts.
  package var overruled = 0
  /// Observations that came too late: another harvester's is newer, and stays.
  package var older = 0
  /// The first of the repositories on which harvesters differ.
  package var differing: [String] = []

  package init() {}

  /// The sentences to print.
  package var sentences: [String] {
    let read =
      "\(partitions.counted("partition")) read, \(known) known before: "
      + "\(new.counted("new repository")), "
      + "\(changed.counted("change"))."
    guard overruled + older > 0 else { return [read] }
    return [
      read,
      "Harvesters differ on \(differing.joined(separator: ", "))"
        + (overruled + older > differing.count ? " and others" : "")
        + ": the newer observation counts, "
        + "\(overruled) times that of a lake, \(older) times what the cache held.",
    ]
  }
}

/// The import of lakes that other harvesters filled, as if their harvests had been this cache's.
///
/// A partition is what a harvest saw: each repository of it goes through the derive stage as a record does,
/// found by the Hub's identity. Partitions are taken in the order of their harvests' times, each in one
/// transaction.
package struct LakeImport {
  private let lakes: [Lake]
  private let engine: DuckDB
  private let time: String

  /// Imports lakes as if `time`, in ISO 8601 and UTC, were now.
  package init(_ lakes: [Lake], by engine: DuckDB, at time: String) {
    (self.lakes, self.engine, self.time) = (lakes, engine, time)
  }

  /// Reads every partition that the cache has not taken yet; linking is left to the stages behind.
  ///
  /// - Throws: `ImportError` when a lake is the cache's own, `DuckDBError` when a file cannot be read.
  /// - Complexity: O(*n*) over the rows of what the partitions changed, and O(*m*) over the lakes for each.
  package func run(on cache: Cache) throws -> LakeImportSummary {
    let own = try cache.read { try CacheIdentity(of: $0)?.cache }
    var summary = LakeImportSummary()
    let parts = lakes.flatMap { lake in lake.partitions.map { (lake: lake, partition: $0) } }
      .sorted { one, other in
        (one.partition.startedAt, one.partition.cache, one.partition.harvest)
          < (other.partition.startedAt, other.partition.cache, other.partition.harvest)
      }
    for (lake, partition) in parts {
      guard partition.cache != own else {
        throw ImportError(description: "\(lake.folder.path) is the lake of this very cache.")
      }
      let rows = LakeRows(lake: lake, partition: partition, engine: engine)
      try cache.write { connection in
        try LakePartitionImport(rows, at: time, connection).run(&summary)
      }
    }
    return summary
  }
}

/// The import of one partition.
private struct LakePartitionImport {
  private let rows: LakeRows
  private let connection: Connection
  private let stage: DeriveStage
  private let time: String
  private let harvests: LakeHarvests
  private let sighted: Statement

  init(_ rows: LakeRows, at time: String, _ connection: Connection) throws {
    (self.rows, self.time, self.connection) = (rows, time, connection)
    try connection.deferNameIndexes()
    stage = try DeriveStage(connection)
    harvests = try LakeHarvests(connection, of: rows.partition.cache)
    sighted = try connection.prepare(
      """
      SELECT coalesce(sighting.harvest, repo.first_seen)
      FROM repo LEFT JOIN sighting ON sighting.repo = repo.id
      WHERE repo.hub_id = ? AND repo.kind = ?
      """
    )
  }

  func run(_ summary: inout LakeImportSummary) throws {
    let partition = rows.partition
    let columns = "lake of \(partition.cache), harvest \(partition.harvest)"
    let isKnown =
      try connection.count("SELECT EXISTS (SELECT 1 FROM import WHERE columns = ?)", columns) > 0
    guard !isKnown else {
      summary.known += 1
      return
    }
    try harvests.add(rows)
    var count = 0
    try rows.forEachRepository { row in
      count += 1
      try apply(row, &summary)
    }
    try applyNames()
    try noteFindings()
    try connection.as(.import).run(
      """
      INSERT INTO import (source, digest, columns, imported_at, row_count, observation_count)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      rows.lake.folder.lastPathComponent,
      partition.digest,
      columns,
      time,
      count,
      count
    )
    summary.partitions += 1
  }

  private func apply(_ row: JSONValue, _ summary: inout LakeImportSummary) throws {
    guard let facts = RepoFacts(lake: row) else { return }
    let known = try sighted.first(facts.hubID, facts.kind.rawValue) { $0.integer(0) }
    let firstSeen = row["first_seen"]?.integer.flatMap { harvests.numbers[$0] }
    let isGone = row["gone_since"]?.integer != nil
    // Absences tell the rest, which come after what is seen now.
    let harvest = known == nil ? firstSeen ?? harvests.newest : harvests.newest
    if known != nil, isGone { return }
    if let known, let other = harvests.otherObservation(in: known) {
      guard other <= rows.partition.startedAt else {
        summary.older += 1
        return note(facts, &summary)
      }
      if try stage.apply(facts, harvest: harvest) == .changed {
        summary.overruled += 1
        summary.changed += 1
        note(facts, &summary)
      }
      return
    }
    switch try stage.apply(facts, harvest: harvest) {
    case .new: summary.new += 1
    case .changed: summary.changed += 1
    case .unchanged: break
    }
  }

  private func note(_ facts: RepoFacts, _ summary: inout LakeImportSummary) {
    guard summary.differing.count < 5, !summary.differing.contains(facts.name) else { return }
    summary.differing.append(facts.name)
  }

  /// Names that lead elsewhere, and those that led nowhere.
  private func applyNames() throws {
    try rows.forEachAlias { row in
      guard let name = row["name"]?.string, let evidence = row["evidence"]?.string,
        let kind = row["kind"]?.string.flatMap(RepoKind.init(rawValue:)),
        let hubID = row["hub_id"]?.string, let current = row["repo_name"]?.string
      else { return }
      let facts = RepoFacts(
        kind,
        hubID: hubID,
        owner: nil,
        values: [.name: .text(current)],
        counters: (nil, nil, nil, nil),
        otherTags: nil,
        declarations: [],
        sources: []
      )
      try stage.applyRedirect(
        from: name,
        to: facts,
        evidence: evidence,
        harvest: harvests.number(of: row["first_seen"])
      )
    }
    try rows.forEach(in: "absence", order: "of_harvest, kind, name") { row in
      guard let kind = row["kind"]?.string.flatMap(RepoKind.init(rawValue:)),
        let name = row["name"]?.string, let status = row["status"]?.integer,
        let noticed = row["noticed_at"]?.string
      else { return }
      try stage.applyAbsence(
        of: name,
        kind: kind,
        status: Int(status),
        at: noticed,
        harvest: harvests.number(of: row["of_harvest"])
      )
    }
  }

  private func noteFindings() throws {
    for (table, owner) in [("derive_finding", Stage.derive), ("harvest_finding", .harvest)] {
      let insert = try connection.as(owner).prepare(
        "INSERT INTO \(table) (harvest, code, subject, detail) VALUES (?, ?, ?, ?)"
      )
      try rows.forEach(in: table, order: "id") { row in
        try insert.run(
          harvests.number(of: row["of_harvest"]),
          row["code"]?.string,
          row["subject"]?.string,
          row["detail"]?.string
        )
      }
    }
  }
}

/// The harvests of another cache as harvests of this one.
private final class LakeHarvests {
  /// The numbers here of the harvests that the partition brought, by their numbers there.
  private(set) var numbers: [Int64: Int64] = [:]
  /// The number of the last of them.
  private(set) var newest: Int64 = 0

  private let connection: Connection
  private let cache: String
  /// Who saw what when: of each harvest here, whose it was and when it began.
  private var observations: [Int64: (of: String?, at: String)] = [:]

  init(_ connection: Connection, of cache: String) throws {
    (self.connection, self.cache) = (connection.as(.harvest), cache)
    let rows = try connection.rows("SELECT id, reason, started_at FROM harvest") { row in
      row.inOrder { (id: $0.integer(), reason: $0.optionalText(), at: $0.text()) }
    }
    for row in rows {
      let said = row.reason?.wholeMatch(of: /lake of (\S+), harvest \d+, begun (\S+)/)
      observations[row.id] = (said.map { String($0.1) }, said.map { String($0.2) } ?? row.at)
    }
  }

  /// When another than this lake's cache observed what harvest `number` saw; nil when it was itself.
  func otherObservation(in number: Int64) -> String? {
    guard let seen = observations[number], seen.of != cache else { return nil }
    return seen.at
  }

  /// The number here of a harvest of the lake; of one that an earlier partition brought, the newest one.
  func number(of harvest: JSONValue?) -> Int64 {
    harvest?.integer.flatMap { numbers[$0] } ?? newest
  }

  /// Takes in the harvests that the partition brings, with their steps.
  ///
  /// What a cache knows as of a day, it knew then: a harvest that began before the newest one here counts
  /// from that on, and says when it began.
  func add(_ rows: LakeRows) throws {
    let insert = try connection.prepare(
      """
      INSERT INTO harvest
        (id, asked, plan, reason, subjects, details, kinds, endpoint, version, started_at, finished_at,
        outcome, api_requests, resolver_requests, page_requests, row_count, change_count,
        waited_seconds, seconds)
      SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
        max(?10, coalesce((SELECT max(started_at) FROM harvest), ?10)), ?11, ?12,
        ?13, ?14, ?15, ?16, ?17, ?18, ?19
      """
    )
    newest = Int64(try connection.count("SELECT coalesce(max(id), 0) FROM harvest"))
    try rows.forEach(in: "harvest", order: "id") { row in
      guard let there = row["id"]?.integer, let begun = row["started_at"]?.string else { return }
      newest += 1
      numbers[there] = newest
      observations[newest] = (cache, begun)
      func text(_ name: String) -> String? { row[name]?.string }
      func whole(_ name: String) -> Int64 { row[name]?.integer ?? 0 }
      try insert.run(
        newest,
        text("asked"),
        text("plan"),
        "lake of \(cache), harvest \(there), begun \(begun)",
        text("subjects"),
        text("details"),
        text("kinds"),
        text("endpoint"),
        text("version"),
        begun,
        text("finished_at"),
        text("outcome"),
        whole("api_requests"),
        whole("resolver_requests"),
        whole("page_requests"),
        whole("row_count"),
        whole("change_count"),
        row["waited_seconds"]?.number ?? 0,
        row["seconds"]?.number ?? 0
      )
    }
    guard !numbers.isEmpty else {
      throw ImportError(description: "\(rows.lake.folder.path): a partition brings no harvest.")
    }
    try addSteps(rows)
  }

  private func addSteps(_ rows: LakeRows) throws {
    let insert = try connection.prepare(
      """
      INSERT OR IGNORE INTO step
        (harvest, purpose, kind, subject, known, url, state, reason, page_count, row_count, newest)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    try rows.forEach(in: "step", order: "id") { row in
      func text(_ name: String) -> String? { row[name]?.string }
      guard let there = row["of_harvest"]?.integer, let number = numbers[there] else { return }
      try insert.run(
        number,
        text("purpose"),
        text("kind"),
        text("subject"),
        text("known"),
        text("url"),
        text("state"),
        text("reason"),
        row["page_count"]?.integer ?? 0,
        row["row_count"]?.integer ?? 0,
        text("newest")
      )
    }
  }
}

extension RepoFacts {
  /// Reads what a lake knows of a repository; nil when it is of no kind that is known.
  ///
  /// A column without a value says nothing, unless it had one before.
  fileprivate init?(lake row: JSONValue) {
    guard let kind = row["kind"]?.string.flatMap(RepoKind.init(rawValue:)),
      let hubID = row["hub_id"]?.string, row["name"]?.string != nil
    else { return nil }
    let emptied = Set((row["fields"]?.array ?? []).compactMap(\.string))
    var values: [Column: SQLValue] = [:]
    for column in Column.allCases {
      switch row[column.name] {
      case .string(let text)?: values[column] = .text(text)
      case .integer(let number)?: values[column] = .integer(number)
      case .bool(let truth)?: values[column] = .integer(truth ? 1 : 0)
      default: if emptied.contains(column.name) { values[column] = .null }
      }
    }
    self.init(
      kind,
      hubID: hubID,
      owner: row["owner_name"]?.string,
      values: values,
      counters: (
        row["downloads"]?.integer, row["downloads_all_time"]?.integer, row["likes"]?.integer,
        row["trending_score"]?.number
      ),
      otherTags: row["tags"]?.array.map { $0.compactMap(\.string) },
      declarations: (row["declarations"]?.array ?? []).compactMap(Declaration.init(lake:)),
      sources: (row["sources"]?.array ?? []).compactMap(\.string)
        .compactMap(Declaration.Source.init(rawValue:))
    )
  }
}

extension Declaration {
  fileprivate init?(lake row: JSONValue) {
    guard let field = row["field"]?.string.flatMap(Field.init(rawValue:)),
      let source = row["source"]?.string.flatMap(Source.init(rawValue:)),
      let position = row["position"]?.integer, let text = row["text"]?.string
    else { return nil }
    let relation = row["relation"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    self.init(
      field,
      source,
      position: Int(position),
      text: text,
      relation: relation.map(Relation.init(rawValue:)),
      hubID: row["hub_id"]?.string
    )
  }
}
