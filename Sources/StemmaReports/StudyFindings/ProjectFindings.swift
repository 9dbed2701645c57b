package import StemmaAnswers
import StemmaCore
import StemmaLink
package import StemmaMetrics
import StemmaStore

/// All that the cache says about one project of a study.
package struct ProjectFindings: Sendable {
  /// One of the models that its families descend from.
  package struct Root: Sendable {
    package let name: String
    /// By metric, in the order of ``ReportedMetrics/ofRoots``.
    package let measures: [Measure]
    /// Its counters, harvested and imported; nil when none is known.
    package let counters: CounterSeries?
  }

  /// How a dataset of the project is used.
  package struct Dataset: Sendable {
    /// The id in the study's file.
    package let name: String
    package let role: String
    /// What was asked, so that it can be asked again.
    package let question: ReuseQuestion
    /// Nil when the cache cannot tell.
    package let reuse: Reuse?
    /// Why it cannot.
    package let reason: String?
  }

  /// Of how many of its own repositories the details are known.
  package struct Details: Sendable, Hashable {
    package let repositories, withCommits, withDiscussions: Int
    /// A query for these repositories, one row each.
    package let query: String

    /// Whether nothing is known of what happened on any of them.
    package var isEmpty: Bool { withCommits == 0 && withDiscussions == 0 }
  }

  package let project: StudyProject
  /// Own models among them, too.
  package let derivatives: DerivativeList
  package let roots: [Root]
  /// The largest family of a root; nil where nothing was made from any.
  package let family: FamilyPicture?
  package let datasets: [Dataset]
  package let licenses: ProjectLicenses
  /// Papers, downloads and what else metrics say of a project beside its life.
  package let measures: [Measure]
  package let details: Details
  /// What metrics of activity say; empty when no details were harvested.
  package let activity: [Measure]

  init(
    _ project: StudyProject,
    as subject: MetricSubject,
    in connection: Connection
  ) throws {
    self.project = project
    func measures(_ metrics: [any Metric], of subject: MetricSubject) throws -> [Measure] {
      try metrics.map { try $0.measured(subject, in: connection) }
    }
    derivatives = try DerivativeList(of: project, in: connection)
    let until = try connection.knownUntil
    let nodes = try project.roots(["roots"], in: connection)
    family = try Self.largestFamily(of: nodes, in: connection)
    roots = try nodes.map { node in
      Root(
        name: node.name,
        measures: try measures(ReportedMetrics.ofRoots, of: .model(node)),
        counters: try? CounterSeries(of: node.name, until: until, in: connection)
      )
    }
    datasets = try project.items.filter { $0.section == "datasets" && $0.isOwn }.map {
      try Dataset($0, of: project, in: connection)
    }
    licenses = try ProjectLicenses(
      below: project.roots(["roots", "extra_roots"], in: connection),
      in: connection
    )
    self.measures = try measures(ReportedMetrics.ofProjects, of: subject)
    details = try Details(of: project, in: connection)
    activity = details.isEmpty ? [] : try measures(ReportedMetrics.ofActivity, of: subject)
  }
}

extension ProjectFindings {
  private static func largestFamily(
    of roots: [NamedNode],
    in connection: Connection
  ) throws -> FamilyPicture? {
    let sizes = try connection.prepare("SELECT all_total FROM family WHERE model = ?")
    var largest: (root: NamedNode, size: Int)?
    for root in roots {
      let size = try sizes.first(root.id) { $0.int(0) } ?? 0
      if size > (largest?.size ?? 0) { largest = (root, size) }
    }
    return try largest.map { try FamilyPicture(of: $0.root, in: connection) }
  }
}

extension ProjectFindings.Dataset {
  init(
    _ item: StudyProject.Item,
    of project: StudyProject,
    in connection: Connection
  ) throws {
    name = item.name
    role = item.role
    var question = ReuseQuestion(dataset: item.presentName ?? item.name)
    question.study = project.study
    question.includesInherited = true
    self.question = question
    do {
      reuse = try Reuse(question, in: connection)
      reason = nil
    } catch let error as AnswerError {
      // The study itself is there, so it is the dataset that is not.
      guard [.unknownName, .beforeHistory, .misuse].contains(error.code) else { throw error }
      reuse = nil
      reason = "it was not harvested, and no harvested model names it"
    }
  }
}

extension ProjectFindings.Details {
  init(of project: StudyProject, in connection: Connection) throws {
    let (study, name) = (project.study.sqlLiteral, project.id.sqlLiteral)
    query = """
      SELECT repo.kind, repo.name,
        (SELECT count(*) FROM repo_commit WHERE repo_commit.repo = repo.id) AS commits,
        EXISTS (
          SELECT 1 FROM detail_mark
          WHERE detail_mark.repo = repo.id AND detail_mark.part = 'discussions') AS has_discussions
      FROM repo
      WHERE repo.id IN (
        SELECT node FROM study_node
        WHERE study = \(study) AND project = \(name) AND role NOT IN ('other', 'copy'))
      ORDER BY repo.kind, repo.name
      """
    let counts = try connection.first(
      """
      SELECT count(*), total(commits > 0), total(has_discussions) FROM (\(query))
      """
    ) { $0.inOrder { ($0.int(), $0.int(), $0.int()) } }
    (repositories, withCommits, withDiscussions) = counts ?? (0, 0, 0)
  }
}

/// Where licenses become looser than inherited, at the roots of a project and below them.
package struct ProjectLicenses: Sendable, Hashable {
  /// The roots that were followed.
  package let roots: [String]
  /// The roots that are looser and the first looser steps below any, each model once, by name.
  package let steps: [LooserLicenses.Step]
  /// How often each rule is not kept at these steps.
  package let rules: [LooserLicenses.RuleCount]
  /// What was not judged below each root, in the words of an answer; roots without any are left out.
  package let unjudged: [String]

  /// - Complexity: O(*r* · (*n* + *m*)) for *r* roots and families of *n* models and *m* edges.
  init(below roots: [NamedNode], in connection: Connection) throws {
    var steps: [String: LooserLicenses.Step] = [:]
    var unjudged: [String] = []
    for root in roots {
      let below = try LooserLicenses(below: root, in: connection)
      if below.unjudged > 0 {
        unjudged.append(
          "\(below.unjudged) of \(below.descendants) below \(root.name) were not judged"
        )
      }
      for step in below.steps {
        let known = steps[step.hop.id]
        if known.map({ $0.models < step.models }) ?? true { steps[step.hop.id] = step }
      }
    }
    let all = steps.values.sorted { $0.hop.id < $1.hop.id }
    self.roots = roots.map(\.name)
    self.steps = all
    self.unjudged = unjudged
    rules = LicenseRule.all.compactMap { rule in
      let count = all.count { step in
        step.hop.finding?.breaches.contains { $0.rule == rule } ?? false
      }
      return count == 0 ? nil : LooserLicenses.RuleCount(rule: rule, steps: count)
    }
  }
}
