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
  private let isClosed: (Int64) -> Bool

  /// Follows the edges down from the model of number `id`.
  ///
  /// `isClosed` tells models of the Hub that are no way either.
  ///
  /// - Complexity: O(*f*) reads and steps for *f* members and edges of them, and *n* numbers of memory for
  ///   *n* nodes of the whole graph; of more than some thousand members O(*n* + *m*) for its *m* edges.
  package init(
    below id: Int64,
    except isClosed: @escaping (Int64) -> Bool = { _ in false },
    in connection: Connection
  ) throws {
    let stored = try StoredGraph(in: connection)
    self.isClosed = isClosed
    guard let head = try stored.places(ofHeads: [id]).first, head >= 0 else {
      (members, others, children, starts) = ([], [], [], [0])
      return
    }
    let (ids, isListed) = (try stored.array(.ids), try stored.array(.isListed, of: UInt8.self))
    let followed = try FollowedEdges(FamilyScope(), of: stored, in: connection)
    func isOpen(_ place: Int32) throws -> Bool {
      try isListed[place] == 1 && !isClosed(Int64(ids[place]))
    }
    // The model itself stands at 0, its members from 1 on.
    var nodes = [Int32](repeating: -1, count: try stored.count(of: .ids))
    var (places, distances) = ([head], [Int32(0)])
    nodes[Int(head)] = 0
    var (children, starts): ([Int32], [Int32]) = ([], [])
    var next = 0
    while next < places.count {
      try followed.forEachChild(of: places[next]) { child in
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
    if members.count > StoredGraph.lookedUp {
      try DeclaredEdges(in: stored).forEach { child, parent in
        guard nodes[Int(child)] > 0, nodes[Int(parent)] < 0, try isOpen(parent) else { return }
        others.append(.init(member: Int(nodes[Int(child)]) - 1, parent: Int64(try ids[parent])))
      }
    } else {
      let met = Set(members.map(\.id) + [id])
      let parents = try connection.prepare(Self.parentQuery)
      for (member, each) in members.enumerated() {
        for parent in try parents.rows(each.id, body: { $0.integer(0) })
        where !met.contains(parent) && !isClosed(parent) {
          others.append(.init(member: member, parent: parent))
        }
      }
    }
    self.others = others
  }

  private static let parentQuery = """
    SELECT edge.parent
    FROM edge
    JOIN repo ON repo.id = edge.parent
    WHERE edge.child = ? AND edge.last_seen IS NULL AND repo.gone_since IS NULL
    """

  /// The open models among `parents`, which are open, that name a dataset or have one above them, over open
  /// models, that does; nil in a cache whose last analysis left not all of it.
  ///
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges of the whole graph.
  package func withDatasets(
    among parents: Set<Int64>,
    in connection: Connection
  ) throws -> Set<Int64>? {
    let stored = try StoredGraph(in: connection)
    guard try stored.isComplete() else { return nil }
    let ids = try stored.numbers(.ids)
    let isListed = try stored.numbers(.isListed, of: UInt8.self)
    var names = try stored.numbers(.namesDataset, of: UInt8.self)
    let rows = try DeclaredEdges(in: stored)
    guard names.count == ids.count, isListed.count == ids.count else { throw StoredGraph.damage }
    func isOpen(_ place: Int32) -> Bool {
      isListed[Int(place)] == 1 && !isClosed(Int64(ids[Int(place)]))
    }
    var open = names.indices.map { Int32($0) }.filter { names[Int($0)] == 1 && isOpen($0) }
    while let place = open.popLast() {
      rows.forEachChild(of: place) { child in
        guard names[Int(child)] == 0, isOpen(child) else { return }
        names[Int(child)] = 1
        open.append(child)
      }
    }
    return Set(
      ids.indices.lazy.filter { names[$0] == 1 }.map { Int64(ids[$0]) }.filter(parents.contains)
    )
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
    try self.init(in: StoredGraph(in: connection))
  }

  init(in stored: StoredGraph) throws {
    rows = try ParentRows(in: stored)
    guard try rows.isWithin(stored.count(of: .ids)) else { throw StoredGraph.damage }
  }

  /// Calls `body` with the places of the child and the parent of each edge but those from a model to itself.
  package func forEach(_ body: (_ child: Int32, _ parent: Int32) throws -> Void) rethrows {
    try rows.forEachEdge { child, parent in
      if child != parent { try body(child, parent) }
    }
  }

  /// Calls `body` with the place of each child of the node at `parent`.
  func forEachChild(of parent: Int32, _ body: (Int32) -> Void) {
    rows.forEachChild(of: parent, body)
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
