package import StemmaAnswers
import StemmaMetrics
package import StemmaStore
package import StemmaStudies

/// All that the cache says about a study: what was run, its projects, and its claims.
///
/// The source of every report on the study; it holds facts and no words about them.
package struct StudyFindings: Sendable {
  package let methods: StudyMethods
  /// The date that was asked for; nil for now.
  package let date: String?
  /// When the harvest began that the state is of; nil before the first.
  package let knownUntil: String?
  /// When the first harvest began; what was deleted or changed before, nobody saw.
  package let knownSince: String?
  /// In the order of the study's file.
  package let projects: [ProjectFindings]
  /// What others made from the projects that are cases, each model once.
  package let derivatives: DerivativeList
  package let claims: ClaimChecks
  /// What is wrong with the claims whose queries cannot be run; they are not among ``claims``.
  package let refused: [ClaimError]

  /// Reads the findings off a cache that has the study.
  ///
  /// - Throws: `AnswerError` when the study is not in the cache, or nothing is known by the date that the connection is asked of.
  /// - Complexity: O(*p* · *m*) for *p* projects, and *m* rows of their families and details.
  package init(
    of study: String,
    claims: [Claim],
    in connection: Connection
  ) throws {
    try connection.requireHistory()
    date = try connection.asOf.date.map(AsOf.day)
    knownUntil = try connection.knownUntil
    knownSince =
      try connection.first("SELECT min(started_at) FROM harvest") { $0.optionalText(0) } ?? nil
    let subjects = try MetricProject.all(of: study, in: connection).map(MetricSubject.project)
    projects = try zip(StudyProject.all(of: study, in: connection), subjects).map {
      try ProjectFindings($0, as: $1, in: connection)
    }
    derivatives = try DerivativeList(ofCasesIn: study, in: connection)
    var refused: [ClaimError] = []
    self.claims = try ClaimChecks(
      claims.filter { $0.study == study },
      in: connection
    ) { refused.append($0) }
    self.refused = refused
    methods = try StudyMethods(of: study, checks: self.claims, in: connection)
  }
}
