package import StemmaCache
package import StemmaLineage

/// The family graph, or the part of it below one model, as the last analysis left it.
package struct FamilyGraph {
  package let graph: LineageGraph
  /// The places of the nodes in the stored arrays.
  private let places: [Int32]
  /// The number in the cache of the node at each place.
  private let ids: StoredArray<Int32>
  /// Those of the nodes of a whole graph, which ascend.
  private let ascending: [Int32]
  private let stored: StoredGraph
  /// The edges that lead to the nodes.
  private let filter: FamilyFilter

  /// Loads the edges that `filter` admits; its depth is not looked at.
  ///
  /// - Complexity: O(*n* log *n* + *m*) time and memory for *n* nodes that have an edge, and *m*
  ///   edges.
  package init(_ filter: FamilyFilter = .init(), in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    let placed = try stored.numbers(.ids)
    places = placed.indices.map { Int32($0) }.sorted { placed[$0] < placed[$1] }
    ascending = places.map { placed[$0] }
    ids = try stored.array(.ids)
    var nodes = places
    for (node, place) in places.enumerated() { nodes[place] = Int32(node) }
    let followed = try FollowedEdges(filter, of: stored, in: connection)
    var edges: [LineageGraph.Edge] = []
    for place in 0..<Int32(places.count) {
      try followed.forEachChild(of: place) {
        edges.append(.init(child: nodes[$0], parent: nodes[place]))
      }
    }
    graph = LineageGraph(nodeCount: places.count, edges: edges)
    (self.stored, self.filter) = (stored, filter)
  }

  /// Loads what is below the node of number `head`, which is node 0: as far as the depth of `filter`
  /// goes, by the edges that it admits.
  ///
  /// - Complexity: O(*f*) reads and steps for a part of *f* nodes and edges, and O(*n*) memory.
  package init(below head: Int64, _ filter: FamilyFilter, in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    (self.stored, self.filter) = (stored, filter)
    ids = try stored.array(.ids)
    ascending = []
    guard let place = try stored.place(ofHead: head) else {
      places = [-1]
      graph = LineageGraph(nodeCount: 1, edges: [])
      return
    }
    let followed = try FollowedEdges(filter, of: stored, in: connection)
    // By place: a dictionary takes longer for large families.
    var nodes = [Int32](repeating: -1, count: try stored.count(of: .ids))
    nodes[place] = 0
    var places = [place]
    var edges: [LineageGraph.Edge] = []
    // Nodes come by distance: those of one distance are all met before the next.
    var (parent, distance) = (0, 0)
    while parent < places.count, distance < filter.depth ?? .max {
      for node in parent..<places.count {
        try followed.forEachChild(of: places[node]) { child in
          if nodes[child] < 0 {
            nodes[child] = Int32(places.count)
            places.append(child)
          }
          edges.append(.init(child: nodes[child], parent: Int32(node)))
        }
        parent = node + 1
      }
      distance += 1
    }
    // The farthest may be parents of others that were met.
    for node in parent..<places.count {
      try followed.forEachChild(of: places[node]) { child in
        guard nodes[child] >= 0 else { return }
        edges.append(.init(child: nodes[child], parent: Int32(node)))
      }
    }
    self.places = places
    graph = LineageGraph(nodeCount: places.count, edges: edges)
  }

  /// The number in the cache of a node.
  package func id(_ node: LineageGraph.Node) throws -> Int64 { Int64(try ids[places[node]]) }

  /// The node of a number, in a whole graph; nil when it has no edge of any kind.
  ///
  /// - Complexity: O(log *n*).
  package func node(_ id: Int64) -> LineageGraph.Node? { ascending.position(of: id) }

  /// What family measures need to know of each node.
  ///
  /// A model's relation is the Hub's, else the one its card states, else, where inferred edges are
  /// followed, that of the surest that tells one. Only models that the Hub listed count.
  func facts() throws -> FamilyFacts {
    FamilyFacts(
      owners: try column(.owners, or: -1),
      isCounted: try isListed(),
      relations: try relations().map(RelationCode.code),
      relationCount: RelationCode.count
    )
  }

  /// Whether the Hub lists each node.
  func isListed() throws -> [Bool] { try column(.isListed, or: UInt8(0)).map { $0 == 1 } }

  /// One stored array, in the order of the nodes.
  ///
  /// - Complexity: O(*f*) for *f* nodes.
  func column<Number: FixedWidthInteger>(
    _ name: StoredGraph.Name,
    or nothing: Number
  ) throws -> [Number] {
    let column = try stored.array(name, of: Number.self)
    return try places.map { try $0 < 0 ? nothing : column[$0] }
  }

  /// The relation that each node counts by, as numbers of the book.
  func relations() throws -> [Int32] {
    let told = try column(.relations, or: Int32(-1))
    guard let least = filter.scope.leastConfidence.map(FollowedEdges.confidence) else {
      return told
    }
    let inferred = try column(.relationsInferred, or: Int32(-1))
    let confidences = try column(.relationConfidences, or: UInt16(0))
    return told.indices.map { node in
      told[node] < 0 && confidences[node] >= least ? inferred[node] : told[node]
    }
  }

  /// The text of a number in one of the books.
  func text(_ code: Int32, in book: GraphBook) throws -> String {
    try stored.text(code, in: book)
  }
}

extension [Int32] {
  /// Where a number stands in ascending ones; nil when it is not there.
  ///
  /// - Complexity: O(log *n*).
  func position(of number: Int64) -> Int32? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if Int64(self[middle]) < number { low = middle + 1 } else { high = middle }
    }
    return low < count && Int64(self[low]) == number ? Int32(low) : nil
  }
}
