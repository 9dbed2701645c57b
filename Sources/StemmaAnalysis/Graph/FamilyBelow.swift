import StemmaCache
import StemmaLineage

/// The models below one, as far as a filter goes, in the stored graph.
struct FamilyBelow {
  /// The head is node 0; its descendants follow, the nearest first.
  let members: FamilyMembers
  /// Every node but the head.
  let descendants: [Relative]
  private let head: Int64
  private let filter: FamilyFilter
  private let places: [Int32]
  /// Nil when the head has no child of any kind.
  private let followed: FollowedEdges?
  /// How many nodes the whole graph has.
  private let graphCount: Int

  /// Finds what is below the node of number `head` by the edges that `filter` admits.
  ///
  /// - Complexity: O(*f*) reads and steps for a part of *f* nodes and edges, and *n* bits of memory.
  init(_ head: Int64, _ filter: FamilyFilter, in connection: Connection) throws {
    try connection.mapFile()
    let stored = try StoredGraph(in: connection)
    let first = try stored.place(ofHead: head)
    var places = [first ?? -1]
    var descendants: [Relative] = []
    graphCount = try stored.count(of: .ids)
    followed = try first.map { _ in try FollowedEdges(filter, of: stored, in: connection) }
    if let followed, let first {
      var isMet = Places(of: graphCount)
      _ = isMet.insert(first)
      // Nodes come by distance: those of one distance are all met before the next.
      var (next, distance) = (0, Int32(1))
      while next < places.count, distance <= filter.depth ?? .max {
        for node in next..<places.count {
          try followed.forEachChild(of: places[node]) { child in
            guard isMet.insert(child) else { return }
            descendants.append(Relative(node: Int32(places.count), distance: distance))
            places.append(child)
          }
          next = node + 1
        }
        distance += 1
      }
    }
    (self.head, self.filter, self.places, self.descendants) = (head, filter, places, descendants)
    members = try FamilyMembers(at: places, of: stored, by: filter)
  }

  /// The edges between the nodes.
  ///
  /// - Complexity: O(*f*) reads and steps, and O(*n*) memory.
  func graph() throws -> LineageGraph {
    var edges: [LineageGraph.Edge] = []
    if let followed {
      edges.reserveCapacity(places.count)
      // By place: a dictionary takes longer for large families.
      var nodes = [Int32](repeating: -1, count: graphCount)
      for (node, place) in places.enumerated() { nodes[place] = Int32(node) }
      for (parent, place) in places.enumerated() {
        try followed.forEachChild(of: place) { child in
          // The farthest may be parents of others that were met.
          guard nodes[child] >= 0 else { return }
          edges.append(.init(child: nodes[child], parent: Int32(parent)))
        }
      }
    }
    return LineageGraph(nodeCount: places.count, edges: edges)
  }

  /// How many of the descendants the Hub lists.
  func listedCount() throws -> Int {
    let isListed = try members.isListed()
    return descendants.count { isListed[$0.node] }
  }

  /// How many of so many descendants are such by inferred edges only; nil when none were followed.
  ///
  /// - Complexity: One row where the last analysis counted the others; else O(*f*) for a part of *f*
  ///   nodes and edges.
  func inferredCount(of total: Int, in connection: Connection) throws -> Int? {
    guard filter.scope.leastConfidence != nil else { return nil }
    let others = filter.withoutInference
    if others.isAnsweredByClosure, filter.depth == nil {
      let sizes = "SELECT all_total FROM family WHERE model = ?"
      return try total - (connection.first(sizes, head) { $0.int(0) } ?? 0)
    }
    return try total - FamilyBelow(head, others, in: connection).listedCount()
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
