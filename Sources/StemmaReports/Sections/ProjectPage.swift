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
    let role = about.role == "case" ? "a case" : "an \(about.role)"
    return ReportPage(
      path: path,
      title: about.name,
      subtitle: (["\(role) of the study \(about.study)"] + findings.state).joined(separator: ", "),
      sections: [
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
        ClaimsSection(findings.claims.checks.filter { $0.claim.concerns(about) }).section,
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
