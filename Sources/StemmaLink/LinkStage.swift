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
    try Inferences(connection: connection).write()
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
      try Inferences(connection: connection, scope: .stale(since: last)).write()
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
