import StemmaRecords

/// What part of a family a question is about.
package struct FamilyFilter: Sendable, Hashable {
  /// The largest distance, in edges; nil for any.
  package var depth: Int?
  /// The relations whose edges are followed; empty for all.
  package var relations: Set<String>
  package var moment: Moment

  package init(depth: Int? = nil, relations: Set<String> = [], moment: Moment = .now) {
    self.depth = depth
    self.relations = relations
    self.moment = moment
  }

  /// Whether edges of `relation` are followed.
  func admits(_ relation: String?) -> Bool {
    relations.isEmpty || relation.map(relations.contains) ?? false
  }

  /// Whether the closure that the last analysis wrote answers the question.
  var isAnsweredByClosure: Bool { relations.isEmpty && moment == .now }
}
