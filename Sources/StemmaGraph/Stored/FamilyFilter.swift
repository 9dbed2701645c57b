import StemmaCore
package import StemmaStore

/// What part of a family a question is about.
package struct FamilyFilter: Sendable, Hashable {
  /// The part as the asker chose it.
  package var scope: FamilyScope
  package var moment: Moment

  package init(_ scope: FamilyScope = .init(), moment: Moment = .now) {
    self.scope = scope
    self.moment = moment
  }

  package init(depth: Int? = nil, relations: Set<String> = [], moment: Moment = .now) {
    self.init(FamilyScope(relations: relations, depth: depth), moment: moment)
  }

  /// The largest distance, in edges; nil for any.
  package var depth: Int? {
    get { scope.depth }
    set { scope.depth = newValue }
  }

  /// The relations whose edges are followed; empty for all.
  package var relations: Set<String> { scope.relations }

  /// Whether edges of `relation` are followed.
  package func admits(_ relation: String?) -> Bool {
    relations.isEmpty || relation.map(relations.contains) ?? false
  }

  /// Whether the closure that the last analysis wrote answers the question.
  package var isAnsweredByClosure: Bool {
    FamilyScope(depth: depth) == scope && moment == .now
  }

  /// The same question without inferred edges.
  package var withoutInference: FamilyFilter {
    var filter = self
    filter.scope.leastConfidence = nil
    return filter
  }
}

/// An edge, by the numbers of its ends.
package struct Step: Hashable {
  package var child: Int64
  package var parent: Int64

  package init(
    child: Int64,
    parent: Int64
  ) {
    self.child = child
    self.parent = parent
  }
}

extension FamilyFilter {
  /// SQL for the edges to choose from, with the columns of `edge` and under its name.
  ///
  /// With inference, these are joined by the inferred edges of models of which nobody named a
  /// parent at the moment; the surest has the first place.
  package var edgeTable: String {
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
  package func steps(in connection: Connection) throws -> Set<Step>? {
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
