package import StemmaAnalysis
import StemmaCache

extension Answers {
  /// Checks claims: as they are now, or as the date asked for saw them.
  ///
  /// - Throws: `ClaimError` for the first whose query cannot be run.
  package func check(_ claims: [Claim]) throws -> ClaimChecks {
    try read { try ClaimChecks(claims, asOf: date, in: $0) { throw $0 } }
  }

  /// What earlier harvests said of a claim.
  package func history(of claim: Claim) throws -> VerdictHistory {
    try read { try VerdictHistory(of: claim, in: $0) }
  }

  /// What changed between two harvests; the last two where they are not named.
  package func difference(from: Int64?, to: Int64?) throws -> HarvestDiff {
    try read { try HarvestDiff(from: from, to: to, in: $0) }
  }

  /// What was run for a study, for the methods section of a paper.
  package func methods(of study: String) throws -> StudyMethods {
    try read { try StudyMethods(of: study, in: $0) }
  }

  /// The SHA-256 of the file that a study was loaded from, or nil when it was not.
  package func fileHash(of study: String) throws -> String? {
    try read { connection in
      try connection.first("SELECT sha256 FROM study WHERE id = ?", study) { $0.text(0) }
    }
  }
}
