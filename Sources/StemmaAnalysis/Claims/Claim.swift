/// A sentence that a source says, with the query that tests it.
///
/// Its file is described in the article "Claims".
package struct Claim: Sendable, Hashable {
  package let id: String
  package let title: String
  /// The id of the study it is made in.
  package let study: String
  /// Word for word, unless it says otherwise.
  package let quote: String
  package let speaker: String
  /// The code of one of the study's sources.
  package let source: String
  /// Which text of that source.
  package let version: String
  package let stage: Stage
  package let entity: String
  /// What the value is.
  package let metric: String
  /// When it is supported, in words.
  package let bound: String
  package let rule: VerdictRule
  package let window: String
  /// Why the value errs, in words.
  package let bias: String
  package let blindSpot: String
  /// What the value is of a claim that cannot be tested.
  package let contrast: String?
  package let needs: [CoverageNeed]
  package let confounders: [Confounder]
  package let sql: String
  /// The line of the file on which the query begins, from 1.
  package let queryLine: Int
  /// The SHA-256 of the file, in hexadecimal.
  package let sha256: String

  /// When in a model's life it is about.
  package enum Stage: String, Sendable, CaseIterable {
    case preTraining = "pre-training"
    case postTraining = "post-training"
    case postRelease = "post-release"
    case all, sample, context
  }
}
