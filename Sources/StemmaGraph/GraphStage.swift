package import StemmaLink
package import StemmaStore

/// Lays out the family graph, and writes its closure and the size of each family.
///
/// What it writes follows from the link stage's tables and the repositories alone.
package struct GraphStage: PipelineStage {
  /// The smallest family whose breakdowns are written: those of smaller ones are counted as fast.
  private let leastGrouped: Int

  package init(leastGrouped: Int = 1000) {
    self.leastGrouped = leastGrouped
  }

  /// Rebuilds its tables.
  ///
  /// - Complexity: O(*n* + *m* + *p*) for *n* nodes, *m* edges and *p* pairs of an ancestor and a
  ///   descendant; memory O(*n* + *m*).
  @discardableResult
  package func run(on connection: Connection) throws -> Closure {
    let connection = connection.as(.graph)
    try connection.execute(
      """
      DELETE FROM graph_array; DELETE FROM graph_text;
      DELETE FROM lineage; DELETE FROM family; DELETE FROM family_group;
      """
    )
    try GraphArrays(readingAll: connection).store(over: GraphArrays(), in: connection)
    let family = try FamilyGraph(in: connection)
    var tables = try FamilyTables(of: family, leastGrouped: leastGrouped, in: connection)
    try connection.filling(without: "lineage_descendant") {
      try family.graph.forEachFamily(of: family.graph.heads(), order: .ascending) {
        try tables.add(head: $0, descendants: $1)
      }
    }
    return Closure()
  }

  /// Brings its tables up to a change in the graph.
  ///
  /// - Complexity: Nothing without changed nodes. Otherwise O(*n* + *m*) to lay out the graph, and
  ///   O(*p*) for the pairs under the ancestors of the changed edges; only rows that differ are
  ///   written.
  @discardableResult
  package func update(after change: EdgeChange, on connection: Connection) throws -> Closure {
    guard case .some(let edges, let nodes) = change else { return try run(on: connection) }
    guard !nodes.isEmpty else { return Closure() }
    let connection = connection.as(.graph)
    let arrays = try GraphArrays(StoredGraph(in: connection))
    try arrays.renewing(nodes, in: connection).store(over: arrays, in: connection)
    guard !edges.isEmpty else { return Closure() }
    let family = try FamilyGraph(in: connection)
    var tables = try FamilyTables(of: family, leastGrouped: leastGrouped, in: connection)
    let parents = Set(edges.lazy.filter { $0.child != $0.parent }.map(\.parent))
    // Those that lost their last edge are no nodes any more.
    for parent in parents where family.node(parent) == nil { try tables.remove(head: parent) }
    let heads = family.graph.heads(touchedAt: parents.compactMap(family.node))
    try family.graph.forEachFamily(of: heads, order: .ascending) {
      try tables.replace(head: $0, descendants: $1)
    }
    return Closure()
  }
}

/// Says that the closure and the families are those of the edges: only the graph stage makes one.
package struct Closure: Sendable {
  fileprivate init() {}
}
