public import StemmaAnswers
import StemmaStore

extension Answers {
  /// How the cache, or a study in it, is cited.
  ///
  /// - Throws: `AnswerError` for an empty cache, and for a study that it does not hold.
  public func citation(study: String? = nil) throws -> Citation {
    try ask { try Citation(study: study, in: $0) }
  }
}
