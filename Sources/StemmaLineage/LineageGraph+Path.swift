extension LineageGraph {
  /// Returns a shortest chain from `descendant` up to `ancestor`, both included, or nil.
  ///
  /// Of several the first in the order of its nodes, read from `descendant`. The chain from a node
  /// to itself is that node alone, on a cycle too.
  ///
  /// - Complexity: O(*n* + *m*) over the part above `descendant`.
  package func path(from descendant: Node, to ancestor: Node) -> [Node]? {
    // There is seldom much above a model: a dictionary costs less than an array over all nodes.
    var cameFrom = [descendant: descendant]
    var queue = [descendant]
    var position = 0
    while cameFrom[ancestor] == nil, position < queue.count {
      let node = queue[position]
      for parent in parents[node] where cameFrom[parent] == nil {
        cameFrom[parent] = node
        queue.append(parent)
      }
      position += 1
    }
    return cameFrom[ancestor] == nil ? nil : chain(to: ancestor, by: cameFrom)
  }

  /// Walks back from `end` to the node that came from itself, and returns the way there.
  private func chain(to end: Node, by cameFrom: [Node: Node]) -> [Node] {
    var chain = [end]
    while let last = chain.last, let previous = cameFrom[last], previous != last {
      chain.append(previous)
    }
    return chain.reversed()
  }

  /// How two nodes are related: up from one to an ancestor and down to the other.
  package struct Connection: Sendable, Hashable {
    /// The ancestor they share; one of the two when it is an ancestor of the other.
    package var ancestor: Node
    /// From the first node over `ancestor` to the second; no node comes twice.
    package var path: [Node]
  }

  /// Returns the shortest way between two nodes over an ancestor that both share, or nil.
  ///
  /// Here a node counts as its own ancestor at distance 0. Of several nearest ancestors the smallest
  /// node is taken.
  ///
  /// - Complexity: O(*n* + *m*) over the parts above both, and O(*n*) memory.
  package func connection(between one: Node, and other: Node) -> Connection? {
    let shared = LineageGraph.shared(
      ancestors(of: one) + [Relative(node: one, distance: 0)],
      ancestors(of: other) + [Relative(node: other, distance: 0)]
    )
    guard let nearest = shared.first?.node,
      let up = path(from: one, to: nearest),
      let down = path(from: other, to: nearest)
    else { return nil }
    return Connection(ancestor: nearest, path: up + down.reversed().dropFirst())
  }
}
