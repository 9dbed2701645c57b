extension Condensation {
  /// Returns for every node the number of steps of the longest chain of derivatives below it.
  ///
  /// Steps lead from part to part: a cycle counts as one model, so its members share one depth, and
  /// a cycle with nothing below it has depth 0. The distance to a member of a cycle may therefore
  /// exceed the depth. With `isCounted`, one value for each node, only chains that end in a part
  /// with a counted node are measured, though they may lead through others.
  ///
  /// - Complexity: O(*n* + *m*).
  package func depthsBelow(counting isCounted: [Bool]? = nil) -> [Int32] {
    longestChains(over: graph.children, in: parts, endingIn: isCounted)
  }

  /// Returns for every node the number of steps of the longest chain of ancestors above it.
  ///
  /// Cycles count as one model, as in `depthsBelow(counting:)`.
  ///
  /// - Complexity: O(*n* + *m*).
  package func depthsAbove() -> [Int32] {
    longestChains(over: graph.parents, in: parts.reversed(), endingIn: nil)
  }

  /// The longest chains over `adjacency`, in an order of parts that has its neighbours first.
  private func longestChains(
    over adjacency: Adjacency,
    in order: some Sequence<Int32>,
    endingIn isCounted: [Bool]?
  ) -> [Int32] {
    // Below 0: nothing counted is there or beyond.
    var lengths = [Int32](repeating: -1, count: graph.nodeCount)
    for part in order {
      let nodes = members[part]
      var length: Int32 = nodes.contains { isCounted?[$0] ?? true } ? 0 : -1
      for node in nodes {
        for position in adjacency.range(of: node) {
          let next = adjacency.nodes[position]
          guard lengths[next] >= 0, partOf[next] != part else { continue }
          length = max(length, lengths[next] + 1)
        }
      }
      for node in nodes { lengths[node] = length }
    }
    return lengths.map { max($0, 0) }
  }
}
