package import StemmaAnalysis
import StemmaCache

extension Answers {
  /// All that the cache says about a study, for a report on it.
  ///
  /// - Parameters:
  ///   - study: The study's id.
  ///   - claims: The claims to check; those of other studies are left out.
  /// - Returns: The findings, as they are now or as the date asked for saw them.
  /// - Throws: `AnswerError` when the study is not in the cache, or nothing is known by that date.
  package func findings(of study: String, claims: [Claim]) throws -> StudyFindings {
    try read { try StudyFindings(of: study, claims: claims, date: date, in: $0) }
  }
}
