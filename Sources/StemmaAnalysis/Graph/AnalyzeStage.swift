package import StemmaCache
import StemmaLineage

/// Writes the closure of the family graph and the size of each family.
///
/// What it writes follows from the link stage's tables and the repositories alone.
package struct AnalyzeStage {
  private let connection: Connection
  /// The smallest family whose breakdowns are written: those of smaller ones are counted as fast.
  private let leastGrouped: Int

  package init(_ connection: Connection, leastGrouped: Int = 1000) {
    self.connection = connection
    self.leastGrouped = leastGrouped
  }

  /// Rebuilds `lineage`, `family` and `family_group`.
  ///
  /// - Complexity: O(*n* + *m* + *p*) for *n* nodes, *m* edges and *p* pairs of an ancestor and a
  ///   descendant; memory O(*n* + *m*).
  package func run() throws {
    try connection.execute("DELETE FROM lineage; DELETE FROM family; DELETE FROM family_group;")
    let family = try FamilyGraph(in: connection)
    var tables = try FamilyTables(of: family, leastGrouped: leastGrouped, in: connection)
    try family.graph.forEachFamily(of: family.graph.heads(), order: .ascending) {
      try tables.add(head: $0, descendants: $1)
    }
  }

  /// Brings its tables up to a change in the graph.
  ///
  /// - Complexity: Nothing without changed edges. Otherwise O(*n* + *m*) to load the graph, and
  ///   O(*p*) for the pairs under the ancestors of the changed edges; only rows that differ are
  ///   written.
  package func update(after change: LineageChange) throws {
    switch change {
    case .everything: try run()
    case .edges(let edges) where edges.isEmpty: break
    case .edges(let edges):
      let family = try FamilyGraph(in: connection)
      let touched = family.graph.heads(
        touchedBy: edges.lazy.map {
          .init(child: family.numbering.node($0.child), parent: family.numbering.node($0.parent))
        }
      )
      var tables = try FamilyTables(of: family, leastGrouped: leastGrouped, in: connection)
      // Ghosts that went are no nodes any more.
      let nodes = touched.filter(family.graph.nodes.contains)
      for gone in touched.dropFirst(nodes.count) { try tables.replace(head: gone, descendants: []) }
      try family.graph.forEachFamily(of: nodes, order: .ascending) {
        try tables.replace(head: $0, descendants: $1)
      }
    }
  }
}
