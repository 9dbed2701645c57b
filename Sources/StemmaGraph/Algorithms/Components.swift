/// The weakly connected components: groups of nodes linked over parents or children in any mix.
///
/// An isolated node is a component of its own.
package struct Components: Sendable, Hashable {
  package typealias Node = LineageGraph.Node

  /// For each node the smallest node of its component.
  package private(set) var representatives: [Node]

  /// Finds the components of `graph`.
  ///
  /// - Complexity: O((*n* + *m*) log *n*), in practice linear.
  package init(of graph: LineageGraph) {
    representatives = Array(graph.nodes)
    for child in graph.nodes {
      for position in graph.parents.range(of: child) {
        join(child, graph.parents.nodes[position])
      }
    }
    // Every link leads to a smaller node, which ascending order has settled already.
    for node in graph.nodes {
      representatives[node] = representatives[representatives[node]]
    }
  }

  /// The number of components.
  ///
  /// - Complexity: O(*n*).
  package var count: Int {
    representatives.indices.count { representatives[$0] == Node($0) }
  }

  /// Returns the number of nodes in the component of each representative, and 0 for other nodes.
  ///
  /// - Complexity: O(*n*).
  package func sizes() -> [Int32] {
    var sizes = [Int32](repeating: 0, count: representatives.count)
    for representative in representatives { sizes[representative] += 1 }
    return sizes
  }

  private mutating func join(_ one: Node, _ other: Node) {
    let one = representative(of: one)
    let other = representative(of: other)
    representatives[max(one, other)] = min(one, other)
  }

  /// Follows the links from `node`, halving the way for the next time.
  private mutating func representative(of node: Node) -> Node {
    var node = node
    while representatives[node] != node {
      representatives[node] = representatives[representatives[node]]
      node = representatives[node]
    }
    return node
  }
}
