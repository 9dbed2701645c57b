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
    // Below 0: nothing counted is there or further down.
    var depths = parts.map { holdsCounted($0, isCounted) ? 0 : -1 as Int32 }
    for part in parts where depths[part] >= 0 {
      for position in parents.range(of: part) {
        let parent = parents.nodes[position]
        depths[parent] = max(depths[parent], depths[part] + 1)
      }
    }
    return byNode(depths.map { max($0, 0) })
  }

  /// Returns for every node the number of steps of the longest chain of ancestors above it.
  ///
  /// Cycles count as one model, as in `depthsBelow(counting:)`.
  ///
  /// - Complexity: O(*n* + *m*).
  package func depthsAbove() -> [Int32] {
    var depths = [Int32](repeating: 0, count: partCount)
    for part in parts.reversed() {
      for position in parents.range(of: part) {
        depths[part] = max(depths[part], depths[parents.nodes[position]] + 1)
      }
    }
    return byNode(depths)
  }

  private func holdsCounted(_ part: Int32, _ isCounted: [Bool]?) -> Bool {
    guard let isCounted else { return true }
    return members.range(of: part).contains { isCounted[members.nodes[$0]] }
  }
}
