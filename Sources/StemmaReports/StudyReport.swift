import StemmaAnswers

/// The report on a study: pages of text, figures, tables and charts, before a format is chosen.
///
/// A pure value: renderers make files of it, and none of them reads a cache.
package struct StudyReport: Sendable, Hashable {
  /// The study's id.
  package let study: String
  /// The version of Stemma that wrote it.
  package let version: String
  /// The first page, and one for each project.
  package let overview: ReportPage
  package let projects: [ReportPage]

  package var pages: [ReportPage] { [overview] + projects }

  /// Tells what `findings` hold.
  package init(_ findings: StudyFindings, version: String) {
    self.version = version
    var names = PageName()
    let paths = findings.projects.map { "projects/" + names.unique($0.project.id) }
    func dated(_ page: ReportPage) -> ReportPage {
      guard let date = findings.date else { return page }
      return page.withEvidence { $0.asked(asOf: date) }
    }
    study = findings.methods.study
    overview = dated(OverviewPage(findings, paths: paths).page)
    projects = zip(findings.projects, paths).map { project, path in
      dated(ProjectPage(project, in: findings, path: path).page)
    }
  }

  init(study: String, version: String, overview: ReportPage, projects: [ReportPage]) {
    self.study = study
    self.version = version
    self.overview = overview
    self.projects = projects
  }

  /// The same report with other evidence behind its numbers.
  package func withEvidence(_ other: (Evidence) -> Evidence) -> StudyReport {
    StudyReport(
      study: study,
      version: version,
      overview: overview.withEvidence(other),
      projects: projects.map { $0.withEvidence(other) }
    )
  }
}
