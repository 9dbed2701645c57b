/// A node met on a search, with the number of steps of the shortest way to it.
package struct Relative: Sendable, Hashable {
  package var node: LineageGraph.Node
  /// At least 1.
  package var distance: Int32

  package init(node: LineageGraph.Node, distance: Int32) {
    self.node = node
    self.distance = distance
  }
}

/// A breadth-first search that can be run many times without allocating or clearing anew.
///
/// The start itself is never among the nodes found, not even when it lies on a cycle.
package struct Search: Sendable {
  package typealias Node = LineageGraph.Node

  /// What the last run found, nearest first.
  ///
  /// The order follows from the graph alone: each node's neighbours are tried in ascending order.
  package private(set) var found: [Relative] = []
  /// The number of the run that last met each node.
  private var lastRun: [UInt32]
  private var run: UInt32 = 0

  /// Creates a search over graphs of `nodeCount` nodes.
  package init(nodeCount: Int) {
    lastRun = [UInt32](repeating: 0, count: nodeCount)
  }

  /// Finds all nodes that can be reached from `start`, and leaves them in `found`.
  ///
  /// - Complexity: O(*n* + *m*) over the part of the graph that is reached.
  package mutating func run(from start: Node, over adjacency: Adjacency) {
    beginRun()
    found.removeAll(keepingCapacity: true)
    lastRun[start] = run
    meetNeighbours(of: start, over: adjacency, distance: 1)
    var position = 0
    while position < found.count {
      let relative = found[position]
      meetNeighbours(of: relative.node, over: adjacency, distance: relative.distance + 1)
      position += 1
    }
  }

  /// The same, unless more than `limit` edges would be followed: then it says so, and what it found
  /// is not all.
  mutating func run(from start: Node, over adjacency: Adjacency, within limit: Int) -> Bool {
    beginRun()
    found.removeAll(keepingCapacity: true)
    lastRun[start] = run
    meetNeighbours(of: start, over: adjacency, distance: 1)
    var followed = adjacency.count(of: start)
    var position = 0
    while position < found.count, followed <= limit {
      let relative = found[position]
      meetNeighbours(of: relative.node, over: adjacency, distance: relative.distance + 1)
      followed += adjacency.count(of: relative.node)
      position += 1
    }
    return followed <= limit
  }

  /// Puts what the last run found in the order of nodes.
  mutating func sortFound() {
    found.sort { $0.node < $1.node }
  }

  private mutating func meetNeighbours(
    of node: Node,
    over adjacency: Adjacency,
    distance: Int32
  ) {
    for position in adjacency.range(of: node) {
      let neighbour = adjacency.nodes[position]
      guard lastRun[neighbour] != run else { continue }
      lastRun[neighbour] = run
      found.append(Relative(node: neighbour, distance: distance))
    }
  }

  /// Numbers the next run, so that nothing needs clearing until the numbers are used up.
  private mutating func beginRun() {
    if run == .max {
      lastRun = [UInt32](repeating: 0, count: lastRun.count)
      run = 0
    }
    run += 1
  }
}
