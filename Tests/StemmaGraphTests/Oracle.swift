import StemmaGraph

/// The same answers by the plainest means: a table of all distances, and passes until nothing changes.
///
/// It reads the edges as drawn and shares no code with what it judges.
struct Oracle {
  typealias Node = LineageGraph.Node

  private let nodeCount: Int
  private let edges: [(child: Int, parent: Int)]
  /// The shortest distance up from the first to the second; nil where there is no way.
  private let up: [[Int32?]]

  init(_ drawn: RandomGraph) {
    nodeCount = drawn.nodeCount
    edges = drawn.edges.map { (Int($0.child), Int($0.parent)) }.filter { $0.0 != $0.1 }
    up = Oracle.distances(nodeCount: nodeCount, edges: edges)
  }

  /// Floyd's and Warshall's table, without the diagonal.
  private static func distances(nodeCount: Int, edges: [(child: Int, parent: Int)]) -> [[Int32?]] {
    var table = [[Int32?]](repeating: [Int32?](repeating: nil, count: nodeCount), count: nodeCount)
    for edge in edges { table[edge.child][edge.parent] = 1 }
    for middle in 0..<nodeCount {
      for from in 0..<nodeCount {
        guard let first = table[from][middle] else { continue }
        for to in 0..<nodeCount where from != to {
          guard let second = table[middle][to] else { continue }
          table[from][to] = min(table[from][to] ?? .max, first + second)
        }
      }
    }
    for node in 0..<nodeCount { table[node][node] = nil }
    return table
  }

  func distance(from descendant: Node, to ancestor: Node) -> Int32? {
    up[Int(descendant)][Int(ancestor)]
  }

  /// Ascending by node.
  func descendants(of node: Node) -> [Relative] {
    (0..<Node(nodeCount)).compactMap { other in
      distance(from: other, to: node).map { Relative(node: other, distance: $0) }
    }
  }

  /// Ascending by node.
  func ancestors(of node: Node) -> [Relative] {
    (0..<Node(nodeCount)).compactMap { other in
      distance(from: node, to: other).map { Relative(node: other, distance: $0) }
    }
  }

  func areInOnePart(_ one: Int, _ other: Int) -> Bool {
    one == other || (up[one][other] != nil && up[other][one] != nil)
  }

  func part(of node: Int) -> [Node] {
    (0..<nodeCount).filter { areInOnePart(node, $0) }.map { Node($0) }
  }

  var cycles: [[Node]] {
    (0..<nodeCount).map(part).filter { $0.count > 1 }.enumerated()
      .reduce(into: []) { found, next in
        if !found.contains(next.element) { found.append(next.element) }
      }
  }

  /// The longest chains below, ending in a counted node's part: lengthened until nothing changes.
  func depthsBelow(counting isCounted: [Bool]) -> [Int32] {
    longest(
      steps: edges.map { ($0.child, $0.parent) },
      starts: (0..<nodeCount).map { part(of: $0).contains { isCounted[Int($0)] } }
    )
  }

  func depthsAbove() -> [Int32] {
    longest(
      steps: edges.map { ($0.parent, $0.child) },
      starts: [Bool](repeating: true, count: nodeCount)
    )
  }

  private func longest(steps: [(Int, Int)], starts: [Bool]) -> [Int32] {
    var lengths = starts.map { $0 ? 0 : nil as Int32? }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for (from, to) in steps {
        guard let length = lengths[from] else { continue }
        let next = areInOnePart(from, to) ? length : length + 1
        if next > lengths[to] ?? -1 {
          lengths[to] = next
          hasChanged = true
        }
      }
    }
    return lengths.map { $0 ?? 0 }
  }

  /// The smallest node of each node's component: lowered until nothing changes.
  var representatives: [Node] {
    var smallest = (0..<nodeCount).map { Node($0) }
    for _ in 0..<nodeCount {
      for edge in edges {
        let lower = min(smallest[edge.child], smallest[edge.parent])
        smallest[edge.child] = lower
        smallest[edge.parent] = lower
      }
    }
    return smallest
  }

  /// Whether everything above the node is below it too, and something is below it.
  func isRoot(_ node: Node) -> Bool {
    let part = part(of: Int(node))
    return part.first == node
      && ancestors(of: node).allSatisfy { part.contains($0.node) }
      && !descendants(of: node).isEmpty
  }
}
