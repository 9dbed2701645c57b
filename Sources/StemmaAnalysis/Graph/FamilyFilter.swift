import StemmaRecords

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
  func admits(_ relation: String?) -> Bool {
    relations.isEmpty || relation.map(relations.contains) ?? false
  }

  /// Whether the closure that the last analysis wrote answers the question.
  var isAnsweredByClosure: Bool {
    FamilyScope(depth: depth) == scope && moment == .now
  }

  /// The same question without inferred edges.
  var withoutInference: FamilyFilter {
    var filter = self
    filter.scope.leastConfidence = nil
    return filter
  }
}
