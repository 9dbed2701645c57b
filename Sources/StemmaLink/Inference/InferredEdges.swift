import StemmaStore

/// The rows of `inferred_edge`, with what holds for each of them whatever the method.
package final class InferredEdges {
  /// A model without a parent.
  struct Orphan {
    let id: Int64
    let name: String
    let createdAt: String?
    let ownRelation: String?
    let firstSeen: Int64
  }

  private let orphans: Statement
  private let parents: Statement
  private let insert: Statement

  init(_ connection: Connection) throws {
    orphans = try connection.prepare(
      """
      SELECT \(Self.columns)
      FROM repo
      WHERE repo.id = ? AND \(Self.isOrphan)
      """
    )
    parents = try connection.prepare(
      "SELECT created_at, first_seen FROM repo WHERE id = ? AND kind = 'model'"
    )
    insert = try connection.prepare(
      """
      INSERT INTO inferred_edge
        (child, parent, method, evidence, confidence, relation, first_seen)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (child, parent) DO UPDATE
        SET method = excluded.method, evidence = excluded.evidence,
          confidence = excluded.confidence, relation = excluded.relation,
          first_seen = excluded.first_seen
        WHERE coalesce(excluded.confidence, \(Self.unmeasured))
          > coalesce(confidence, \(Self.unmeasured))
      """
    )
  }

  /// What an edge counts as whose confidence was not measured: it is followed where inferred edges are,
  /// and left out where more than that is asked for.
  package static let unmeasured = 0.5

  /// The columns of `repo` that an orphan is read from.
  static let columns = """
    repo.id, repo.name, repo.created_at, repo.own_relation, repo.first_seen
    """

  /// SQL that holds where somebody names a parent of `child`; that a model names itself, or a place on
  /// somebody's disk, is naming none.
  ///
  /// `child` is one of our own columns, never foreign text.
  package static func hasParent(_ child: String) -> String {
    """
    EXISTS (
      SELECT 1 FROM edge
      WHERE edge.child = \(child) AND edge.parent <> edge.child AND edge.last_seen IS NULL
        AND (edge.parent > 0 OR NOT EXISTS (
          SELECT 1 FROM ghost WHERE ghost.id = edge.parent AND ghost.reason = 'local path')))
    """
  }

  /// SQL that holds for models that nobody names a parent of.
  static let isOrphan = "repo.kind = 'model' AND NOT \(hasParent("repo.id"))"

  /// The model of number `id`; nil when somebody names a parent of it.
  func orphan(_ id: Int64) throws -> Orphan? {
    try orphans.first(id) { $0.inOrder { Orphan(&$0) } }
  }

  /// Keeps that `child` seems to be made from `parent`; returns whether it can be.
  ///
  /// A model is not made from itself, nor from one that was made later. Of several methods with
  /// one answer the surest is kept.
  @discardableResult
  func add(
    _ child: Orphan,
    madeFrom parent: Int64,
    by method: InferenceMethod,
    evidence: String,
    relation: String? = nil,
    since: Int64 = 0
  ) throws -> Bool {
    guard child.id != parent,
      let facts = try parents.first(
        parent,
        body: { $0.inOrder { (createdAt: $0.optionalText(), firstSeen: $0.integer()) } }
      )
    else { return false }
    if let born = child.createdAt, let older = facts.createdAt, older > born { return false }
    try insert.run(
      child.id,
      parent,
      method.rawValue,
      Self.line(evidence),
      method.confidence,
      child.ownRelation ?? relation ?? method.relation,
      max(since, child.firstSeen, facts.firstSeen)
    )
    return true
  }

  /// A text on one line of at most 300 characters.
  private static func line(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count > 300 ? line.prefix(299) + "…" : line
  }
}

extension InferredEdges.Orphan {
  /// Reads a row of ``InferredEdges/columns``.
  init(_ row: inout RowReader) {
    self.init(
      id: row.integer(),
      name: row.text(),
      createdAt: row.optionalText(),
      ownRelation: row.optionalText(),
      firstSeen: row.integer()
    )
  }
}
