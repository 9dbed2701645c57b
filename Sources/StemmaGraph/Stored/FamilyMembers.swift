import Algorithms
import StemmaCore
package import StemmaStore

/// Nodes of the stored graph, numbered from 0, and what is known of each.
package struct FamilyMembers {
  /// How many nodes there are.
  package let count: Int
  /// Their places in the stored arrays, below 0 for one that has no edge; none are kept of the whole graph.
  private let places: [Int32]
  /// The number in the cache of the node at each place.
  private let ids: StoredArray<Int32>
  private let stored: StoredGraph
  /// Whether they are all nodes of the graph, in its order.
  private let isWhole: Bool
  /// The edges that lead to them, and what counts.
  private let filter: Filter

  private struct Filter {
    let scope: FamilyScope
    /// Numbers of owners whose models do not count.
    let leftOut: Set<Int64>
    let days: Range<Int64>?
  }

  init(
    at places: [Int32]?,
    of stored: StoredGraph,
    by scope: FamilyScope,
    in connection: Connection
  ) throws {
    (self.places, self.stored, isWhole) = (places ?? [], stored, places == nil)
    count = try places?.count ?? stored.count(of: .ids)
    let leftOut = try scope.leftOutOwners.sorted().map { try OwnerAccount($0, in: connection).ids }
    filter = Filter(
      scope: scope,
      leftOut: leftOut.reduce(into: []) { $0.formUnion($1) },
      days: try scope.days()
    )
    ids = try stored.array(.ids)
  }

  /// All nodes of the stored graph, in its order.
  package init(ofAll scope: FamilyScope, in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    try self.init(at: nil, of: stored, by: scope, in: connection)
  }

  private init(at places: [Int32], of members: Self) {
    (self.places, count) = (places, places.count)
    (ids, stored, filter) = (members.ids, members.stored, members.filter)
    isWhole = false
  }

  /// The nodes for which `isMeant` holds, numbered anew in their order.
  package func only(where isMeant: (Int) -> Bool) -> Self {
    Self(at: (0..<count).filter(isMeant).map { place(of: $0) }, of: self)
  }

  private func place(of node: Int) -> Int32 { isWhole ? Int32(node) : places[node] }

  /// The number in the cache of a node.
  package func id(_ node: LineageGraph.Node) throws -> Int64 {
    Int64(try ids[place(of: Int(node))])
  }

  /// What family measures need to know of each node.
  ///
  /// A model's relation follows from the one rule, or is that of the basis asked for; else, where
  /// inferred edges are followed, it is that of the surest that tells one. Only models that the Hub
  /// listed count.
  package func facts() throws -> FamilyFacts {
    FamilyFacts(
      owners: try column(.owners, or: -1),
      isCounted: try isListed(),
      relations: try relations().map(RelationCode.code),
      relationCount: RelationCode.count
    )
  }

  /// Whether each node counts: the Hub lists it, and it is none of what the filter leaves out.
  ///
  /// - Complexity: O(*f*) for *f* nodes, and with a filter that leaves some out O(log *n*) for each.
  package func isListed() throws -> [Bool] {
    var isListed = try column(.isListed, or: UInt8(0)).map { $0 == 1 }
    if let days = filter.days {
      for (node, birth) in try column(.births, or: GraphArrays.unborn).enumerated()
      where !days.contains(birth) {
        isListed[node] = false
      }
    }
    if !filter.leftOut.isEmpty {
      for (node, isLeftOut) in try areOf(filter.leftOut).enumerated() where isLeftOut {
        isListed[node] = false
      }
    }
    guard filter.scope.isWithoutMassUploads else { return isListed }
    for (node, isLeftOut) in try areMassUploads(among: isListed).enumerated() where isLeftOut {
      isListed[node] = false
    }
    return isListed
  }

  /// Whether each node is told to be a mass upload and left out of counts as one.
  ///
  /// - Complexity: O(*f* log *n*) for *f* nodes; of many the *k* mass uploads of the cache are read, in
  ///   O(*f* + *k*).
  package func areMassUploads() throws -> [Bool] {
    try areMassUploads(among: Array(repeating: true, count: count))
  }

  private func areMassUploads(among isAsked: [Bool]) throws -> [Bool] {
    // Of many all are read in one go.
    let leftOut = count > 10_000 ? try stored.massUploads() : nil
    return try (0..<count).map { node in
      guard isAsked[node], place(of: node) >= 0 else { return false }
      let id = Int64(try ids[place(of: node)])
      return try leftOut?.contains(id) ?? stored.isMassUpload(id)
    }
  }

  /// Whether owners of some numbers in the cache publish each node.
  ///
  /// - Complexity: O(*f*) for *f* nodes.
  package func areOf(_ owners: Set<Int64>) throws -> [Bool] {
    let numbers: [Int32] = try stored.numbers(.ownerIDs)
    return try column(.owners, or: Int32(-1)).map { owner in
      owner >= 0 && owners.contains(Int64(numbers[owner]))
    }
  }

  /// One stored array, in the order of the nodes, with `nothing` for those that have no edge.
  ///
  /// - Complexity: O(*f*) for *f* nodes.
  package func column(_ name: StoredGraph.Name, or nothing: UInt8) throws -> [UInt8] {
    try values(name, or: nothing)
  }

  /// The same of larger numbers.
  package func column(_ name: StoredGraph.Name, or nothing: Int32) throws -> [Int32] {
    try values(name, or: nothing)
  }

  /// The same of the largest.
  package func column(_ name: StoredGraph.Name, or nothing: Int64) throws -> [Int64] {
    try values(name, or: nothing)
  }

  // Another target would get it unspecialized, which reads a number in a hundred times the time.
  private func values<Number: FixedWidthInteger>(
    _ name: StoredGraph.Name,
    or nothing: Number
  ) throws -> [Number] {
    if isWhole {
      let column = try stored.numbers(name, of: Number.self)
      guard column.count == count else { throw StoredGraph.damage }
      return column
    }
    let column = try stored.array(name, of: Number.self)
    return try places.map { try $0 < 0 ? nothing : column[$0] }
  }

  /// The downloads of each node in the last 30 days, or -1; nil in a cache whose last analysis left none.
  package func downloads() throws -> [Int64]? {
    try stored.isComplete() ? column(.downloads, or: -1) : nil
  }

  /// The relation that each node counts by, as numbers of the book.
  package func relations() throws -> [Int32] {
    let told = try toldRelations()
    guard let least = filter.scope.leastConfidence.map(FollowedEdges.confidence),
      filter.scope.relationBasis.admitsInference
    else { return told }
    let inferred = try column(.relationsInferred, or: Int32(-1))
    let confidences = try values(.relationConfidences, or: UInt16(0))
    return told.indices.map { node in
      told[node] < 0 && confidences[node] >= least ? inferred[node] : told[node]
    }
  }

  /// The relation that somebody tells of each node, as numbers of the book, without inferred ones.
  package func toldRelations() throws -> [Int32] {
    guard let basis = filter.scope.relationBasis else { return try column(.relations, or: -1) }
    let words = try column(.words, or: Int32(-1))
    let codes = try stored.relations(by: basis)
    return words.map { codes[$0] ?? -1 }
  }

  /// The publisher of each node as a number of their name, in whatever letter case; -1 for none.
  ///
  /// - Complexity: O(*f*) for *f* nodes.
  package func publishers() throws -> [Int32] {
    let names = try ownerNames()
    var (numbers, known): ([Int32: Int32], [String: Int32]) = ([:], [:])
    return try column(.owners, or: Int32(-1)).map { owner in
      if owner < 0 { return -1 }
      if let number = numbers[owner] { return number }
      let number = known[try names.name(of: owner).lowercased(), default: owner]
      known[try names.name(of: owner).lowercased()] = number
      numbers[owner] = number
      return number
    }
  }

  /// The names of the nodes' publishers, by their numbers.
  func ownerNames() throws -> OwnerNames { try OwnerNames(in: stored) }

  /// The texts of one of the books by their numbers.
  package func texts(in book: GraphDictionary) throws -> [Int32: String] {
    try stored.texts(in: book)
  }

  /// The text of a number in one of the books.
  package func text(_ code: Int32, in book: GraphDictionary) throws -> String {
    try stored.text(code, in: book)
  }
}

/// The whole family graph as the last analysis left it.
package struct FamilyGraph {
  package let graph: LineageGraph
  package let members: FamilyMembers
  /// The numbers in the cache of the nodes, which ascend.
  let ids: [Int32]
  /// The places of the nodes in the stored arrays.
  let places: [Int32]

  /// Loads the edges that `filter` admits; its depth is not looked at.
  ///
  /// - Complexity: O(*n* log *n* + *m*) time and memory for *n* nodes that have an edge, and *m*
  ///   edges.
  package init(_ filter: FamilyScope = .init(), in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    let placed = try stored.numbers(.ids)
    places = placed.indices.map { Int32($0) }.sorted { placed[$0] < placed[$1] }
    ids = places.map { placed[$0] }
    members = try FamilyMembers(at: places, of: stored, by: filter, in: connection)
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
  }

  /// The number in the cache of a node.
  package func id(_ node: LineageGraph.Node) -> Int64 { Int64(ids[node]) }

  /// The node of a number; nil when it has no edge of any kind.
  ///
  /// - Complexity: O(log *n*).
  package func node(_ id: Int64) -> LineageGraph.Node? { ids.position(of: id) }
}

extension [Int32] {
  /// Where a number stands in ascending ones; nil when it is not there.
  ///
  /// - Complexity: O(log *n*).
  func position(of number: Int64) -> Int32? {
    let index = partitioningIndex { Int64($0) >= number }
    return index < count && Int64(self[index]) == number ? Int32(index) : nil
  }
}
