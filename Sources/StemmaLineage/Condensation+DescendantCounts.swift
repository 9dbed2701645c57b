extension Condensation {
  /// Returns for every node how many distinct descendants it has.
  ///
  /// Exact: a model reached over several parents counts once. A model on a cycle never counts itself;
  /// the cycle's other members count. With `isCounted`, one value for each node, only nodes it holds
  /// for count, while ways lead through all.
  ///
  /// Parts with one parent hang in trees, whose sizes add up in one pass. A merge, with several
  /// parents, then adds the tree it heads to each of its ancestors once.
  ///
  /// - Complexity: O(*n* + *m*), and for each merge as much as there is above it. A search from every
  ///   node would be quadratic on a mere chain.
  package func descendantCounts(counting isCounted: [Bool]? = nil) -> [Int32] {
    let trees = treeSizes(counting: isCounted)
    var counts = trees
    var search = Search(nodeCount: partCount)
    for merge in parts where parents.count(of: merge) > 1 {
      search.run(from: merge, over: parents)
      for ancestor in search.found { counts[ancestor.node] += trees[merge] }
    }
    return graph.nodes.map { node in
      counts[partOf[node]] - (isCounted?[node] ?? true ? 1 : 0)
    }
  }

  /// For each part the counted nodes in it and in all parts that hang from it by single parents.
  private func treeSizes(counting isCounted: [Bool]?) -> [Int32] {
    var sizes = [Int32](repeating: 0, count: partCount)
    for part in parts {
      for position in members.range(of: part) where isCounted?[members.nodes[position]] ?? true {
        sizes[part] += 1
      }
      let above = parents.range(of: part)
      if above.count == 1 { sizes[parents.nodes[above.lowerBound]] += sizes[part] }
    }
    return sizes
  }
}
