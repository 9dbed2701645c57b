import StemmaCore
import StemmaGraph
import StemmaLink
package import StemmaStore

extension News {
  /// What happened after the harvest `from`, up to the harvest `to`.
  ///
  /// - Throws: `AnswerError` when nobody goes by that name.
  /// - Complexity: O(*k* log *n*) for *k* repositories asked about and made from theirs, of *n*.
  package init(
    of name: String,
    from: Int64,
    to: Int64,
    in connection: Connection
  ) throws {
    let subject = try NewsSubject(name, in: connection)
    let reader = NewsReader(from: from, to: to, connection: connection)
    self.init(
      subject: subject.name,
      subjectKind: subject.kind,
      from: from,
      to: to,
      fromDay: try connection.day(of: from),
      toDay: try connection.day(of: to),
      items: from < to ? try reader.items(about: subject) : []
    )
  }
}

extension Connection {
  /// The day on which a harvest began; empty for one that is unknown.
  func day(of harvest: Int64) throws -> String {
    try first("SELECT substr(started_at, 1, 10) FROM harvest WHERE id = ?", harvest) {
      $0.text(0)
    } ?? ""
  }
}

/// Whom news are asked of.
package struct NewsSubject {
  package let name: String
  package let kind: String
  /// The numbers of the repositories that are meant.
  let own: [Int64]

  /// Finds a repository, else an owner under all its names, else a study of that name.
  ///
  /// - Throws: `AnswerError`.
  package init(_ text: String, in connection: Connection) throws {
    let repoKind = RepoName.kind(meantBy: text)
    let meant = RepoName.meant(by: text)
    // An unknown name is looked for among all there are, so whatever else it may be comes before.
    if let found = try NameResolver(connection).repo(named: meant, kind: repoKind) {
      (name, kind, own) = (found.name, repoKind.rawValue, [found.id])
    } else if let owner = try Self.owner(text, connection) {
      (name, kind, own) = (owner.name, "owner", owner.own)
    } else if let own = try Self.study(text, connection) {
      (name, kind, self.own) = (text, "study", own)
    } else {
      let node = try NamedNode(text, kind: repoKind, in: connection)
      (name, kind, own) = (node.name, repoKind.rawValue, [node.id])
    }
  }

  /// The repositories that stand under one of the owner's names, also those that are gone.
  private static func owner(
    _ text: String,
    _ connection: Connection
  ) throws -> (name: String, own: [Int64])? {
    let account: OwnerAccount
    do {
      account = try OwnerAccount(text, in: connection)
    } catch let error as AnswerError where error.code == .unknownName {
      return nil
    }
    let repositories = try connection.prepare(
      "SELECT id FROM repo WHERE name >= ?1 || '/' AND name < ?1 || '0'"
    )
    let own = try account.names.flatMap { try repositories.rows($0) { $0.integer(0) } }
    return own.isEmpty ? nil : (account.name, own)
  }

  private static func study(_ text: String, _ connection: Connection) throws -> [Int64]? {
    guard try connection.count("SELECT count(*) FROM study WHERE id = ?", text) > 0 else {
      return nil
    }
    return try connection.rows(
      """
      SELECT DISTINCT node
      FROM study_node
      WHERE study = ? AND section IN ('roots', 'extra_roots', 'models', 'datasets', 'spaces')
        AND role <> 'other' AND node > 0
      """,
      text
    ) { $0.integer(0) }
  }
}

extension News {
  /// What happened to everything, with the `top` most downloaded repositories of each event.
  ///
  /// - Complexity: O(*d*) for *d* declarations that the cache ever knew, O(*c* log *n*) for *c*
  ///   changes, and, where the cache lacks the index of new repositories, O(*n*).
  package init(
    ofEverythingFrom from: Int64,
    to: Int64,
    top: Int,
    in connection: Connection
  ) throws {
    let reader = NewsReader(from: from, to: to, connection: connection)
    let all = try reader.itemsOfAll(top: top)
    self.init(
      subject: "everything",
      subjectKind: "everything",
      from: from,
      to: to,
      fromDay: try connection.day(of: from),
      toDay: try connection.day(of: to),
      items: all.items,
      counts: all.counts,
      ownCounts: [:]
    )
  }
}

/// Reads what changed between two harvests about some repositories.
private struct NewsReader {
  let from, to: Int64
  let connection: Connection

  func items(about subject: NewsSubject) throws -> [News.Item] {
    try fillScope(subject.own)
    defer { try? connection.execute("DROP TABLE IF EXISTS temp.news_scope") }
    return Self.inOrder(try repositories() + changes() + parents() + uses())
  }

  /// What happened to anybody: the most downloaded of each event, and how many there are.
  func itemsOfAll(top: Int) throws -> (items: [News.Item], counts: [News.Event: Int]) {
    try makeScope()
    defer { try? connection.execute("DROP TABLE IF EXISTS temp.news_scope") }
    // Whatever is among them by its neighbors' changes is shown for its own only.
    let changed = """
      SELECT DISTINCT repo, 0 FROM repo_history
      WHERE field IN ('name', 'license', 'gated') AND last_seen >= ?1 AND last_seen < ?2
      UNION
      SELECT repo, 0 FROM declaration
      WHERE field = 'base_model'
        AND (first_seen > ?1 AND first_seen <= ?2 OR last_seen >= ?1 AND last_seen < ?2)
      """
    try connection.run("INSERT OR IGNORE INTO temp.news_scope \(changed)", from, to)
    var items = try changes() + parents()
    var counts = items.reduce(into: [News.Event: Int]()) { $0[$1.event, default: 0] += 1 }
    let downloads = try connection.prepare("SELECT downloads FROM repo WHERE name = ? AND kind = ?")
    func read(_ item: News.Item) throws -> Int64 {
      (try downloads.first(item.id, item.kind) { $0.optionalInteger(0) } ?? nil) ?? -1
    }
    let ranked = try items.map { (item: $0, downloads: try read($0)) }
      .sorted { ($1.downloads, $0.item.id) < ($0.downloads, $1.item.id) }
    items = News.Event.allCases.flatMap { event in
      ranked.lazy.filter { $0.item.event == event }.prefix(top).map(\.item)
    }
    for (event, column) in [(News.Event.new, "first_seen"), (.gone, "gone_since")] {
      let condition = "\(column) > ?1 AND \(column) <= ?2 AND \(column) > 1"
      counts[event] = try connection.count(
        "SELECT count(*) FROM repo WHERE \(condition)",
        from,
        to
      )
      try makeScope()
      try connection.run(
        """
        INSERT INTO temp.news_scope
        SELECT id, 0 FROM repo WHERE \(condition)
        ORDER BY downloads DESC, name
        LIMIT ?3
        """,
        from,
        to,
        Int64(top)
      )
      items += try repositories().filter { $0.event == event }
    }
    let uses = try self.usesOfAll(top: top)
    counts[.dataset] = uses.count
    return (Self.inOrder(items + uses.items), counts)
  }

  private func usesOfAll(top: Int) throws -> (items: [News.Item], count: Int) {
    let condition = """
      dataset_use.first_seen > ?1 AND dataset_use.first_seen <= ?2
        AND (dataset_use.last_seen IS NULL OR dataset_use.last_seen >= ?2)
      """
    let count = try connection.count(
      "SELECT count(*) FROM dataset_use WHERE \(condition)",
      from,
      to
    )
    let items = try connection.rows(
      """
      SELECT repo.kind, repo.name, FALSE, NULL, node.name
      FROM (
        SELECT dataset_use.repo, dataset_use.dataset
        FROM dataset_use
        CROSS JOIN repo ON repo.id = dataset_use.repo
        WHERE \(condition)
        ORDER BY repo.downloads DESC, repo.name, dataset_use.dataset
        LIMIT ?3) AS used
      CROSS JOIN repo ON repo.id = used.repo
      CROSS JOIN node ON node.id = used.dataset
      """,
      from,
      to,
      Int64(top)
    ) { item(.dataset, $0) }
    return (items, count)
  }

  /// By event, one's own first, then by name.
  private static func inOrder(_ items: [News.Item]) -> [News.Item] {
    var items = items
    let order = Dictionary(
      uniqueKeysWithValues: zip(News.Event.allCases, News.Event.allCases.indices)
    )
    items.sort {
      (order[$0.event] ?? 0, $0.isOwn ? 0 : 1, $0.id, $0.after ?? "")
        < (order[$1.event] ?? 0, $1.isOwn ? 0 : 1, $1.id, $1.after ?? "")
    }
    return items
  }

  private func makeScope() throws {
    try connection.execute(
      """
      DROP TABLE IF EXISTS temp.news_scope;
      CREATE TEMP TABLE news_scope (id INTEGER PRIMARY KEY, is_own INTEGER NOT NULL);
      """
    )
  }

  /// Those asked about, what is made from their models, and what was and is no more.
  private func fillScope(_ own: [Int64]) throws {
    try makeScope()
    let insert = try connection.prepare("INSERT OR IGNORE INTO temp.news_scope VALUES (?, ?)")
    for id in own { try insert.run(id, 1) }
    let family = try FamilyBelow(own, .init(), in: connection)
    let below = try family.descendants.map { try family.members.id($0.node) }
    for id in below.sorted() where id > 0 { try insert.run(id, 0) }
    try connection.run(
      """
      INSERT OR IGNORE INTO temp.news_scope
      SELECT edge.child, 0
      FROM temp.news_scope AS scope
      CROSS JOIN edge ON edge.parent = scope.id
      WHERE edge.first_seen <= ?1 AND edge.last_seen >= ?1 AND edge.last_seen < ?2
      """,
      from,
      to
    )
  }

  private func item(_ event: News.Event, _ row: Statement) -> News.Item {
    row.inOrder {
      News.Item(
        event: event,
        kind: $0.text(),
        id: $0.text(),
        isOwn: $0.bool(),
        before: $0.optionalText(),
        after: $0.optionalText()
      )
    }
  }

  /// What is new, and what is gone.
  private func repositories() throws -> [News.Item] {
    let new = try connection.rows(
      """
      SELECT repo.kind, repo.name, scope.is_own, NULL,
        (SELECT group_concat(name, ', ') FROM (\(Self.parents(at: "?2"))))
      FROM temp.news_scope AS scope
      CROSS JOIN repo ON repo.id = scope.id
      WHERE repo.first_seen > ?1 AND repo.first_seen <= ?2
      """,
      from,
      to
    ) { item(.new, $0) }
    return try new
      + connection.rows(
        """
        SELECT repo.kind, repo.name, scope.is_own, NULL, NULL
        FROM temp.news_scope AS scope
        CROSS JOIN repo ON repo.id = scope.id
        WHERE repo.gone_since > ?1 AND repo.gone_since <= ?2
        """,
        from,
        to
      ) { item(.gone, $0) }
  }

  /// SQL for the names of a repository's parents as a harvest knew them.
  private static func parents(at harvest: String) -> String {
    """
    SELECT DISTINCT node.name AS name
    FROM edge
    JOIN node ON node.id = edge.parent
    WHERE edge.child = scope.id AND edge.parent <> edge.child
      AND edge.first_seen <= \(harvest) AND (edge.last_seen IS NULL OR edge.last_seen >= \(harvest))
      AND \(isDeclared(at: harvest))
    ORDER BY node.name
    """
  }

  /// SQL that holds where somebody named the parent of `edge` at a harvest: an edge is one row from the first
  /// time to the last, whatever was named between.
  private static func isDeclared(at harvest: String) -> String {
    """
    EXISTS (
      SELECT 1
      FROM declaration
      CROSS JOIN reference_repo ON reference_repo.reference = declaration.reference
      WHERE declaration.repo = edge.child AND declaration.field = 'base_model'
        AND declaration.first_seen <= \(harvest)
        AND (declaration.last_seen IS NULL OR declaration.last_seen >= \(harvest))
        AND (reference_repo.repo = edge.parent OR reference_repo.repo IS NULL AND EXISTS (
          SELECT 1
          FROM reference
          CROSS JOIN ghost ON ghost.id = edge.parent AND ghost.kind = reference.kind
            AND ghost.name = coalesce(reference.name, reference.value)
          WHERE reference.id = declaration.reference)))
    """
  }

  /// What has another name, license or gate.
  private func changes() throws -> [News.Item] {
    let fields: [(String, News.Event)] = [
      ("name", .renamed), ("license", .relicensed), ("gated", .gated),
    ]
    return try fields.flatMap { field, event in
      // What the later harvest saw: a value that was replaced since, or the present one.
      let held = """
        FROM repo_history AS later
        WHERE later.repo = repo.id AND later.field = '\(field)' AND later.first_seen <= ?2
          AND later.last_seen >= ?2
        """
      let later = """
        CASE WHEN EXISTS (SELECT 1 \(held)) THEN (SELECT value \(held)) ELSE repo.\(field) END
        """
      return try connection.rows(
        """
        SELECT repo.kind, repo.name, scope.is_own, was.value, \(later)
        FROM temp.news_scope AS scope
        CROSS JOIN repo_history AS was ON was.repo = scope.id AND was.field = '\(field)'
        CROSS JOIN repo ON repo.id = scope.id
        WHERE was.first_seen <= ?1 AND was.last_seen >= ?1 AND was.last_seen < ?2
          AND was.value IS NOT \(later)
        """,
        from,
        to
      ) { item(event, $0) }
    }
  }

  /// What names other parents than before, of what was known before.
  private func parents() throws -> [News.Item] {
    try connection.rows(
      """
      SELECT kind, name, is_own, before, after
      FROM (
        SELECT repo.kind, repo.name, scope.is_own,
          (SELECT group_concat(name, ', ') FROM (\(Self.parents(at: "?1")))) AS before,
          (SELECT group_concat(name, ', ') FROM (\(Self.parents(at: "?2")))) AS after
        FROM temp.news_scope AS scope
        CROSS JOIN repo ON repo.id = scope.id
        WHERE repo.first_seen <= ?1 AND EXISTS (
          SELECT 1 FROM declaration
          WHERE declaration.repo = scope.id AND declaration.field = 'base_model'
            AND (declaration.first_seen > ?1 AND declaration.first_seen <= ?2
              OR declaration.last_seen >= ?1 AND declaration.last_seen < ?2)))
      WHERE before IS NOT after
      """,
      from,
      to
    ) { item(.reparented, $0) }
  }

  /// What names one of the datasets for the first time.
  private func uses() throws -> [News.Item] {
    try connection.rows(
      """
      SELECT repo.kind, repo.name, FALSE, NULL, dataset.name
      FROM temp.news_scope AS scope
      CROSS JOIN repo AS dataset ON dataset.id = scope.id
      CROSS JOIN dataset_use ON dataset_use.dataset = scope.id
      CROSS JOIN repo ON repo.id = dataset_use.repo
      WHERE scope.is_own AND dataset.kind = 'dataset' AND dataset_use.first_seen > ?1
        AND dataset_use.first_seen <= ?2
        AND (dataset_use.last_seen IS NULL OR dataset_use.last_seen >= ?2)
      """,
      from,
      to
    ) { item(.dataset, $0) }
  }
}
