import StemmaCore
import StemmaStore

/// The rows of `repo` and what they said before.
final class RepoTable {
  /// A row as it stands before a record is applied.
  struct Stored {
    let id: Int64
    let name: String
    let firstSeen: Int64
    let countersSince: Int64
    let goneSince: Int64?
    let counters: RepoFacts.Counters
    /// In the order of `RepoFacts.Column`.
    let values: [SQLValue]
  }

  private let connection: Connection
  private let owners: Interner
  /// Whether the next repository is likely to be new.
  private var expectsNew = false
  private let find: Statement
  private let insert: Statement
  private let sight: Statement
  private let closeFact: Statement
  private let factSince: Statement
  private let closeCounters: Statement
  private let setCounters: Statement
  private let noteGone: Statement
  private var setters: [String: Statement] = [:]

  init(_ connection: Connection) throws {
    self.connection = connection
    owners = try Interner(
      connection,
      find: "SELECT id FROM owner WHERE name = ?",
      insert: "INSERT INTO owner (name) VALUES (?) ON CONFLICT DO NOTHING"
    )
    let columns = RepoFacts.Column.allCases.map(\.name).joined(separator: ", ")
    find = try connection.prepare(
      """
      SELECT id, name, first_seen, counters_since, gone_since,
        downloads, downloads_all_time, likes, trending_score, \(columns)
      FROM repo
      WHERE hub_id = ? AND kind = ?
      """
    )
    let marks = String(repeating: ", ?", count: RepoFacts.Column.allCases.count)
    insert = try connection.prepare(
      """
      INSERT INTO repo (kind, hub_id, owner, first_seen, counters_since,
        downloads, downloads_all_time, likes, trending_score, \(columns))
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?\(marks))
      ON CONFLICT (hub_id, kind) DO NOTHING
      """
    )
    sight = try connection.prepare(
      """
      INSERT INTO sighting (repo, harvest) VALUES (?1, ?2)
      ON CONFLICT (repo) DO UPDATE SET harvest = ?2 WHERE harvest <> ?2
      """
    )
    closeFact = try connection.prepare(
      """
      INSERT INTO repo_history (repo, field, value, first_seen, last_seen)
      VALUES (?, ?, ?, ?, ?)
      """
    )
    factSince = try connection.prepare(
      "SELECT max(last_seen) + 1 FROM repo_history WHERE repo = ? AND field = ?"
    )
    closeCounters = try connection.prepare(
      """
      INSERT INTO counter_history
        (repo, first_seen, last_seen, downloads, downloads_all_time, likes, trending_score, last_met)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
        min(?3, coalesce((SELECT harvest FROM sighting WHERE sighting.repo = ?1), ?2)))
      """
    )
    noteGone = try connection.prepare(
      """
      UPDATE repo
      SET gone_since = ?3
      WHERE kind = ?1 AND name = ?2 AND gone_since IS NULL
        AND 2 <= (
          SELECT count(DISTINCT substr(noticed_at, 1, 10))
          FROM absence
          WHERE absence.kind = ?1 AND absence.name = ?2
            AND absence.harvest > coalesce(
              (SELECT harvest FROM sighting WHERE sighting.repo = repo.id), repo.first_seen))
      """
    )
    setCounters = try connection.prepare(
      """
      UPDATE repo
      SET downloads = ?, downloads_all_time = ?, likes = ?, trending_score = ?, counters_since = ?
      WHERE id = ?
      """
    )
  }

  /// The row of the repository, found by the Hub's identity; nil when it is new.
  func stored(_ facts: RepoFacts) throws -> Stored? {
    try find.bind(facts.hubID, at: 1)
    try find.bind(facts.kind.rawValue, at: 2)
    defer { find.reset() }
    return try find.advance() ? Stored(find) : nil
  }

  /// Whether a repository of another identity is known under the name.
  func isHeld(_ name: String, byAnotherThan facts: RepoFacts) throws -> Bool {
    try connection.count(
      """
      SELECT EXISTS (SELECT 1 FROM repo WHERE kind = ? AND name = ? AND hub_id <> ?)
      """,
      facts.kind.rawValue,
      name,
      facts.hubID
    ) == 1
  }

  /// What the table held of a repository before it was asked for.
  enum Found {
    /// Nothing: it has this number now.
    case nothing(Int64)
    case row(Stored)
  }

  /// The name that a repository would have by its owner; nil where that is its name.
  func nameByOwner(_ stored: Stored) throws -> String? {
    let owner = try connection.first(
      "SELECT owner.name FROM repo CROSS JOIN owner ON owner.id = repo.owner WHERE repo.id = ?",
      stored.id
    ) { $0.text(0) }
    guard let owner else { return nil }
    let part = stored.name.utf8.firstIndex(of: UInt8(ascii: "/"))
      .map { stored.name[stored.name.utf8.index(after: $0)...] }
    let name = "\(owner)/\(part ?? stored.name[...])"
    return name.utf8.elementsEqual(stored.name.utf8) ? nil : name
  }

  /// The row of the repository, which is inserted when it is new.
  func found(_ facts: RepoFacts, harvest: Int64) throws -> Found {
    // All of a first sweep are new and hardly any of a refresh: the next will be as the last was.
    if expectsNew, let id = try insert(facts, harvest: harvest) { return .nothing(id) }
    if let stored = try stored(facts) {
      expectsNew = false
      return .row(stored)
    }
    expectsNew = true
    guard let id = try insert(facts, harvest: harvest) else {
      preconditionFailure("a repository that is not there can be inserted")
    }
    return .nothing(id)
  }

  /// Inserts a repository and returns its number; nil when it is there.
  private func insert(_ facts: RepoFacts, harvest: Int64) throws -> Int64? {
    let counters = facts.counters ?? .init()
    try insert.bind(facts.kind.rawValue, at: 1)
    try insert.bind(facts.hubID, at: 2)
    try insert.bind(try owner(of: facts), at: 3)
    try insert.bind(harvest, at: 4)
    try insert.bind(harvest, at: 5)
    try insert.bind(counters.downloads, at: 6)
    try insert.bind(counters.downloadsAllTime, at: 7)
    try insert.bind(counters.likes, at: 8)
    try insert.bind(counters.trendingScore, at: 9)
    for (index, value) in facts.values.enumerated() {
      try insert.bind(value ?? .null, at: 10 + index)
    }
    try insert.runBound()
    return connection.changes == 1 ? connection.lastInsertedID : nil
  }

  /// Brings the row up to what the record says, and says what that changed.
  func update(
    _ stored: Stored,
    _ facts: RepoFacts,
    harvest: Int64
  ) throws -> RepoChange {
    let facts = facts.reading(files: stored.values[RepoFacts.Column.fileRelation.rawValue])
    var change: RepoChange = []
    for column in RepoFacts.Column.allCases {
      let old = stored.values[column.rawValue]
      guard let value = facts.values[column.rawValue], value != old else { continue }
      try replace(old, by: value, in: column.name, of: stored, harvest: harvest)
      if column == .name { try set("owner", to: owner(of: facts).sqlValue, of: stored.id) }
      change.insert(column.isOfLinks ? [.facts, .links] : .facts)
      if column.isOfName { change.insert(.name) }
    }
    if let counters = facts.counters, counters != stored.counters {
      try replaceCounters(of: stored, by: counters, harvest: harvest)
      change.insert(.facts)
    }
    if let gone = stored.goneSince {
      if gone < harvest {
        try closeFact.run(stored.id, "gone_since", gone, gone, harvest - 1)
      }
      try set("gone_since", to: .null, of: stored.id)
      change.insert([.facts, .links, .name])
    }
    try sight.run(stored.id, harvest)
    return change
  }

  /// Marks a repository as gone when it was missed on two different days since it was last seen.
  func noteAbsence(of name: String, kind: RepoKind, harvest: Int64) throws {
    try noteGone.run(kind.rawValue, name, harvest)
  }

  func forget() { owners.forget() }

  private func owner(of facts: RepoFacts) throws -> Int64? {
    try facts.owner.map { try owners.id(of: $0) }
  }

  private func replace(
    _ old: SQLValue,
    by value: SQLValue,
    in column: String,
    of stored: Stored,
    harvest: Int64
  ) throws {
    let since = try factSince.first(stored.id, column) { $0.optionalInteger(0) } ?? nil
    let firstSeen = since ?? stored.firstSeen
    // Replaced within the harvest that brought it: it never stood at the end of one.
    if firstSeen < harvest {
      try closeFact.run(stored.id, column, old, firstSeen, harvest - 1)
    }
    try set(column, to: value, of: stored.id)
  }

  private func replaceCounters(
    of stored: Stored,
    by counters: RepoFacts.Counters,
    harvest: Int64
  ) throws {
    if stored.countersSince < harvest {
      let old = stored.counters
      try closeCounters.run(
        stored.id,
        stored.countersSince,
        harvest - 1,
        old.downloads,
        old.downloadsAllTime,
        old.likes,
        old.trendingScore
      )
    }
    try setCounters.run(
      counters.downloads,
      counters.downloadsAllTime,
      counters.likes,
      counters.trendingScore,
      harvest,
      stored.id
    )
  }

  /// Writes one column, which is one of our own names and never foreign text.
  private func set(_ column: String, to value: SQLValue, of repo: Int64) throws {
    let setter =
      try setters[column]
      ?? connection.prepare(
        "UPDATE repo SET \(column) = ? WHERE id = ?"
      )
    setters[column] = setter
    try setter.run(value, repo)
  }
}

extension RepoTable.Stored {
  fileprivate init(_ row: Statement) {
    self = row.inOrder { row in
      RepoTable.Stored(
        id: row.integer(),
        name: row.text(),
        firstSeen: row.integer(),
        countersSince: row.integer(),
        goneSince: row.optionalInteger(),
        counters: RepoFacts.Counters(
          downloads: row.optionalInteger(),
          downloadsAllTime: row.optionalInteger(),
          likes: row.optionalInteger(),
          trendingScore: row.optionalReal()
        ),
        values: RepoFacts.Column.allCases.map { _ in row.value() }
      )
    }
  }
}

/// What a record changed about a repository that was known before.
struct RepoChange: OptionSet {
  let rawValue: Int

  /// Facts of its own.
  static let facts = RepoChange(rawValue: 1)
  /// What links it to others or groups it among them, beside its declarations: its name and owner,
  /// its own relation, its age, license and languages, whether it is there.
  static let links = RepoChange(rawValue: 2)
  /// What its name means to others: the name itself, whether it is there, and since when.
  static let name = RepoChange(rawValue: 4)
}
