extension LineageGraph {
  /// The order of the descendants of one head.
  package enum FamilyOrder: Sendable {
    /// Nearest first.
    case breadthFirst
    /// By node: what a table clustered by ancestor and descendant takes fastest.
    case ascending
  }

  /// Returns all nodes that have derivatives, ascending.
  ///
  /// - Complexity: O(*n*).
  package func heads() -> [Node] {
    nodes.filter { children.count(of: $0) > 0 }
  }

  /// Calls `body` with each of the given heads, in their order, and its descendants.
  ///
  /// A head without descendants comes with none. A head on a cycle is not among its own descendants.
  /// The array is reused: keeping it costs a copy.
  ///
  /// - Complexity: O(*n*) memory, and O(*n* + *m*) time for each head over the part below it;
  ///   `.ascending` adds a sort.
  package func forEachFamily<Failure: Error>(
    of heads: some Sequence<Node>,
    order: FamilyOrder = .breadthFirst,
    _ body: (_ head: Node, _ descendants: [Relative]) throws(Failure) -> Void
  ) throws(Failure) {
    var search = Search(nodeCount: nodeCount)
    for head in heads {
      search.run(from: head, over: children)
      if order == .ascending { search.sortFound() }
      try body(head, search.found)
    }
  }

  /// Calls `body` with each pair of an ancestor and a descendant, and their shortest distance.
  ///
  /// Ancestors come in the order given, by default all of them ascending. No node is paired with
  /// itself.
  ///
  /// - Complexity: As `forEachFamily`.
  package func forEachPair<Failure: Error>(
    under ancestors: [Node]? = nil,
    order: FamilyOrder = .ascending,
    _ body: (_ ancestor: Node, _ descendant: Node, _ distance: Int32) throws(Failure) -> Void
  ) throws(Failure) {
    try forEachFamily(of: ancestors ?? heads(), order: order) {
      (ancestor, descendants) throws(Failure) in
      for relative in descendants {
        try body(ancestor, relative.node, relative.distance)
      }
    }
  }

  /// Returns the nodes whose families may differ after a change of edges, ascending.
  ///
  /// Those are the `parents` of all edges added and all removed, and what is above them. The graph
  /// may be the one before or the one after: between a head and the first changed edge below it,
  /// every edge is in both. Parents that are not in this graph are returned as they are.
  ///
  /// - Complexity: O(*n* + *m*) over the part above `parents`, and a sort of it.
  package func heads(touchedAt parents: some Sequence<Node>) -> [Node] {
    var touched = Set(parents)
    var open = touched.sorted().filter(nodes.contains)
    while let node = open.popLast() {
      open += self.parents[node].filter { touched.insert($0).inserted }
    }
    return touched.sorted()
  }
}
