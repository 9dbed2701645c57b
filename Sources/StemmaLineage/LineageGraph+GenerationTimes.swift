extension LineageGraph {
  /// Calls `body` with each edge whose ends both have a creation time, and the seconds between.
  ///
  /// Edges come by child, then by parent. The time is negative where the child is the older one, as
  /// on any cycle some must be: repositories are renamed, re-made and moved. Times must lie within
  /// ±2⁶² seconds.
  ///
  /// - Complexity: O(*n* + *m*).
  package func forEachGeneration<Failure: Error>(
    created: (Node) -> Int64?,
    _ body: (_ edge: Edge, _ seconds: Int64) throws(Failure) -> Void
  ) throws(Failure) {
    for child in nodes where parents.count(of: child) > 0 {
      guard let born = created(child) else { continue }
      for parent in parents[child] {
        guard let before = created(parent) else { continue }
        try body(Edge(child: child, parent: parent), born - before)
      }
    }
  }

  /// Returns the seconds from the creation of `node` to that of its earliest direct derivative.
  ///
  /// Nil where either is not known. Negative where a derivative is the older one.
  ///
  /// - Complexity: O(*k*) for *k* children.
  package func timeToFirstDerivative(of node: Node, created: (Node) -> Int64?) -> Int64? {
    guard let born = created(node) else { return nil }
    return children[node].lazy.compactMap(created).min().map { $0 - born }
  }
}
