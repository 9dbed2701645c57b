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
    var finder = PartFinder(over: graph.children, settled: peeled)
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
