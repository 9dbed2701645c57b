package import StemmaCache
import StemmaLineage

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
    let facts = try FamilyFacts(of: family.numbering, in: connection)
    var gauge = FamilyGauge(Condensation(of: family.graph), facts: facts)
    let pairs = try connection.prepare(
      "INSERT INTO lineage (ancestor, descendant, distance) VALUES (?, ?, ?)"
    )
    let sizes = try connection.prepare(
      """
      INSERT INTO family VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    try family.graph.forEachFamily(of: family.graph.heads(), order: .ascending) {
      head,
      descendants in
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
}
