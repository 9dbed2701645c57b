package import StemmaCache

/// What is cached, how fresh it is and what is missing.
package struct Status: Sendable, Hashable {
  /// One harvest.
  package struct Harvest: Sendable, Hashable {
    package let id: Int64
    package let plan: String
    package let outcome: String
    package let startedAt: String
    package let finishedAt: String?
    package let endpoint: String
    package let requests: Int
    package let rows: Int
    package let seconds: Double
    /// Steps that did not come to their end.
    package let incompleteSteps: Int
  }

  /// The latest first, at most ten.
  package let harvests: [Harvest]
  package let models: Int
  package let datasets: Int
  package let spaces: Int
  package let edges: Int
  package let ghosts: Int
  package let findings: Int
  /// When the oldest and the newest model was made.
  package let oldest: String?
  package let newest: String?

  package init(in connection: Connection) throws {
    harvests = try connection.rows(
      """
      SELECT id, plan, outcome, started_at, finished_at, endpoint,
        api_requests + resolver_requests + page_requests, row_count, seconds,
        (SELECT count(*) FROM step WHERE step.harvest = harvest.id AND state <> 'done')
      FROM harvest
      ORDER BY id DESC
      LIMIT 10
      """
    ) { row in
      Harvest(
        id: row.integer(0),
        plan: row.text(1),
        outcome: row.text(2),
        startedAt: row.text(3),
        finishedAt: row.optionalText(4),
        endpoint: row.text(5),
        requests: row.int(6),
        rows: row.int(7),
        seconds: row.real(8),
        incompleteSteps: row.int(9)
      )
    }
    let listed = "SELECT count(*) FROM repo WHERE gone_since IS NULL AND kind = ?"
    models = try connection.count(listed, "model")
    datasets = try connection.count(listed, "dataset")
    spaces = try connection.count(listed, "space")
    edges = try connection.count("SELECT count(*) FROM edge WHERE last_seen IS NULL")
    // Names that only a succession or a Space gives are ghosts too, and nobody's parents.
    ghosts = try connection.count(
      """
      SELECT count(*) FROM ghost
      WHERE kind = 'model' AND EXISTS (SELECT 1 FROM edge WHERE edge.parent = ghost.id)
      """
    )
    findings = try connection.count("SELECT count(*) FROM finding")
    let ages = try connection.first(
      "SELECT min(created_at), max(created_at) FROM repo WHERE kind = 'model'"
    ) { ($0.optionalText(0), $0.optionalText(1)) }
    oldest = ages?.0
    newest = ages?.1
  }
}
