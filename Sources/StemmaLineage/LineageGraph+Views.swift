extension LineageGraph {
  /// Returns the graph over the same nodes with the edges, and self-loops, that `isKept` keeps.
  ///
  /// Views by date, owner or a model's own relation follow from facts about nodes. Facts about one
  /// of several parallel declarations are lost here: filter those before building a graph.
  ///
  /// - Complexity: O(*n* + *m*).
  package func keepingEdges(where isKept: (Edge) -> Bool) -> LineageGraph {
    var kept = edges.filter(isKept)
    kept += selfLoops.lazy.map { Edge(child: $0, parent: $0) }.filter(isKept)
    return LineageGraph(nodeCount: nodeCount, edges: kept)
  }

  /// An edge with its place in the child's list of parents.
  package struct RankedEdge: Sendable, Hashable {
    package var edge: Edge
    /// The place: the lowest is the first parent.
    package var rank: Int32

    package init(_ edge: Edge, rank: Int32) {
      self.edge = edge
      self.rank = rank
    }
  }

  /// Returns the graph in which each child keeps only its parent of the lowest rank.
  ///
  /// Of parents with equal rank the smallest node is kept. A self-loop is nobody's first parent: it
  /// goes to `selfLoops`, and the next parent is kept. The result is a forest but for cycles.
  ///
  /// - Complexity: O(*n* + *m*).
  package static func firstParentView(
    nodeCount: Int,
    edges: some Sequence<RankedEdge>
  ) -> LineageGraph {
    var firstParents = [Node](repeating: -1, count: nodeCount)
    var ranks = [Int32](repeating: 0, count: nodeCount)
    var kept: [Edge] = []
    for ranked in Array(edges) {
      let (child, parent) = (ranked.edge.child, ranked.edge.parent)
      if child == parent {
        kept.append(ranked.edge)
      } else if firstParents[child] < 0
        || (ranked.rank, parent) < (ranks[child], firstParents[child])
      {
        firstParents[child] = parent
        ranks[child] = ranked.rank
      }
    }
    for child in 0..<Node(nodeCount) where firstParents[child] >= 0 {
      kept.append(Edge(child: child, parent: firstParents[child]))
    }
    return LineageGraph(nodeCount: nodeCount, edges: kept)
  }
}
