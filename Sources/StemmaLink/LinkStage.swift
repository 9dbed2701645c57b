package import StemmaDerive
package import StemmaStore

/// Resolves what repositories declare: to edges between them, or to ghosts with a reason.
///
/// Everything it writes follows from the derive stage's tables alone, so it may be run at any time
/// and gives the same rows whatever order the harvest met the records in. Only the numbers of
/// ghosts tell whether it was run at once or bit by bit.
package struct LinkStage: PipelineStage {
  /// The share of the repositories above which everything is rebuilt: that is shorter then.
  let largestShare: Double

  package init(largestShare: Double = 0.1) {
    self.largestShare = largestShare
  }

  /// Rebuilds all its tables.
  ///
  /// - Complexity: O(*d* log *r*) for *d* declarations and *r* repositories.
  @discardableResult
  package func run(on connection: Connection) throws -> EdgeChange {
    let connection = connection.as(.link)
    for table in Stage.link.tables { try connection.execute("DELETE FROM \(table)") }
    try write(.everything, connection) { _ in }
    let models = try Inferences(connection: connection).write()
    try MassUploads(connection: connection).write(models)
    try DeclarationMark(endOf: connection).keep(in: connection)
    return .everything
  }

  /// Brings its tables up to what the derive stage wrote since the last run, as far as `end`.
  ///
  /// - Returns: What may have changed in the graph.
  /// - Complexity: As ``run(on:)``, but for the declarations of the repositories that changed, and of
  ///   those that use a text which leads elsewhere now.
  package func update(after end: DeclarationMark, on connection: Connection) throws -> EdgeChange {
    let connection = connection.as(.link)
    guard let last = try DeclarationMark(lastLinkedIn: connection, of: end),
      Double(end.repo - last.repo + end.change - last.change)
        <= largestShare * Double(end.repo),
      try connection.hasIndex("repo_name_part")
    else {
      return try run(on: connection)
    }
    var touched: [EdgeChange.Edge] = []
    try write(.stale(since: last), connection) { touched.append($0) }
    // A name that several have may have moved to another without a change: who was met last has it.
    let isStale = try connection.count("SELECT EXISTS (SELECT 1 FROM stale_repo)") > 0
    if isStale || last != end {
      let (scope, parents) = (LinkScope.stale(since: last), Set(touched.map(\.parent)))
      let models =
        try Inferences(connection: connection, scope: scope, touchedParents: parents).write()
      try MassUploads(connection: connection, scope: scope, touchedParents: parents).write(models)
    }
    if last != end { try end.keep(in: connection) }
    return .some(edges: touched, nodes: try staleNodes(connection))
  }

  /// The repositories whose statements were read anew, those of which bases were inferred anew, and
  /// the ghosts that are spelt otherwise.
  private func staleNodes(_ connection: Connection) throws -> Set<Int64> {
    Set(
      try connection.rows(
        """
        SELECT repo FROM temp.stale_repo
        UNION ALL SELECT repo FROM temp.stale_child
        UNION ALL SELECT ghost FROM temp.respelt_ghost
        """
      ) { $0.integer(0) }
    )
  }

  private func write(
    _ scope: LinkScope,
    _ connection: Connection,
    touched: (EdgeChange.Edge) -> Void
  ) throws {
    try scope.begin(in: connection)
    try ReferenceTables(connection: connection, scope: scope).write()
    let ghosts = GhostTable(connection: connection, scope: scope)
    try ghosts.write()
    try connection.filling(without: "edge_parent", scope) {
      try EdgeTable(connection, scope).write(touched: touched)
    }
    try connection.filling(without: "dataset_use_repo", scope) {
      try DatasetUseTable(connection: connection, scope: scope).write()
    }
    try DatasetUserTable(connection: connection, scope: scope).write()
    try Mentions(connection: connection, scope: scope).write()
    try ghosts.removeUnused()
  }
}

extension Connection {
  /// Fills a table without its index when all of it is written, else as it stands.
  fileprivate func filling(
    without index: String,
    _ scope: LinkScope,
    _ fill: () throws -> Void
  ) throws {
    if scope == .everything {
      try filling(without: index, fill)
    } else {
      try fill()
    }
  }
}

extension DeclarationMark {
  /// How far the last run came; nil when that does not tell what changed since, up to `end`.
  fileprivate init?(lastLinkedIn connection: Connection, of end: DeclarationMark) throws {
    let stored = try connection.first("SELECT change, repo FROM link_mark") {
      $0.inOrder { ($0.integer(), $0.integer()) }
    }
    guard let (change, repo) = stored else { return nil }
    let oldest = try connection.count("SELECT coalesce(min(id), 1) FROM change")
    guard change <= end.change, change >= oldest - 1, repo <= end.repo else { return nil }
    self.init(change: change, repo: repo)
  }

  /// Keeps it for the next run.
  fileprivate func keep(in connection: Connection) throws {
    try connection.execute("DELETE FROM link_mark")
    try connection.run("INSERT INTO link_mark (change, repo) VALUES (?, ?)", change, repo)
  }
}

/// The part of the link stage's tables that a run writes anew.
///
/// What is stale is held by temporary tables: `changed_repo` has the repositories that the derive
/// stage changed, `stale_reference` the texts that may lead elsewhere, `stale_repo` the repositories
/// that may have other parents, `stale_child` those whose inferred parents may be others,
/// `respelt_ghost` the ghosts whose name is written otherwise, and `moved_model` the models that came, went
/// or have another name or age, those that a state of the past has no more among them.
enum LinkScope: Equatable {
  case everything
  /// What follows from the changes since a mark.
  case stale(since: DeclarationMark)

  /// Makes the temporary tables and fills the first of them.
  func begin(in connection: Connection) throws {
    guard case .stale(let mark) = self else { return }
    try connection.execute(
      """
      DROP TABLE IF EXISTS temp.changed_repo;
      DROP TABLE IF EXISTS temp.stale_reference;
      DROP TABLE IF EXISTS temp.stale_repo;
      DROP TABLE IF EXISTS temp.stale_child;
      DROP TABLE IF EXISTS temp.respelt_ghost;
      DROP TABLE IF EXISTS temp.moved_model;
      CREATE TEMP TABLE changed_repo (repo INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_reference (reference INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_repo (repo INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_child (repo INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE respelt_ghost (ghost INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE moved_model (repo INTEGER PRIMARY KEY) STRICT;
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
    // Of several models of one name it is told by who was met last which of them is meant.
    try connection.run(
      """
      INSERT OR IGNORE INTO moved_model
      SELECT id FROM repo WHERE id > ?1 AND kind = 'model'
      UNION ALL
      SELECT repo.id
      FROM change
      CROSS JOIN repo ON repo.name = change.name AND repo.kind = change.kind
      WHERE change.id > ?2 AND change.kind = 'model'
      UNION ALL
      SELECT repo.id
      FROM changed_repo
      CROSS JOIN repo ON repo.id = changed_repo.repo
      CROSS JOIN repo AS other ON other.name = repo.name
      WHERE repo.kind = 'model' AND other.kind = 'model' AND other.id <> repo.id
      UNION ALL
      SELECT repo FROM changed_repo WHERE NOT EXISTS (SELECT 1 FROM repo WHERE id = changed_repo.repo)
      """,
      mark.repo,
      mark.change
    )
  }

  /// The names of models that came or went, or whose models have another age.
  func movedNames(in connection: Connection) throws -> [String] {
    guard case .stale(let mark) = self else { return [] }
    return try connection.rows(
      """
      SELECT repo.name FROM moved_model CROSS JOIN repo ON repo.id = moved_model.repo
      UNION
      SELECT name FROM change WHERE id > ? AND kind = 'model'
      """,
      mark.change
    ) { $0.text(0) }
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
