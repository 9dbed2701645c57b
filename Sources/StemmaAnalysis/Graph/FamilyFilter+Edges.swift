import StemmaCache
import StemmaLineage

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
        WHERE confidence >= \(least) AND NOT \(moment.hasParent("inferred_edge.child"))
      ) AS edge
      """
  }

  /// The edges that the views by first parent and by owner leave; nil when neither is asked for.
  ///
  /// An edge from a model to itself is nobody's first parent, and stays.
  ///
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges.
  func steps(in connection: Connection) throws -> Set<Step>? {
    guard scope.isFirstParentOnly || !scope.owners.isEmpty else { return nil }
    let stored = try StoredGraph(in: connection)
    let followed = try FollowedEdges(self, of: stored, in: connection)
    let ids = try stored.numbers(.ids)
    var steps: Set<Step> = []
    for place in 0..<Int32(ids.count) {
      try followed.forEachChild(of: place) {
        steps.insert(Step(child: Int64(ids[$0]), parent: Int64(ids[place])))
      }
    }
    return steps
  }
}
