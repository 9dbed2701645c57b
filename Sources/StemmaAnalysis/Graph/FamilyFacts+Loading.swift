import StemmaCache
import StemmaLineage
import StemmaRecords

/// Relations as small numbers, in the order of the columns of `family`.
enum RelationCode {
  static let count = Relation.known.count + 1
  /// Also the code of relations that are not listed.
  static let unknown = UInt8(Relation.known.count)

  static func code(_ relation: String) -> UInt8 {
    Relation.known.firstIndex { $0.rawValue == relation }.map(UInt8.init) ?? unknown
  }
}

extension FamilyFacts {
  /// Loads what family measures need to know of each node.
  ///
  /// A model's relation is the Hub's, else the one its card states, else, where `filter` follows
  /// inferred edges, that of one. Only models that the Hub listed count.
  ///
  /// - Parameters:
  ///   - numbering: The nodes.
  ///   - filter: The moment, and whether inferred edges are followed.
  ///   - columns: SQL for more of each model, read in the same pass.
  ///   - connection: The cache.
  ///   - note: Called with the node of each model, its row, and where `columns` begin in it.
  ///   - noteRelation: Called with the nodes of a relation that has no code, and what it is; a code
  ///     that the node got all the same goes before it.
  /// - Throws: What the cache throws.
  /// - Complexity: O(*n* + *m*) for *n* repositories and *m* edges.
  init(
    of numbering: NodeNumbering,
    _ filter: FamilyFilter = .init(),
    with columns: String = "NULL",
    in connection: Connection,
    note: (_ node: Int, _ row: Statement, _ column: Int) -> Void = { _, _, _ in },
    noteRelation: (_ node: Int, _ relation: String) -> Void = { _, _ in }
  ) throws {
    let moment = filter.moment
    self.init(
      owners: Array(repeating: -1, count: numbering.nodeCount),
      isCounted: Array(repeating: false, count: numbering.nodeCount),
      relations: Array(repeating: RelationCode.unknown, count: numbering.nodeCount),
      relationCount: RelationCode.count
    )
    let models = try connection.prepare(
      """
      SELECT id, \(moment.owner), \(columns)
      FROM repo
      WHERE kind = 'model' AND \(moment.isListed)
      """
    )
    try models.forEach { row in
      let node = Int(numbering.node(row.integer(0)))
      isCounted[node] = true
      owners[node] = Int32(row.optionalInteger(1) ?? -1)
      note(node, row, 2)
    }
    // The first place in the card is written last, and so stays; of two parents in one place the
    // relation decides, whatever their numbers.
    let relations = try connection.prepare(
      """
      SELECT child, \(filter.ownRelation)
      FROM \(filter.edgeTable)
      WHERE \(moment.stands("edge")) AND \(filter.ownRelation) IS NOT NULL
      ORDER BY child, position DESC, 2 DESC
      """
    )
    try relations.forEach { row in
      let node = Int(numbering.node(row.integer(0)))
      let relation = row.text(1)
      self.relations[node] = RelationCode.code(relation)
      if self.relations[node] == RelationCode.unknown { noteRelation(node, relation) }
    }
  }
}

extension FamilyFilter {
  /// SQL for the relation that a model counts by.
  fileprivate var ownRelation: String {
    scope.leastConfidence == nil
      ? "coalesce(hub, declared)"
      : "coalesce(hub, declared, CASE WHEN sources = 'inferred' THEN relation END)"
  }
}
