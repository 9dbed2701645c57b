/// A graph with every cycle taken as one: its strongly connected parts, in an order without cycles.
///
/// Two nodes are in one part when each is a descendant of the other. A node on no cycle is a part of
/// its own. Parts are numbered so that derivatives come first: every edge between two parts leads
/// from a lower number, the child's, to a higher.
package struct Condensation: Sendable {
  package typealias Node = LineageGraph.Node

  package let graph: LineageGraph
  /// The part of each node.
  package let partOf: [Int32]
  /// The nodes of each part, ascending.
  package let members: Adjacency

  /// Finds the parts of `graph`.
  ///
  /// - Complexity: O(*n* + *m*).
  package init(of graph: LineageGraph) {
    var finder = PartFinder(over: graph.children)
    finder.findAll()
    self.graph = graph
    partOf = finder.partOf
    members = Adjacency(starts: finder.starts, nodes: finder.members)
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
}
