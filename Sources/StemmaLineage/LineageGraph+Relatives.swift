extension LineageGraph {
  /// Returns every model made from `node`, directly or not, each once with its shortest distance.
  ///
  /// Nearest first; the order follows from the graph alone. A model on a cycle reaches itself, but
  /// is never its own descendant; the cycle's other members are.
  ///
  /// - Complexity: O(*n* + *m*) over the part below, and O(*n*) memory. For many nodes use a
  ///   `Search`, or `forEachFamily`.
  package func descendants(of node: Node) -> [Relative] {
    relatives(of: node, over: children)
  }

  /// Returns every model that `node` was made from, directly or not, with its shortest distance.
  ///
  /// Nearest first; the order follows from the graph alone. A model on a cycle reaches itself, but
  /// is never its own ancestor; the cycle's other members are.
  ///
  /// - Complexity: O(*n* + *m*) over the part above, and O(*n*) memory.
  package func ancestors(of node: Node) -> [Relative] {
    relatives(of: node, over: parents)
  }

  /// Returns how far away the farthest descendant is by its shortest way, 0 if there is none.
  ///
  /// - Complexity: O(*n* + *m*) over the part below, and O(*n*) memory.
  package func height(of node: Node) -> Int32 {
    descendants(of: node).last?.distance ?? 0
  }

  private func relatives(of node: Node, over adjacency: Adjacency) -> [Relative] {
    var search = Search(nodeCount: nodeCount)
    search.run(from: node, over: adjacency)
    return search.found
  }
}
