package import StemmaStore

/// The models below one, and those of them to which no other way leads.
///
/// Only declared edges between open models are ways; the model itself counts as open, whatever it is.
package struct SoleWays {
  /// A model below.
  package struct Member: Sendable, Hashable {
    package let id: Int64
    /// The smallest number of edges.
    package let distance: Int32
    /// Where it stands in the stored graph.
    package let place: Int32
  }

  /// An edge that comes from elsewhere.
  package struct OtherWay: Sendable, Hashable {
    /// Whose parent it is, by its place among the members.
    package let member: Int
    package let parent: Int64
  }

  /// The nearest first.
  package let members: [Member]
  /// The other parents of members: open models that are neither the model nor below it.
  package let others: [OtherWay]
  /// The children of all members, by their places, those of one behind those of the one before.
  private let children: [Int32]
  /// Where the children of each start, and, last, where the last ones end.
  private let starts: [Int32]

  /// Follows the edges down from the model of number `id`.
  ///
  /// `isClosed` tells models of the Hub that are no way either.
  ///
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges of the whole graph.
  package init(
    below id: Int64,
    except isClosed: (Int64) -> Bool = { _ in false },
    in connection: Connection
  ) throws {
    let stored = try StoredGraph(in: connection)
    guard let head = try stored.places(ofHeads: [id]).first, head >= 0 else {
      (members, others, children, starts) = ([], [], [], [0])
      return
    }
    // Read where it is asked for: a family stands in one place, by most.
    let ids: StoredArray<Int32> = try stored.array(.ids)
    let isListed = try stored.numbers(.isListed, of: UInt8.self)
    let rows = try ParentRows(in: stored)
    guard try isListed.count == stored.count(of: .ids), rows.isWithin(isListed.count) else {
      throw StoredGraph.damage
    }
    func isOpen(_ place: Int32) throws -> Bool {
      try isListed[Int(place)] == 1 && !isClosed(Int64(ids[place]))
    }
    // The model itself stands at 0, its members from 1 on.
    var nodes = [Int32](repeating: -1, count: isListed.count)
    var (places, distances) = ([head], [Int32(0)])
    nodes[Int(head)] = 0
    var (children, starts): ([Int32], [Int32]) = ([], [])
    var next = 0
    while next < places.count {
      try rows.forEachChild(of: places[next]) { child in
        guard try isOpen(child) || child == head else { return }
        if nodes[Int(child)] < 0 {
          nodes[Int(child)] = Int32(places.count)
          places.append(child)
          distances.append(distances[next] + 1)
        }
        // Those of the model itself are nobody's way to each other, nor is a way back to it.
        if next > 0, child != head { children.append(nodes[Int(child)] - 1) }
      }
      starts.append(Int32(children.count))
      next += 1
    }
    members = try zip(places, distances).dropFirst().map {
      Member(id: Int64(try ids[$0]), distance: $1, place: $0)
    }
    (self.children, self.starts) = (children, starts)
    var others: [OtherWay] = []
    try rows.forEachEdge { child, parent in
      guard nodes[Int(child)] > 0, nodes[Int(parent)] < 0, try isOpen(parent) else { return }
      others.append(.init(member: Int(nodes[Int(child)]) - 1, parent: Int64(try ids[parent])))
    }
    self.others = others
  }

  /// The members that are neither `kept` nor below one that is, without the model itself.
  ///
  /// - Complexity: O(*f*) for *f* members and edges between them.
  package func cutOff(keeping kept: some Sequence<Int>) -> [Int] {
    var isKept = [Bool](repeating: false, count: members.count)
    var open: [Int] = []
    for member in kept where !isKept[member] {
      isKept[member] = true
      open.append(member)
    }
    while let member = open.popLast() {
      for place in starts[member]..<starts[member + 1] where !isKept[Int(children[Int(place)])] {
        isKept[Int(children[Int(place)])] = true
        open.append(Int(children[Int(place)]))
      }
    }
    return members.indices.filter { !isKept[$0] }
  }
}

/// All declared edges between the nodes of the stored graph, each once.
package struct DeclaredEdges {
  private let rows: ParentRows

  package init(in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    rows = try ParentRows(in: stored)
    guard try rows.isWithin(stored.count(of: .ids)) else { throw StoredGraph.damage }
  }

  /// Calls `body` with the places of the child and the parent of each edge but those from a model to itself.
  package func forEach(_ body: (_ child: Int32, _ parent: Int32) -> Void) {
    rows.forEachEdge { child, parent in
      if child != parent { body(child, parent) }
    }
  }
}

/// The declared edges by parent, all of them in memory.
private struct ParentRows {
  private let words: [UInt64]
  private let ranks: BitRanks
  private let starts: [Int32]
  private let children: [Int32]

  init(in stored: StoredGraph) throws {
    words = try stored.numbers(.declaredParents, of: UInt64.self)
    ranks = BitRanks(words)
    starts = try stored.starts(.declaredStarts)
    children = try stored.numbers(.declaredChildren)
    guard starts.last.map({ Int($0) == children.count }) == true,
      words.reduce(0, { $0 + $1.nonzeroBitCount }) == starts.count - 1
    else { throw StoredGraph.damage }
  }

  /// Whether every edge is one between nodes of a graph of so many.
  func isWithin(_ count: Int) -> Bool {
    let last = words.last.map { words.count * 64 - $0.leadingZeroBitCount } ?? 0
    return last <= count && children.allSatisfy { $0 >= 0 && $0 < count }
  }

  func forEachChild(of parent: Int32, _ body: (Int32) throws -> Void) rethrows {
    guard let row = ranks.rank(of: parent) else { return }
    for edge in starts[Int(row)]..<starts[Int(row) + 1] { try body(children[Int(edge)]) }
  }

  func forEachEdge(_ body: (_ child: Int32, _ parent: Int32) throws -> Void) rethrows {
    var row = 0
    for (index, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        let parent = Int32(index * 64 + rest.trailingZeroBitCount)
        for edge in starts[row]..<starts[row + 1] {
          try body(children[Int(edge)], parent)
        }
        row += 1
        rest &= rest - 1
      }
    }
  }
}
