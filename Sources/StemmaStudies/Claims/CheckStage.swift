package import StemmaStore

/// Writes the verdicts of the latest harvest; those of earlier ones stay.
package struct CheckStage: PipelineStage {
  /// The claims, and what is wrong with those that cannot be read.
  private let claims: @Sendable () -> (claims: [Claim], faults: [ClaimError])
  private let version: String
  /// How long a claim's query may take, in seconds.
  private let limit: Double

  /// Checks the claims of `folder`, which is read when there is a study to check.
  package init(_ folder: ClaimFolder, version: String) {
    (claims, self.version, limit) = ({ folder.readable() }, version, 120)
  }

  /// Checks these claims, each within `limit` seconds.
  package init(_ claims: [Claim], version: String, limit: Double = 120) {
    (self.claims, self.version, self.limit) = ({ (claims, []) }, version, limit)
  }

  /// Checks the claims on the studies in the cache, and writes their verdicts.
  ///
  /// - Returns: What is wrong with the claims that cannot be read or run: they get no verdict.
  package func run(on connection: Connection) throws -> [ClaimError] {
    let ids = try connection.as(.check).rows("SELECT id FROM study") { $0.text(0) }
    return try update(after: MeasuredStudies(ids: Set(ids)), on: connection)
  }

  /// Checks the claims on these studies, and writes their verdicts.
  ///
  /// - Returns: What is wrong with the claims that cannot be read or run: they get no verdict.
  package func update(
    after measured: MeasuredStudies,
    on connection: Connection
  ) throws -> [ClaimError] {
    guard !measured.ids.isEmpty else { return [] }
    let connection = connection.as(.check)
    let hashes = Dictionary(
      uniqueKeysWithValues: try connection.rows("SELECT id, sha256 FROM study") {
        $0.inOrder { ($0.text(), $0.text()) }
      }
    )
    let basis = try ClaimBasis(in: connection)
    guard let harvest = basis.harvest else { return [] }
    var (claims, faults) = self.claims()
    claims.removeAll { !measured.ids.contains($0.study) }
    let insert = try connection.prepare(
      """
      INSERT OR REPLACE INTO verdict
        (study, claim, harvest, verdict, value, bound, reason, caveats, evidence_count, as_of,
          claim_sha256, study_sha256, version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
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
