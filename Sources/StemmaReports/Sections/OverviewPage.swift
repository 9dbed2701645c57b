import StemmaStudies
import StemmaAnswers
import StemmaMetrics
import StemmaCore

/// The first page: what was found, all projects side by side, the claims, what was run and how.
struct OverviewPage {
  private let findings: StudyFindings
  private let paths: [String]

  init(_ findings: StudyFindings, paths: [String]) {
    (self.findings, self.paths) = (findings, paths)
  }

  var page: ReportPage {
    let methods = findings.methods
    return ReportPage(
      path: "index",
      title: methods.title,
      subtitle: (["Reuse report on the study \(methods.study)"] + findings.state)
        .joined(separator: ", "),
      sections: [
        FoundSection(findings).section,
        projects,
        DerivativesSection(findings.derivatives, findings).section(
          intro: "What others made from the models of the study's "
            + "\(findings.projects.count { $0.project.role == "case" }) cases, each model once."
        ),
        DatasetsSection(findings.projects, findings).overview(paths: paths),
        ClaimsSection(findings.claims.checks).section,
        RunSection(findings).section,
        MethodsSection(findings).section,
      ]
    )
  }

  private var projects: ReportPage.Section {
    let rows = findings.projects.map { project -> [Table.Cell] in
      let external = project.derivatives.external
      let named = project.project.items.filter(\.isOwn)
      let users = project.datasets.compactMap(\.reuse).map(\.external).reduce(0, +)
      return [
        .text(project.project.name), .text(project.project.role),
        Table.Cell(named.count { $0.node != nil }),
        project.project.isOfOrganizations ? .missing : Table.Cell(named.count),
        Table.Cell(external.count),
        Table.Cell(project.derivatives.models.count - external.count),
        Table.Cell(Set(external.compactMap { $0.owner?.lowercased() }).count),
        project.datasets.contains { $0.reuse != nil } ? Table.Cell(users) : .missing,
        Table.Cell(project.licenses.steps.count),
      ]
    }
    let table = ReportTable(
      "projects",
      title: "Projects",
      Table(
        [
          "project", "role", "known", "named", "derivatives by others", "own derivatives",
          "publishers", "dataset uses by others", "looser licenses",
        ],
        rows: rows
      ),
      pages: paths,
      notes: [
        "Known repositories are those of the study that the cache holds. "
          + "A model that uses two datasets of a project is two uses.",
        "Each number of a row is on the project's page, with the rows behind it.",
      ] + organizationsNote,
      evidence: [
        .query(
          """
          SELECT project, repo.name AS model, distance FROM study_derivative \
          JOIN repo ON repo.id = study_derivative.repo \
          WHERE study = \(findings.methods.study.sqlLiteral) \
          AND repo.gone_since IS NULL ORDER BY project, model
          """
        )
      ]
    )
    return .init("projects", "Projects", [chart, .table(table)])
  }

  private var organizationsNote: [String] {
    guard findings.projects.contains(where: \.project.isOfOrganizations) else { return [] }
    return [
      "Of a project that names organizations and no repository, all their models in the cache are known."
    ]
  }

  private var chart: ReportPage.Block {
    let sorted = findings.projects.sorted {
      ($1.derivatives.external.count, $0.project.name)
        < ($0.derivatives.external.count, $1.project.name)
    }
    let points = sorted.map {
      Series.Point($0.project.name, Double($0.derivatives.external.count))
    }
    return .chart(
      Chart(
        "derivatives-by-project",
        title: "External derivatives of each project",
        form: .bars,
        axis: "project",
        series: [Series("by others", unit: "models", points: points)],
        notes: [
          "A model derived from two projects counts for both. A model that declares no base model is not seen: "
            + "every number is a lower bound."
        ],
        evidence: .query(
          """
          SELECT project, count(*) AS models FROM study_derivative \
          JOIN repo ON repo.id = study_derivative.repo \
          WHERE study = \(findings.methods.study.sqlLiteral) \
          AND repo.gone_since IS NULL GROUP BY project ORDER BY models DESC
          """
        )
      )
    )
  }
}

extension StudyFindings {
  /// Of when it tells, in words.
  var state: [String] {
    [
      date.map { "as of \($0)" } ?? "as of the latest harvest",
      knownUntil.map { "begun on \($0.prefix(10))" },
    ].compactMap { $0 }
  }
}
