package import StemmaStore

/// What earlier harvests said of a claim.
package struct VerdictHistory: Sendable, Hashable {
  /// The verdict of one harvest.
  package struct Entry: Sendable, Hashable {
    package let harvest: Int64
    package let startedAt: String
    package let verdict: String
    package let value: Double?
    package let reason: String?
  }

  /// The latest first.
  package let entries: [Entry]

  package init(of claim: Claim, in connection: Connection) throws {
    entries = try connection.rows(
      """
      SELECT verdict.harvest, harvest.started_at, verdict.verdict, verdict.value, verdict.reason
      FROM main.verdict
      JOIN main.harvest ON harvest.id = verdict.harvest
      WHERE verdict.study = ? AND verdict.claim = ?
      ORDER BY verdict.harvest DESC
      """,
      claim.study,
      claim.id
    ) { row in
      Entry(
        harvest: row.integer("harvest"),
        startedAt: row.text("started_at"),
        verdict: row.text("verdict"),
        value: row.optionalReal("value"),
        reason: row.optionalText("reason")
      )
    }
  }
}
