package import StemmaStore

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
