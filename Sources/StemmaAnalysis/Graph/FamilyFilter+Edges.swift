import StemmaCache

/// An edge, by the numbers of its ends.
struct Step: Hashable {
  var child: Int64
  var parent: Int64
}

extension FamilyFilter {
  /// SQL for the edges to choose from, with the columns of `edge` and under its name.
  ///
  /// With inference, these are joined by the inferred edges of models of which nobody named a
  /// parent at the moment; the surest has the first place.
  var edgeTable: String {
    guard let least = scope.leastConfidence else { return "edge" }
    let columns = """
      child, parent, position, relation, declared, hub, own, sources, first_seen, last_seen
      """
    return """
      (
        SELECT \(columns) FROM edge
        UNION ALL
        SELECT child, parent, CAST(100 - 100 * confidence AS INTEGER), relation, NULL, NULL,
          relation, 'inferred', first_seen, NULL
        FROM inferred_edge
        WHERE confidence >= \(least) AND NOT EXISTS (
          SELECT 1 FROM edge
          WHERE edge.child = inferred_edge.child AND edge.parent <> edge.child
            AND \(moment.stands("edge")))
      ) AS edge
      """
  }

  /// The edges that the views by first parent and by owner leave; nil when neither is asked for.
  ///
  /// An edge from a model to itself is nobody's first parent, and stays.
  ///
  /// - Complexity: O(*m* log *m*) for *m* edges.
  func steps(in connection: Connection) throws -> Set<Step>? {
    guard scope.isFirstParentOnly || !scope.owners.isEmpty else { return nil }
    let query = try connection.prepare(
      """
      SELECT edge.child, edge.parent
      FROM \(edgeTable)
      WHERE \(moment.stands("edge")) AND \(ownerCondition)
      ORDER BY edge.child\(scope.isFirstParentOnly ? Self.placeOfParent : "")
      """
    )
    try query.start(scope.owners.sorted())
    defer { query.reset() }
    var steps: Set<Step> = []
    var settled: Int64 = 0
    while try query.advance() {
      let step = Step(child: query.integer(0), parent: query.integer(1))
      if scope.isFirstParentOnly, step.child != step.parent {
        if step.child == settled { continue }
        settled = step.child
      }
      steps.insert(step)
    }
    return steps
  }

  /// By place in the card; of equal ones models before ghosts, then by name.
  private static let placeOfParent = """
    , edge.position, edge.parent < 0, coalesce(
      (SELECT name FROM repo WHERE repo.id = edge.parent),
      (SELECT name FROM ghost WHERE ghost.id = edge.parent))
    """

  private var ownerCondition: String {
    guard !scope.owners.isEmpty else { return "TRUE" }
    let marks = scope.owners.map { _ in "?" }.joined(separator: ", ")
    return """
      (SELECT \(moment.owner) FROM repo WHERE repo.id = edge.child) IN (
        SELECT id FROM owner WHERE name COLLATE NOCASE IN (\(marks)))
      """
  }
}
