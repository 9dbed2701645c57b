package import StemmaStore

/// The models below one or several, as far as a filter goes, in the stored graph.
package struct FamilyBelow {
  /// The heads come first, in their order; their descendants follow, the nearest first.
  package let members: FamilyMembers
  /// Every node but the heads, each with its smallest distance from one.
  package let descendants: [Relative]
  private let heads: [Int64]
  private let filter: FamilyScope
  private let places: [Int32]
  /// Nil when no head has a child of any kind.
  private let followed: FollowedEdges?
  /// How many nodes the whole graph has.
  private let graphCount: Int

  /// Finds what is below the nodes of numbers `heads` by the edges that `filter` admits.
  ///
  /// - Complexity: O(*f*) reads and steps for a part of *f* nodes and edges, and *n* bits of memory.
  package init(_ heads: [Int64], _ filter: FamilyScope, in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    var places = try stored.places(ofHeads: heads)
    var descendants: [Relative] = []
    graphCount = try stored.count(of: .ids)
    followed =
      places.contains { $0 >= 0 } ? try FollowedEdges(filter, of: stored, in: connection) : nil
    if let followed {
      var isMet = Places(of: graphCount)
      for head in places where head >= 0 { _ = isMet.insert(head) }
      // Nodes come by distance: those of one distance are all met before the next.
      var (next, distance) = (0, Int32(1))
      while next < places.count, distance <= filter.depth ?? .max {
        for node in next..<places.count {
          defer { next = node + 1 }
          guard places[node] >= 0 else { continue }
          try followed.forEachChild(of: places[node]) { child in
            guard isMet.insert(child) else { return }
            descendants.append(Relative(node: Int32(places.count), distance: distance))
            places.append(child)
          }
        }
        distance += 1
      }
    }
    (self.heads, self.filter, self.places, self.descendants) = (heads, filter, places, descendants)
    members = try FamilyMembers(at: places, of: stored, by: filter, in: connection)
  }

  /// The edges between the nodes.
  ///
  /// - Complexity: O(*f*) reads and steps, and O(*n*) memory.
  package func graph() throws -> LineageGraph {
    var edges: [LineageGraph.Edge] = []
    edges.reserveCapacity(places.count)
    try forEachEdge { parent, child, _ in edges.append(.init(child: child, parent: parent)) }
    return LineageGraph(nodeCount: places.count, edges: edges)
  }

  /// Calls `body` with each edge between the nodes, by parent, and with how an inferred one says that its
  /// child was made: a number of the book `relation`, or -1; nil for a declared edge.
  ///
  /// A node that is declared to be made from itself has an edge to itself.
  ///
  /// - Complexity: O(*f*) reads and steps, and O(*n*) memory.
  package func forEachEdge(
    _ body: (_ parent: Int32, _ child: Int32, _ inferred: Int32?) throws -> Void
  ) throws {
    guard let followed else { return }
    // By place: a dictionary takes longer for large families.
    var nodes = [Int32](repeating: -1, count: graphCount)
    for (node, place) in places.enumerated() where place >= 0 { nodes[place] = Int32(node) }
    for (parent, place) in places.enumerated() where place >= 0 {
      try followed.forEachEdge(of: place) { child, inferred in
        // The farthest may be parents of others that were met.
        if nodes[child] >= 0 { try body(Int32(parent), nodes[child], inferred) }
      }
    }
  }

  /// How many of the descendants the Hub lists.
  package func listedCount() throws -> Int {
    let isListed = try members.isListed()
    return descendants.count { isListed[$0.node] }
  }

  /// How many of so many descendants are such by inferred edges only; nil when none were followed.
  ///
  /// - Complexity: One row where the last analysis counted the others; else O(*f*) for a part of *f*
  ///   nodes and edges.
  package func inferredCount(of total: Int, in connection: Connection) throws -> Int? {
    guard filter.leastConfidence != nil else { return nil }
    let others = filter.withoutInference
    if others.isAnsweredByClosure, filter.depth == nil, let head = heads.first, heads.count == 1 {
      let sizes = "SELECT all_total FROM family WHERE model = ?"
      return try total - (connection.first(sizes, head) { $0.int(0) } ?? 0)
    }
    return try total - FamilyBelow(heads, others, in: connection).listedCount()
  }
}

/// A set of places, a bit each.
private struct Places {
  private var words: [UInt64]

  init(of count: Int) { words = Array(repeating: 0, count: count / 64 + 1) }

  /// Puts a place into the set, and says whether it was not there.
  mutating func insert(_ place: Int32) -> Bool {
    let bit: UInt64 = 1 << UInt64(place & 63)
    let word = Int(place) >> 6
    defer { words[word] |= bit }
    return words[word] & bit == 0
  }
}

/// The nodes above or below one node, each with its smallest number of edges.
package struct Reach {
  /// Never the node itself.
  package let distances: [(node: Int64, distance: Int)]

  /// - Complexity: O(*f*) for a part of *f* nodes and edges; upwards, where first parents or owners
  ///   are asked for, all arrays of the graph are read first.
  package init(
    of id: Int64,
    direction: TreeDirection,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    switch direction {
    case .down:
      let family = try FamilyBelow([id], filter, in: connection)
      distances = try family.descendants.map {
        (try family.members.id($0.node), Int($0.distance))
      }
    case .up where filter.isToldByEdges:
      distances = try Self.above(id, filter, in: connection)
    case .up:
      let family = try FamilyGraph(filter, in: connection)
      distances = (family.node(id).map(family.graph.ancestors) ?? [])
        .filter { $0.distance <= filter.depth ?? .max }
        .map { (family.id($0.node), Int($0.distance)) }
    }
  }

  /// Goes up edge by edge: there is seldom much above a model.
  private static func above(
    _ id: Int64,
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> [(node: Int64, distance: Int)] {
    let parents = try connection.prepare(
      "SELECT parent, relation FROM \(filter.edges(where: "child = ?1")) WHERE parent <> ?1"
    )
    var met: Set = [id]
    var found = [(node: id, distance: 0)]
    var next = 0
    while next < found.count, found[next].distance < filter.depth ?? .max {
      let (child, distance) = found[next]
      next += 1
      try parents.forEach(child) { row in
        let (parent, relation) = row.inOrder { ($0.integer(), $0.optionalText()) }
        guard filter.admits(relation), met.insert(parent).inserted else { return }
        found.append((parent, distance + 1))
      }
    }
    return Array(found.dropFirst())
  }
}

/// Nodes by the first parent of each: trees, but for cycles.
struct FirstParentForest {
  private let firstParents: [Int32]
  /// Where each node's children start in `children`, and, last, where the last ones end.
  private var starts: [Int32]
  private let children: [Int32]

  /// Takes the first parent of each node, below 0 for none.
  init(_ firstParents: [Int32]) {
    self.firstParents = firstParents
    let withParent = firstParents.indices.map { Int32($0) }.filter { firstParents[$0] >= 0 }
    children = withParent.sorted(firstParents.count) { firstParents[$0] }
    starts = Array(repeating: 0, count: firstParents.count + 1)
    for child in withParent { starts[firstParents[child] + 1] += 1 }
    for node in firstParents.indices { starts[node + 1] += starts[node] }
  }

  /// All nodes, each with everything below it right behind it; otherwise the lower ones first.
  ///
  /// Where no node is at the top, on a cycle and below it, the lowest node comes first.
  ///
  /// - Complexity: O(*n*).
  func topDown() -> [Int32] {
    var order: [Int32] = []
    order.reserveCapacity(firstParents.count)
    var isMet = [Bool](repeating: false, count: firstParents.count)
    var open: [Int32] = []
    func visit(_ top: Int32) {
      guard !isMet[top] else { return }
      isMet[top] = true
      open.append(top)
      while let node = open.popLast() {
        order.append(node)
        for child in children[Int(starts[node])..<Int(starts[node + 1])].reversed()
        where !isMet[child] {
          isMet[child] = true
          open.append(child)
        }
      }
    }
    let nodes = 0..<Int32(firstParents.count)
    for node in nodes where firstParents[node] < 0 { visit(node) }
    for node in nodes { visit(node) }
    return order
  }
}
