package import StemmaAnswers
import StemmaCore
import StemmaStudies

/// The page on a model, a dataset or an owner without a study: drawing, figures, methods.
package struct SubjectPage {
  private let subject: SubjectReport
  private let picture: FamilyPicture?
  private let date: String?

  /// Tells of a subject, with the picture of its family, as of a date or of now.
  package init(_ subject: SubjectReport, _ picture: FamilyPicture?, asOf date: String?) {
    (self.subject, self.picture, self.date) = (subject, picture, date)
  }

  /// The page as a report that has no other.
  package func report(version: String) -> StudyReport {
    let page = ReportPage(
      path: "index",
      title: subject.subject,
      subtitle: "\(subject.kind.rawValue), as of \(date ?? "the latest harvest")",
      sections: sections
    )
    let report = StudyReport(
      study: subject.subject,
      version: version,
      overview: page,
      projects: []
    )
    return date.map { date in report.withEvidence { $0.asked(asOf: date) } } ?? report
  }

  private var sections: [ReportPage.Section] {
    let evidence = Evidence.command(["report", subject.subject])
    let figure = picture.map {
      FamilyFigure("family", $0, evidence: .command(["tree", $0.model]))
    }
    let table = ReportTable(
      "figures",
      title: "Figures, with the bounds of 95 of 100 draws",
      subject.table,
      evidence: [evidence]
    )
    return [
      figure.map { .init("family", "Family", [.drawing($0)]) },
      .init("figures", "Figures", [.table(table)]),
      .init("methods", "Methods", [.paragraph(subject.methods)]),
    ].compactMap(\.self)
  }
}
