package import StemmaStore

/// Resolves what repositories declare: to edges between them, or to ghosts with a reason.
///
/// Everything it writes follows from the derive stage's tables alone, so it may be run at any time
/// and gives the same rows whatever order the harvest met the records in. Only the numbers of
/// ghosts tell whether it was run at once or bit by bit.
package struct LinkStage {
  let connection: Connection
  /// The share of the repositories above which everything is rebuilt: that is shorter then.
  let largestShare: Double

  package init(connection: Connection, largestShare: Double = 0.1) {
    self.connection = connection.as(.link)
    self.largestShare = largestShare
  }

  /// Rebuilds all its tables.
  ///
  /// - Complexity: O(*d* log *r*) for *d* declarations and *r* repositories.
  package func run() throws {
    for table in Self.tables { try connection.execute("DELETE FROM \(table)") }
    try write(.everything) { _ in }
    try tellMasses(Inferences(connection: connection).write())
    try LinkMark(endOf: connection).store(in: connection)
  }

  /// Brings its tables up to what the derive stage wrote since the last run.
  ///
  /// - Returns: What may have changed in the graph.
  /// - Complexity: As ``run()``, but for the declarations of the repositories that changed, and of
  ///   those that use a text which leads elsewhere now.
  package func update() throws -> LineageChange {
    let end = try LinkMark(endOf: connection)
    guard let last = try LinkMark(lastIn: connection),
      Double(end.repo - last.repo + end.change - last.change)
        <= largestShare * Double(end.repo)
    else {
      try run()
      return .everything
    }
    var touched: [LineageChange.Edge] = []
    try write(.stale(since: last)) { touched.append($0) }
    // A name that several have may have moved to another without a change: who was met last has it.
    let isStale = try connection.count("SELECT EXISTS (SELECT 1 FROM stale_repo)") > 0
    if isStale || last != end {
      let inferences = Inferences(
        connection: connection,
        scope: .stale(since: last),
        touchedParents: Set(touched.map(\.parent))
      )
      try tellMasses(inferences.write())
    }
    if last != end { try end.store(in: connection) }
    return .some(edges: touched, nodes: try staleNodes())
  }

  /// The repositories whose statements were read anew, and those of which bases were inferred anew.
  private func staleNodes() throws -> Set<Int64> {
    Set(
      try connection.rows(
        "SELECT repo FROM temp.stale_repo UNION ALL SELECT repo FROM temp.stale_child"
      ) { $0.integer(0) }
    )
  }

  private func write(_ scope: LinkScope, touched: (LineageChange.Edge) -> Void) throws {
    try scope.begin(in: connection)
    try ReferenceTables(connection: connection, scope: scope).write()
    let ghosts = GhostTable(connection: connection, scope: scope)
    try ghosts.write()
    try filling(without: "edge_parent", scope) {
      try EdgeTable(connection, scope).write(touched: touched)
    }
    try filling(without: "dataset_use_repo", scope) {
      try DatasetUseTable(connection: connection, scope: scope).write()
    }
    try DatasetUserTable(connection: connection, scope: scope).write()
    try Mentions(connection: connection, scope: scope).write()
    try ghosts.removeUnused()
  }

  private func tellMasses(_ names: NameIndex) throws {
    try MassUploads(connection: connection).write(names)
  }

  private func filling(
    without index: String,
    _ scope: LinkScope,
    _ fill: () throws -> Void
  ) throws {
    if scope == .everything {
      try connection.filling(without: index, fill)
    } else {
      try fill()
    }
  }

  private static var tables: [String] {
    Stage.link.tables
  }
}

/// How far the derive stage's tables were linked.
struct LinkMark: Equatable {
  let change: Int64
  let repo: Int64

  /// Where the derive stage's tables end.
  init(endOf connection: Connection) throws {
    change = Int64(try connection.count("SELECT max(id) FROM change"))
    repo = Int64(try connection.count("SELECT max(id) FROM repo"))
  }

  /// How far the last run came; nil when that does not tell what changed since.
  init?(lastIn connection: Connection) throws {
    let stored = try connection.first("SELECT change, repo FROM link_mark") {
      $0.inOrder { ($0.integer(), $0.integer()) }
    }
    guard let (change, repo) = stored else { return nil }
    (self.change, self.repo) = (change, repo)
    let end = try LinkMark(endOf: connection)
    let oldest = try connection.count("SELECT coalesce(min(id), 1) FROM change")
    guard change <= end.change, change >= oldest - 1, repo <= end.repo else { return nil }
  }

  /// Keeps it for the next run.
  func store(in connection: Connection) throws {
    try connection.execute("DELETE FROM link_mark")
    try connection.run("INSERT INTO link_mark (change, repo) VALUES (?, ?)", change, repo)
  }
}

/// The part of the link stage's tables that a run writes anew.
///
/// What is stale is held by temporary tables: `changed_repo` has the repositories that the derive
/// stage changed, `stale_reference` the texts that may lead elsewhere, `stale_repo` the repositories
/// that may have other parents, and `stale_child` those whose inferred parents may be others.
enum LinkScope: Equatable {
  case everything
  /// What follows from the changes since a mark.
  case stale(since: LinkMark)

  /// Makes the temporary tables and fills the first of them.
  func begin(in connection: Connection) throws {
    guard case .stale(let mark) = self else { return }
    try connection.execute(
      """
      DROP TABLE IF EXISTS temp.changed_repo;
      DROP TABLE IF EXISTS temp.stale_reference;
      DROP TABLE IF EXISTS temp.stale_repo;
      DROP TABLE IF EXISTS temp.stale_child;
      CREATE TEMP TABLE changed_repo (repo INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_reference (reference INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_repo (repo INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_child (repo INTEGER PRIMARY KEY) STRICT;
      """
    )
    try connection.run(
      """
      INSERT OR IGNORE INTO changed_repo
      SELECT id FROM repo WHERE id > ?1
      UNION ALL
      SELECT repo FROM change WHERE id > ?2 AND repo IS NOT NULL
      UNION ALL
      SELECT repo.id
      FROM change
      CROSS JOIN repo ON repo.name = change.name AND repo.kind = change.kind
      WHERE change.id > ?2
      """,
      mark.repo,
      mark.change
    )
  }

  /// SQL that holds where `column` is the number of a repository that changed.
  func changedRepos(_ column: String) -> String {
    condition("\(column) IN (SELECT repo FROM changed_repo)")
  }

  /// SQL that holds where `column` is the number of a text that may lead elsewhere.
  func references(_ column: String) -> String {
    condition("\(column) IN (SELECT reference FROM stale_reference)")
  }

  /// SQL that holds where `column` is the number of a repository whose statements are read anew.
  func repos(_ column: String) -> String {
    condition("\(column) IN (SELECT repo FROM stale_repo)")
  }

  private func condition(_ condition: String) -> String {
    self == .everything ? "TRUE" : condition
  }
}
