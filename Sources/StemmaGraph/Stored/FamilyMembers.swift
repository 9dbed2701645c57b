import StemmaStore

/// Nodes of the stored graph, numbered from 0, and what is known of each.
package struct FamilyMembers {
  /// Their places in the stored arrays; below 0 for one that has no edge.
  private let places: [Int32]
  /// The number in the cache of the node at each place.
  private let ids: StoredArray<Int32>
  private let stored: StoredGraph
  /// The edges that lead to them.
  private let filter: FamilyScope

  init(at places: [Int32], of stored: StoredGraph, by filter: FamilyScope) throws {
    (self.places, self.stored, self.filter) = (places, stored, filter)
    ids = try stored.array(.ids)
  }

  /// How many nodes there are.
  var count: Int { places.count }

  /// The number in the cache of a node.
  package func id(_ node: LineageGraph.Node) throws -> Int64 { Int64(try ids[places[node]]) }

  /// What family measures need to know of each node.
  ///
  /// A model's relation is the Hub's, else the one its card states, else, where inferred edges are
  /// followed, that of the surest that tells one. Only models that the Hub listed count.
  package func facts() throws -> FamilyFacts {
    FamilyFacts(
      owners: try column(.owners, or: -1),
      isCounted: try isListed(),
      relations: try relations().map(RelationCode.code),
      relationCount: RelationCode.count
    )
  }

  /// Whether the Hub lists each node.
  package func isListed() throws -> [Bool] { try column(.isListed, or: UInt8(0)).map { $0 == 1 } }

  /// One stored array, in the order of the nodes.
  ///
  /// - Complexity: O(*f*) for *f* nodes.
  package func column<Number: FixedWidthInteger>(
    _ name: StoredGraph.Name,
    or nothing: Number
  ) throws -> [Number] {
    let column = try stored.array(name, of: Number.self)
    return try places.map { try $0 < 0 ? nothing : column[$0] }
  }

  /// The relation that each node counts by, as numbers of the book.
  package func relations() throws -> [Int32] {
    let told = try column(.relations, or: Int32(-1))
    guard let least = filter.leastConfidence.map(FollowedEdges.confidence) else {
      return told
    }
    let inferred = try column(.relationsInferred, or: Int32(-1))
    let confidences = try column(.relationConfidences, or: UInt16(0))
    return told.indices.map { node in
      told[node] < 0 && confidences[node] >= least ? inferred[node] : told[node]
    }
  }

  /// The names of the nodes' publishers, by their numbers.
  func ownerNames() throws -> OwnerNames { try OwnerNames(in: stored) }

  /// The text of a number in one of the books.
  package func text(_ code: Int32, in book: GraphDictionary) throws -> String {
    try stored.text(code, in: book)
  }
}
