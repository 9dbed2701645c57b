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
