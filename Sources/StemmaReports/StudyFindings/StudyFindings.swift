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
  /// What the tables of families lack, a sentence each.
  package let shortages: [String]

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
    shortages = try Shortage.sentences(in: connection)
    methods = try StudyMethods(of: study, checks: self.claims, in: connection)
  }
}

/// Which metrics the report on a study tells, and where.
package enum ReportedMetrics {
  /// Of each root: its first derivative, and the other ways in which it is used.
  static var ofRoots: [any Metric] { named(rootNames) }

  /// Of a project, beside what its list of derivatives tells.
  static var ofProjects: [any Metric] { named(projectNames) }

  /// Whatever else can be measured of a project: what happens on its repositories.
  ///
  /// A metric that is added to the list is told of without being named here.
  static var ofActivity: [any Metric] {
    let told = Set(projectNames + untold)
    return MetricList.all.filter {
      $0.definition.scopes.contains(.project) && !told.contains($0.definition.name)
    }
  }

  package static let rootNames = [
    "derivative-count", "days-to-first-derivative", "loading-spaces", "citing-repositories",
    "languages-added", "downloads", "all-time-downloads", "likes",
  ]
  package static let projectNames = [
    "derivative-papers", "dataset-users", "dataset-trained-users", "family-downloads", "top-share",
    "download-gini",
  ]
  /// What the list of a project's derivatives tells in more detail, and a curve that is summed up
  /// in one number.
  package static let untold = [
    "derivative-count", "derivative-growth", "derivative-curve", "own-share",
    "downstream-organizations", "download-lorenz",
  ]

  private static func named(_ names: [String]) -> [any Metric] {
    names.compactMap { name in MetricList.all.first { $0.definition.name == name } }
  }
}
