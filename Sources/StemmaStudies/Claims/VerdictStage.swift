package import StemmaStore

/// Writes the verdicts of the latest harvest; those of earlier ones stay.
package struct VerdictStage {
  private let connection: Connection
  private let claims: [Claim]
  private let version: String
  /// How long a claim's query may take, in seconds.
  private let limit: Double

  /// Checks those of `claims` whose studies are in the cache.
  package init(
    _ claims: [Claim],
    version: String,
    on connection: Connection,
    limit: Double = 120
  ) {
    self.claims = claims
    self.version = version
    self.connection = connection.as(.check)
    self.limit = limit
  }

  /// Checks and writes.
  ///
  /// - Returns: What is wrong with the claims whose queries cannot be run: they get no verdict.
  /// - Throws: `CacheError` when the cache cannot be used.
  package func run() throws -> [ClaimError] {
    let studies = try connection.rows("SELECT id, sha256 FROM study") {
      $0.inOrder { ($0.text(), $0.text()) }
    }
    let hashes = Dictionary(uniqueKeysWithValues: studies)
    let insert = try connection.prepare(
      """
      INSERT OR REPLACE INTO verdict
        (study, claim, harvest, verdict, value, bound, reason, caveats, evidence_count, as_of,
          claim_sha256, study_sha256, version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    let basis = try ClaimBasis(in: connection)
    guard let harvest = basis.harvest else { return [] }
    var faults: [ClaimError] = []
    for claim in claims {
      guard let hash = hashes[claim.study] else { continue }
      let check: ClaimCheck
      do {
        check = try ClaimCheck(claim, on: basis, in: connection, within: limit)
      } catch let fault as ClaimError {
        faults.append(fault)
        continue
      }
      try insert.run(
        claim.study,
        claim.id,
        harvest.id,
        check.judgement.verdict.rawValue,
        check.value,
        claim.bound,
        check.judgement.reason,
        check.caveats.joined(separator: "\n"),
        check.evidenceCount,
        basis.asOf,
        claim.sha256,
        hash,
        version
      )
    }
    return faults
  }
}

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
