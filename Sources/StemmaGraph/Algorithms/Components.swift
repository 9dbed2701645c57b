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

/// Tarjan's search for strongly connected parts, in Pearce's form with one number a node, without
/// recursion: chains of derivatives may be longer than any stack.
///
/// A part is closed after all parts below it, so the order of closing has derivatives first.
struct StronglyConnectedComponents {
  typealias Node = LineageGraph.Node

  /// The nodes of the closed parts, part after part, each ascending.
  private(set) var members: [Node] = []
  /// Where each part starts in `members`, and, last, where the last one ends.
  private(set) var starts: [Int32] = [0]

  private let children: Adjacency
  /// 0 for nodes not met; the lowest visit that an open node is known to reach; for closed nodes a
  /// number counted down from the top, which is higher than any visit.
  private var rank: [Int32]
  private var visits: Int32 = 0
  /// Nodes left for good whose part is still open.
  private var waiting: [Node] = []
  /// The nodes on the way down to the present one.
  private var trail: [Stop] = []

  /// A node on the trail.
  private struct Stop {
    var node: Node
    var visit: Int32
    /// The edges to children not tried yet.
    var untried: Range<Int>
  }

  /// Prepares a search of all nodes but those `settled`, which must not be below any other.
  init(over children: Adjacency, settled: [Node]) {
    self.children = children
    rank = [Int32](repeating: 0, count: children.rowCount)
    for node in settled { rank[node] = .max }
  }

  mutating func findAll() {
    for node in 0..<Node(rank.count) where rank[node] == 0 {
      search(from: node)
    }
  }

  private mutating func search(from start: Node) {
    trail.append(visit(start))
    while var stop = trail.popLast() {
      while let position = stop.untried.first {
        let child = children.nodes[position]
        if rank[child] == 0 {
          // The edge stays untried: the child's rank is read when the search is back.
          trail.append(stop)
          stop = visit(child)
        } else {
          rank[stop.node] = min(rank[stop.node], rank[child])
          stop.untried.removeFirst()
        }
      }
      leave(stop)
    }
  }

  private mutating func visit(_ node: Node) -> Stop {
    visits += 1
    rank[node] = visits
    return Stop(node: node, visit: visits, untried: children.range(of: node))
  }

  /// Closes the node's part if nothing of it was visited earlier; else the node waits for that.
  private mutating func leave(_ stop: Stop) {
    guard rank[stop.node] == stop.visit else {
      waiting.append(stop.node)
      return
    }
    let first = members.count
    let closed = Int32.max - Int32(starts.count - 1)
    while let node = waiting.last, rank[node] >= stop.visit {
      waiting.removeLast()
      close(node, as: closed)
    }
    close(stop.node, as: closed)
    if members.count - first > 1 { members[first...].sort() }
    starts.append(Int32(members.count))
  }

  private mutating func close(_ node: Node, as closed: Int32) {
    rank[node] = closed
    members.append(node)
  }
}
