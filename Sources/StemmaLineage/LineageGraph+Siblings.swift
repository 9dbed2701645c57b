extension LineageGraph {
  /// Returns the other nodes that share a parent with `node`, ascending.
  ///
  /// On odd graphs a sibling may also be an ancestor or a descendant.
  ///
  /// - Complexity: O(*k* log *k*) over the *k* children of all its parents.
  package func siblings(of node: Node) -> [Node] {
    var siblings = Set(parents[node].lazy.flatMap { children[$0] })
    siblings.remove(node)
    return siblings.sorted()
  }
}
