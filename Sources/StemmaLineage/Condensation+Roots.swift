extension Condensation {
  /// Returns the roots, ascending: nodes with derivatives and no parent.
  ///
  /// A cycle that nothing outside leads into is a root too, since its members are derivatives of
  /// each other: its smallest node stands for it. A node whose only parent is itself has no parent.
  ///
  /// - Complexity: O(*n* + *m*).
  package func roots() -> [Node] {
    parts.lazy.filter(isRoot).compactMap { members[$0].first }.sorted()
  }

  /// Returns the roots among the ancestors of `node`, ascending; none for a root itself.
  ///
  /// - Complexity: O(*n* + *m*) over the part above, and O(*n*) memory.
  package func roots(above node: Node) -> [Node] {
    graph.ancestors(of: node).lazy.map(\.node)
      .filter { members[partOf[$0]].first == $0 && isRoot(partOf[$0]) }
      .sorted()
  }

  private func isRoot(_ part: Int32) -> Bool {
    guard parents.count(of: part) == 0, let first = members[part].first else { return false }
    return graph.children.count(of: first) > 0
  }
}

extension LineageGraph {
  /// Returns the nodes that have a parent and no derivative, ascending.
  ///
  /// - Complexity: O(*n*).
  package func leaves() -> [Node] {
    nodes.filter { parents.count(of: $0) > 0 && children.count(of: $0) == 0 }
  }

  /// Returns the nodes with neither parent nor derivative, ascending; a self-loop is neither.
  ///
  /// - Complexity: O(*n*).
  package func isolated() -> [Node] {
    nodes.filter { parents.count(of: $0) == 0 && children.count(of: $0) == 0 }
  }
}
