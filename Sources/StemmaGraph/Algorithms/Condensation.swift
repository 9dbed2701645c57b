// What holds of every Condensation:
//
//  1. Each node is in exactly one part; two nodes share one when each is a descendant of the other.
//  2. Parts are numbered with derivatives first: each row of `parents` has higher numbers only.
//  3. Rows of `members` and `parents` are strictly ascending.

/// A graph with every cycle taken as one: its strongly connected parts, in an order without cycles.
///
/// A node on no cycle is a part of its own. Answers about the longest chain, the number of
/// descendants and the roots are found here, since they need an order.
package struct Condensation: Sendable {
  package typealias Node = LineageGraph.Node

  package let graph: LineageGraph
  /// The part of each node.
  package let partOf: [Int32]
  /// The nodes of each part, ascending.
  package let members: Adjacency
  /// The parts that each part was directly made from, ascending, itself excluded.
  package let parents: Adjacency

  /// Finds the parts of `graph`.
  ///
  /// - Complexity: O(*n* + *m*), and a sort of the parents of each merge.
  package init(of graph: LineageGraph) {
    // Nearly all of a real graph is free of cycles, and peeling is several times as fast.
    let peeled = graph.peeled()
    var finder = StronglyConnectedComponents(over: graph.children, settled: peeled)
    finder.findAll()
    self.graph = graph
    members = Adjacency(parts: finder.members, starts: finder.starts, then: peeled.reversed())
    partOf = members.rowsByNode()
    parents = graph.parents.joiningRows(members, numbered: partOf)
  }

  /// The number of parts.
  package var partCount: Int { members.rowCount }

  /// Every part, derivatives before what they were made from.
  package var parts: Range<Int32> { 0..<Int32(partCount) }

  /// Returns the parts of more than one node, each ascending, by their smallest nodes.
  ///
  /// - Complexity: O(*n*), and a sort of the parts found.
  package func cycles() -> [[Node]] {
    parts.lazy.filter { members.count(of: $0) > 1 }
      .map { Array(members[$0]) }
      .sorted { $0[0] < $1[0] }
  }

  /// Returns for every node what `values` holds for its part.
  func byNode(_ values: [Int32]) -> [Int32] {
    partOf.map { values[$0] }
  }
}

extension LineageGraph {
  /// All nodes that are on no cycle and below none, each after its parents.
  fileprivate func peeled() -> [Node] {
    var pending = nodes.map { Int32(parents.count(of: $0)) }
    var peeled = nodes.filter { pending[$0] == 0 }
    peeled.reserveCapacity(nodeCount)
    var next = 0
    while next < peeled.count {
      for position in children.range(of: peeled[next]) {
        let child = children.nodes[position]
        pending[child] -= 1
        if pending[child] == 0 { peeled.append(child) }
      }
      next += 1
    }
    return peeled
  }
}

extension Adjacency {
  /// Lays out parts as rows: first the given ones, then one for each of the single nodes.
  fileprivate init(
    parts nodes: [Node],
    starts: [Int32],
    then single: ReversedCollection<[Node]>
  ) {
    let ends = Int32(nodes.count + 1)..<Int32(nodes.count + single.count + 1)
    self.init(starts: starts + ends, nodes: nodes + single)
  }

  /// The row of each node, where every node stands in one row.
  fileprivate func rowsByNode() -> [Int32] {
    var rows = [Int32](repeating: 0, count: nodes.count)
    for row in 0..<Int32(rowCount) {
      for position in range(of: row) { rows[nodes[position]] = row }
    }
    return rows
  }

  /// Joins the rows of each part's members, with nodes replaced by the numbers of their parts.
  fileprivate func joiningRows(_ members: Adjacency, numbered partOf: [Int32]) -> Adjacency {
    var starts: [Int32] = [0]
    var joined: [Int32] = []
    starts.reserveCapacity(members.rowCount + 1)
    joined.reserveCapacity(nodes.count)
    for part in 0..<Int32(members.rowCount) {
      let first = joined.count
      for member in members.range(of: part) {
        for position in range(of: members.nodes[member]) {
          let other = partOf[nodes[position]]
          if other != part { joined.append(other) }
        }
      }
      if joined.count - first > 1 { joined[first...].sort() }
      starts.append(Int32(joined.count))
    }
    return Adjacency(starts: starts, nodes: joined).mergingRepeats()
  }
}

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

extension Condensation {
  /// Returns for every node how many distinct descendants it has.
  ///
  /// Exact: a model reached over several parents counts once. A model on a cycle never counts itself;
  /// the cycle's other members count. With `isCounted`, one value for each node, only nodes it holds
  /// for count, while ways lead through all.
  ///
  /// Parts with one parent hang in trees, whose sizes add up in one pass. A merge, with several
  /// parents, then adds the tree it heads to each of its ancestors once. Where merges stand above merges
  /// without end, as on a ladder, families are counted along chains instead.
  ///
  /// - Complexity: O(*n* + *m*), and for each merge as much as there is above it, up to `limit` nodes in
  ///   all, which are some for each node and edge unless said otherwise; beyond that as ``FamilySizes``. A
  ///   search from every node would be quadratic on a mere chain.
  package func descendantCounts(
    counting isCounted: [Bool]? = nil,
    above limit: Int? = nil
  ) -> [Int32] {
    let limit = limit ?? 8 * (graph.nodeCount + graph.edgeCount)
    let trees = treeSizes(counting: isCounted)
    var counts = trees
    var search = Search(nodeCount: partCount)
    var met = 0
    for merge in parts where parents.count(of: merge) > 1 {
      search.run(from: merge, over: parents)
      met += search.found.count
      guard met <= limit else { return countsAlongChains(counting: isCounted) }
      for ancestor in search.found { counts[ancestor.node] += trees[merge] }
    }
    return graph.nodes.map { node in
      counts[partOf[node]] - (isCounted?[node] ?? true ? 1 : 0)
    }
  }

  private func countsAlongChains(counting isCounted: [Bool]?) -> [Int32] {
    let facts = FamilyFacts(
      owners: [Int32](repeating: -1, count: graph.nodeCount),
      isCounted: isCounted ?? [Bool](repeating: true, count: graph.nodeCount),
      relations: [UInt8](repeating: 0, count: graph.nodeCount),
      relationCount: 1
    )
    let sizes = FamilySizes(LineageChains(of: self), self, facts: facts)
    var counts = graph.nodes.map { Int32(sizes.size(of: $0)?.all.total ?? 0) }
    // Those that would take too long to count all at once.
    graph.forEachFamily(of: sizes.uncounted) { head, descendants in
      counts[head] = Int32(descendants.count { facts.isCounted[$0.node] })
    }
    return counts
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
