extension Condensation {
  /// Returns the roots, ascending: nodes with derivatives and no parent.
  ///
  /// A cycle that nothing outside leads into is a root too, since its members are derivatives of
  /// each other: its smallest node stands for it. A node whose only parent is itself has no parent.
  ///
  /// - Complexity: O(*n* + *m*).
  package func roots() -> [Node] {
    graph.nodes.filter(isRoot)
  }

  /// Returns the roots among the ancestors of `node`, ascending; none for a root itself.
  ///
  /// - Complexity: O(*n* + *m*) over the part above, and O(*n*) memory.
  package func roots(above node: Node) -> [Node] {
    graph.ancestors(of: node).lazy.map(\.node).filter(isRoot).sorted()
  }

  private func isRoot(_ node: Node) -> Bool {
    let part = partOf[node]
    let nodes = members[part]
    guard nodes.first == node, nodes.count > 1 || graph.children.count(of: node) > 0 else {
      return false
    }
    return nodes.allSatisfy { member in
      graph.parents(of: member).allSatisfy { partOf[$0] == part }
    }
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
