package import StemmaCache
package import StemmaLineage

/// The family graph of a moment, loaded from the cache.
package struct FamilyGraph {
  /// Which node each number of the cache is.
  package let numbering: NodeNumbering
  package let graph: LineageGraph

  /// Loads the edges that `filter` admits; its depth is not looked at.
  ///
  /// - Complexity: O(*n* + *m*) time and memory for *n* nodes and *m* edges.
  package init(_ filter: FamilyFilter = .init(), in connection: Connection) throws {
    let numbering = try NodeNumbering(in: connection)
    var edges: [LineageGraph.Edge] = []
    edges.reserveCapacity(try connection.count("SELECT count(*) FROM edge"))
    let steps = try filter.steps(in: connection)
    let query = try connection.prepare(
      """
      SELECT child, parent\(filter.relations.isEmpty ? "" : ", relation")
      FROM \(filter.edgeTable)
      WHERE \(filter.moment.stands("edge"))
      """
    )
    try query.forEach { row in
      guard filter.relations.isEmpty || filter.admits(row.optionalText(2)) else { return }
      let step = Step(child: row.integer(0), parent: row.integer(1))
      guard steps?.contains(step) ?? true else { return }
      edges.append(
        .init(
          child: numbering.node(step.child),
          parent: numbering.node(step.parent)
        )
      )
    }
    self.numbering = numbering
    graph = LineageGraph(nodeCount: numbering.nodeCount, edges: edges)
  }
}
