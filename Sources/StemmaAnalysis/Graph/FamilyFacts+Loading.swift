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
  /// Loads what family measures need to know of each node at a moment.
  ///
  /// A model's relation is the Hub's, else the one its card states. Only models that the Hub
  /// listed count.
  ///
  /// - Complexity: O(*n* + *m*) for *n* repositories and *m* edges.
  init(
    of numbering: NodeNumbering,
    at moment: Moment = .now,
    in connection: Connection
  ) throws {
    try self.init(of: numbering, FamilyFilter(moment: moment), in: connection)
  }

  /// Loads the same with the relations of inferred edges for models of which nobody says one, where
  /// `filter` follows them.
  init(
    of numbering: NodeNumbering,
    _ filter: FamilyFilter,
    in connection: Connection
  ) throws {
    let moment = filter.moment
    self.init(
      owners: Array(repeating: -1, count: numbering.nodeCount),
      isCounted: Array(repeating: false, count: numbering.nodeCount),
      relations: Array(repeating: RelationCode.unknown, count: numbering.nodeCount),
      relationCount: RelationCode.count
    )
    let models = try connection.prepare(
      "SELECT id, \(moment.owner) FROM repo WHERE kind = 'model' AND \(moment.isListed)"
    )
    try models.forEach { row in
      let node = Int(numbering.node(row.integer(0)))
      isCounted[node] = true
      owners[node] = Int32(row.optionalInteger(1) ?? -1)
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
      self.relations[Int(numbering.node(row.integer(0)))] = RelationCode.code(row.text(1))
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
