package import StemmaCache
import StemmaLineage
import StemmaRecords

/// Writes the closure of the family graph and the size of each family.
///
/// What it writes follows from the link stage's tables and the repositories alone.
package struct AnalyzeStage {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  /// Rebuilds `lineage` and `family`.
  ///
  /// - Complexity: O(*n* + *m* + *p*) for *n* nodes, *m* edges and *p* pairs of an ancestor and a
  ///   descendant; memory O(*n* + *m*).
  package func run() throws {
    try connection.execute("DELETE FROM lineage; DELETE FROM family;")
    let family = try FamilyGraph(in: connection)
    let facts = try facts(of: family.numbering)
    var gauge = FamilyGauge(Condensation(of: family.graph), facts: facts)
    let pairs = try connection.prepare(
      "INSERT INTO lineage (ancestor, descendant, distance) VALUES (?, ?, ?)")
    let sizes = try connection.prepare(
      """
      INSERT INTO family VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    try family.graph.forEachFamily(of: family.graph.heads(), order: .ascending) {
      head, descendants in
      let ancestor = family.numbering.id(head)
      for relative in descendants {
        try pairs.run(ancestor, family.numbering.id(relative.node), Int(relative.distance))
      }
      try write(gauge.size(of: head, descendants: descendants), of: ancestor, by: sizes)
    }
  }

  private func write(_ size: FamilySize, of model: Int64, by insert: Statement) throws {
    var values: [any SQLBindable] = [model]
    for counts in [size.direct, size.all] {
      values.append(counts.total)
      values += counts.byCode.map { Int($0) }
    }
    values += [size.publishers, size.weighted, Int(size.maxDistance), Int(size.depth)]
    try insert.start(values)
    while try insert.advance() {}
  }

  /// What family measures need to know of each node.
  ///
  /// A model's relation is the Hub's, else the one its card states.
  private func facts(of numbering: NodeNumbering) throws -> FamilyFacts {
    var facts = FamilyFacts(
      owners: Array(repeating: -1, count: numbering.nodeCount),
      isCounted: Array(repeating: false, count: numbering.nodeCount),
      relations: Array(repeating: RelationCode.unknown, count: numbering.nodeCount),
      relationCount: RelationCode.count)
    let models = try connection.prepare(
      "SELECT id, owner FROM repo WHERE kind = 'model' AND gone_since IS NULL")
    try models.forEach { row in
      let node = Int(numbering.node(row.integer(0)))
      facts.isCounted[node] = true
      facts.owners[node] = Int32(row.optionalInteger(1) ?? -1)
    }
    let relations = try connection.prepare(
      """
      SELECT child, coalesce(hub, declared)
      FROM edge
      WHERE last_seen IS NULL AND coalesce(hub, declared) IS NOT NULL
      ORDER BY child, position DESC
      """)
    try relations.forEach { row in
      facts.relations[Int(numbering.node(row.integer(0)))] = RelationCode.code(row.text(1))
    }
    return facts
  }
}

/// Relations as small numbers, in the order of the columns of `family`.
enum RelationCode {
  static let count = Relation.known.count + 1
  /// Also the code of relations that are not listed.
  static let unknown = UInt8(Relation.known.count)

  static func code(_ relation: String) -> UInt8 {
    Relation.known.firstIndex { $0.rawValue == relation }.map(UInt8.init) ?? unknown
  }
}
