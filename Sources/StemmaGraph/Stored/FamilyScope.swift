import StemmaCore
public import StemmaLink
package import StemmaStore

/// Which edges of the family graph are followed, and how far.
public struct FamilyScope: Sendable, Hashable {
  /// The relations whose edges are followed; empty for all.
  public var relations: Set<String>
  /// The largest distance, in edges; nil for any.
  public var depth: Int?
  /// Whether each model keeps only the first parent that its card names.
  public var isFirstParentOnly: Bool
  /// The owners whose models are followed, in any letter case; empty for all.
  public var owners: Set<String>
  /// The least confidence, from 0 to 1, of inferred edges that are followed; nil for none of them.
  public var leastConfidence: Double?

  /// Whether models that are told to be mass uploads are left out of counts; what is made from them
  /// counts like anything else.
  public var isWithoutMassUploads: Bool
  /// Whose word on relations is taken; nil for the first known of the Hub's, the card's and ours.
  public var relationBasis: RelationBasis?
  /// The owners, by any of their names, whose models are left out of counts; what is made from these
  /// counts like anything else.
  public var leftOutOwners: Set<String> = []
  /// The first and the last day of creation that count, such as `2024-06-01`; nil for all.
  ///
  /// Models whose day is not known do not count where one is given.
  public var since, until: String?

  /// Edges of every kind that somebody declares, at any distance, unless said otherwise.
  public init(
    relations: Set<String> = [],
    depth: Int? = nil,
    isFirstParentOnly: Bool = false,
    owners: Set<String> = [],
    leastConfidence: Double? = nil,
    isWithoutMassUploads: Bool = false,
    relationBasis: RelationBasis? = nil
  ) {
    self.relations = relations
    self.depth = depth
    self.isFirstParentOnly = isFirstParentOnly
    self.owners = owners
    self.leastConfidence = leastConfidence
    self.isWithoutMassUploads = isWithoutMassUploads
    self.relationBasis = relationBasis
  }

  /// The confidence from which inferred edges are more often right than wrong.
  public static let usualConfidence = InferredEdges.unmeasured
}

extension FamilyScope {
  /// Whether edges of `relation` are followed.
  package func admits(_ relation: String?) -> Bool {
    relations.isEmpty || relation.map(relations.contains) ?? false
  }

  /// Whether the families that the last analysis counted answer the question.
  package var isAnsweredByClosure: Bool { FamilyScope(depth: depth) == self }

  /// Whether an edge tells by itself if it is followed; first parents and owners are looked up.
  package var isToldByEdges: Bool { !isFirstParentOnly && owners.isEmpty }

  /// Whether every declared edge is followed, at any distance, and no other.
  package var followsDeclaredEdges: Bool {
    relations.isEmpty && isToldByEdges && leastConfidence == nil
  }

  /// The repositories that are left out of counts as mass uploads, or for their owners.
  ///
  /// - Complexity: O(*k* log *n*) for *k* of them among *n* repositories.
  package func leftOut(in connection: Connection) throws -> Set<Int64> {
    var leftOut =
      isWithoutMassUploads ? try StoredGraph(in: connection).massUploads() : []
    for owner in leftOutOwners.sorted() {
      for id in try OwnerAccount(owner, in: connection).ids.sorted() {
        leftOut.formUnion(
          try connection.rows("SELECT id FROM repo WHERE owner = ?", id) { $0.integer(0) }
        )
      }
    }
    return leftOut
  }

  /// The same question with mass uploads among what counts.
  package var withMassUploads: FamilyScope {
    var scope = self
    scope.isWithoutMassUploads = false
    return scope
  }

  /// The days that count, in seconds since 1970; nil where no day was given.
  ///
  /// - Throws: `AnswerError` of code `misuse` for what is no date.
  package func days() throws -> Range<Int64>? {
    func start(of day: String) throws -> Int64 {
      guard let start = Timestamp.secondsSince1970(in: day) else {
        throw AnswerError(.misuse, "\(day) is not a date. Write it as 2024-06-01.")
      }
      return start
    }
    guard since != nil || until != nil else { return nil }
    let first = try since.map(start) ?? GraphArrays.unborn + 1
    let end = try until.map { try start(of: $0) + 86_400 } ?? .max
    return first..<max(first, end)
  }

  /// The same question without inferred edges.
  package var withoutInference: FamilyScope {
    var scope = self
    scope.leastConfidence = nil
    return scope
  }
}

extension RelationBasis? {
  /// Whether a relation may be read from an inferred edge, which neither Hub nor card declares.
  package var admitsInference: Bool { self == nil || self == .own }
}

/// An edge, by the numbers of its ends.
package struct FamilyStep: Hashable {
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

extension FamilyScope {
  /// SQL for the edges to choose from that still hold, with the columns of `edge` and under its name.
  ///
  /// With inference, these are joined by the inferred edges of models of which nobody named a
  /// parent; the surest has the first place.
  ///
  /// Each of the two tables is searched by the condition, which is SQL on `child` or `parent`: outside,
  /// it would make SQLite read both of them whole.
  package func edges(where condition: String = "TRUE") -> String {
    let columns = """
      child, parent, position, \(relationOfEdge) AS relation, declared, hub, own, sources,
        first_seen, last_seen
      """
    let declared = "SELECT \(columns) FROM edge WHERE last_seen IS NULL AND \(condition)"
    guard let least = leastConfidence else { return "(\(declared)) AS edge" }
    return """
      (
        \(declared)
        UNION ALL
        SELECT child, parent,
          CAST(100 - 100 * coalesce(confidence, \(InferredEdges.unmeasured)) AS INTEGER),
          \(relationBasis.admitsInference ? "relation" : "NULL"), NULL, NULL, relation,
          'inferred', first_seen, NULL
        FROM inferred_edge
        WHERE \(condition) AND coalesce(confidence, \(InferredEdges.unmeasured)) >= \(least)
          AND NOT \(InferredEdges.hasParent("inferred_edge.child"))
      ) AS edge
      """
  }

  /// SQL for the relation of a declared edge, which is that of its child.
  package var relationOfEdge: String {
    relationBasis.map { ModelRelation.sql(of: "edge.child", by: $0) } ?? "edge.relation"
  }

  /// SQL for the relation of the model whose number the SQL `model` gives, as families count it.
  package func relation(of model: String) -> String {
    let told = ModelRelation.sql(of: model, by: relationBasis)
    guard let least = leastConfidence, relationBasis.admitsInference else { return told }
    let order = Relation.known.enumerated()
      .map { "WHEN '\($0.element.rawValue)' THEN \($0.offset)" }.joined(separator: " ")
    return """
      coalesce(\(told),
        (SELECT guess.relation FROM inferred_edge AS guess
          WHERE guess.child = \(model) AND guess.relation IS NOT NULL
            AND guess.confidence >= \(least) AND NOT \(InferredEdges.hasParent("guess.child"))
          ORDER BY guess.confidence DESC, CASE guess.relation \(order) ELSE 9 END LIMIT 1))
      """
  }

  /// The edges that the views by first parent and by owner leave; nil when neither is asked for.
  ///
  /// An edge from a model to itself is nobody's first parent, and stays.
  ///
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges.
  package func steps(in connection: Connection) throws -> Set<FamilyStep>? {
    guard isFirstParentOnly || !owners.isEmpty else { return nil }
    let stored = try StoredGraph(in: connection)
    let followed = try FollowedEdges(self, of: stored, in: connection)
    let ids = try stored.numbers(.ids)
    var steps: Set<FamilyStep> = []
    for index in 0..<Int32(ids.count) {
      try followed.forEachChild(of: index) {
        steps.insert(FamilyStep(child: Int64(ids[$0]), parent: Int64(ids[index])))
      }
    }
    return steps
  }
}
