package import StemmaStore

/// A parent that a study knows of and no card declares.
public struct CuratedEdge: Sendable, Hashable {
  /// The model that was made, by whatever name the study gives it.
  public var child: String
  /// The model it was made from.
  public var parent: String
  /// How; nil when the study does not say.
  public var relation: String?
  /// How well it is known: `stated`, `confirmed` or `inferred`, or what else the study says.
  public var status: String
  /// Where it is said.
  public var source: String
  /// What else is worth knowing of it.
  public var note: String?

  /// An edge as a study gives it.
  public init(
    child: String,
    parent: String,
    relation: String? = nil,
    status: String,
    source: String,
    note: String? = nil
  ) {
    self.child = child
    self.parent = parent
    self.relation = relation
    self.status = status
    self.source = source
    self.note = note
  }
}

/// The edges that studies give, beside the graph: no count has them.
package struct CuratedEdges {
  private let connection: Connection

  package init(_ connection: Connection) { self.connection = connection }

  /// Makes `edges` the edges of a study, in place of those it had.
  ///
  /// Names are kept as written and resolved when they are asked for, since the cache may learn of
  /// a model later. Of two edges with the same ends the last one counts.
  package func replace(study: String, edges: some Sequence<CuratedEdge>) throws {
    try connection.run("DELETE FROM curated_edge WHERE study = ?", study)
    let insert = try connection.prepare(
      """
      INSERT OR REPLACE INTO curated_edge (study, child, parent, relation, status, source, note)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    )
    for edge in edges {
      try insert.run(
        study,
        edge.child,
        edge.parent,
        edge.relation,
        edge.status,
        edge.source,
        edge.note
      )
    }
  }

  /// The edges of a study, by the names of parent and child as written.
  package func edges(of study: String) throws -> [CuratedEdge] {
    try connection.rows(
      """
      SELECT child, parent, relation, status, source, note
      FROM curated_edge
      WHERE study = ?
      ORDER BY parent, child
      """,
      study
    ) { row in
      CuratedEdge(
        child: row.text("child"),
        parent: row.text("parent"),
        relation: row.optionalText("relation"),
        status: row.text("status"),
        source: row.text("source"),
        note: row.optionalText("note")
      )
    }
  }

  /// The studies that give edges, by name.
  package func studies() throws -> [String] {
    try connection.rows("SELECT DISTINCT study FROM curated_edge ORDER BY study") { $0.text(0) }
  }
}
