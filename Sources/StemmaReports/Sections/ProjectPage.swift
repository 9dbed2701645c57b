import StemmaAnswers
import StemmaCore
import StemmaStudies

/// The page of one project.
struct ProjectPage {
  private let project: ProjectFindings
  private let findings: StudyFindings
  private let path: String

  init(_ project: ProjectFindings, in findings: StudyFindings, path: String) {
    (self.project, self.findings, self.path) = (project, findings, path)
  }

  var page: ReportPage {
    let about = project.project
    let checks = findings.claims.checks.filter { $0.claim.concerns(about) }
    let role = about.role == "case" ? "a case" : "an \(about.role)"
    return ReportPage(
      path: path,
      title: about.name,
      subtitle: (["\(role) of the study \(about.study)"] + findings.state).joined(separator: ", "),
      sections: [
        FoundSection(project, checks: checks).section,
        ProjectSection(about, findings).about,
        DerivativesSection(project.derivatives, findings).section(
          intro: "Models made from the project's roots and models, directly or over others, each "
            + "once. Own are those of the project's accounts."
        ),
        LicensesSection(project.licenses).section,
        DatasetsSection([project], findings).section,
        ModelReuseSection(project).section,
        AttentionSection(project, findings).section,
        ActivitySection(project, findings).section,
        ClaimsSection(checks).section,
        ProjectSection(about, findings).repositories,
      ]
    )
  }
}

extension Claim {
  /// Whether a project is its speaker or what it is about, by the project's name, its developer or
  /// one of its accounts.
  fileprivate func concerns(_ project: StudyProject) -> Bool {
    let developer = project.facts.filter { $0.section == "developer" }.map(\.value)
    let names = Set(
      ([project.name, project.id] + developer + project.owners).map { $0.lowercased() }
    )
    return [speaker, entity].joined(separator: ",").split { $0 == "," || $0 == ";" }.contains {
      let word = $0.split(separator: "/").first.map { $0.lowercased().trimmingBlanks } ?? ""
      return names.contains(word)
    }
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    split(separator: " ").joined(separator: " ")
  }
}

/// Statements of the study of a project, and which of its repositories the cache knows.
struct ProjectSection {
  private let project: StudyProject
  private let findings: StudyFindings

  init(_ project: StudyProject, _ findings: StudyFindings) {
    (self.project, self.findings) = (project, findings)
  }

  /// Statements of the study, and how much of it is known.
  var about: ReportPage.Section {
    .init("about", "About", [.table(facts), .paragraph(extent)])
  }

  private var extent: String {
    let items = project.items
    guard !project.isOfOrganizations else {
      return "The study names organizations and no repository: all \(items.count) models of the "
        + "official and former ones in the cache are the project's, and those that were made from "
        + "no other of them are its roots."
    }
    return "The study names \(items.count) of its repositories; "
      + "\(items.count { $0.node != nil }) of them are in the cache."
  }

  /// The repositories one by one.
  var repositories: ReportPage.Section {
    guard !project.items.isEmpty else {
      return .init("repositories", "Repositories", [.unknown("The study lists none.")])
    }
    return .init("repositories", "Repositories", [.table(items)])
  }

  private var facts: ReportTable {
    ReportTable(
      "facts",
      title: "Statements of the study",
      Table(
        ["about", "value", "role", "source", "status", "note"],
        rows: project.facts.map { fact in
          [
            .text(fact.section), .text(fact.value), Table.Cell(fact.role), .text(fact.source),
            .text(fact.status), Table.Cell(fact.note),
          ]
        }
      ),
      evidence: [.command(["study", "show", findings.methods.study])]
    )
  }

  private var items: ReportTable {
    ReportTable(
      "named",
      title: project.isOfOrganizations
        ? "Models of the project's organizations" : "Repositories listed in the study",
      Table(
        [
          "named as", "repository", "role", "in the cache", "made on", "license",
          "downloads, 30 days",
          "likes",
        ],
        rows: project.items.map { item in
          [
            .text(item.section.replacing("_", with: " ")), .text(item.name), .text(item.role),
            .text(Self.state(of: item)), Table.Cell(item.createdAt.map { String($0.prefix(10)) }),
            Table.Cell(item.license), Table.Cell(item.downloads), Table.Cell(item.likes),
          ]
        }
      ),
      notes: ["The creation date of a repository is not the release date."],
      evidence: [
        .query(
          """
          SELECT study_node.*, repo.name, repo.created_at, repo.license, repo.license_name, \
          repo.license_link, repo.downloads, repo.likes \
          FROM study_node LEFT JOIN repo ON repo.id = study_node.node \
          WHERE study = \(project.study.sqlLiteral) \
          AND project = \(project.id.sqlLiteral)
          """
        )
      ]
    )
  }

  private static func state(of item: StudyProject.Item) -> String {
    guard let name = item.presentName else {
      return item.ghost.map { "no: \($0)" } ?? "not harvested"
    }
    let present = name == item.name ? "" : " as \(name)"
    return item.isGone ? "gone\(present)" : "yes\(present)"
  }
}
