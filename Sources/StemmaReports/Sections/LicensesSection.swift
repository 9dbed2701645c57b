import StemmaAnswers
import StemmaCore
import StemmaStore

/// Where declared licenses are looser than inherited, at the roots of a project and below them.
struct LicensesSection {
  private let licenses: ProjectLicenses

  init(_ licenses: ProjectLicenses) { self.licenses = licenses }

  var section: ReportPage.Section {
    .init(
      "licenses",
      "Licenses: \(LicenseFinding.wording)",
      [
        .caution(
          "This compares the licenses that cards declare with license texts. It is not legal advice."
        )
      ] + findings
    )
  }

  private var findings: [ReportPage.Block] {
    guard !licenses.roots.isEmpty else {
      return [.unknown("None of the project's root models has been harvested.")]
    }
    guard !licenses.steps.isEmpty else {
      return [
        .figures([
          Figure("steps found", 0, unit: "models", evidence: evidence)
        ]),
        .paragraph("No \(LicenseFinding.wording) was found at its roots or below them."),
      ] + notJudged
    }
    return [
      .figures([
        Figure("steps found", Double(licenses.steps.count), unit: "models", evidence: evidence)
      ]), .table(rules), .table(steps),
    ] + notJudged
  }

  /// That a license was not stated, or has to be read, is no finding, and no clean record either.
  private var notJudged: [ReportPage.Block] {
    guard !licenses.unjudged.isEmpty else { return [] }
    return [
      .paragraph(
        licenses.unjudged.joined(separator: "; ")
          + ": they state no license, or one that somebody has to read."
      )
    ]
  }

  private var evidence: [Evidence] {
    licenses.roots.map { .command(["licenses", $0, "--down"]) }
  }

  private var rules: ReportTable {
    ReportTable(
      "license-rules",
      title: "Conditions not kept",
      Table(
        ["steps", "rule", "condition", "source"],
        rows: licenses.rules.map {
          [
            Table.Cell($0.steps), .text($0.rule.id), .text($0.rule.condition.rawValue),
            .text($0.rule.source),
          ]
        }
      ),
      evidence: evidence
    )
  }

  private func declared(_ hop: LicenseHop) -> String? {
    StatedLicense.text(hop.license, name: hop.licenseName, link: hop.licenseLink)
  }

  private var steps: ReportTable {
    ReportTable(
      "license-steps",
      title: "First looser steps",
      Table(
        ["model", "declares", "inherits", "from", "rules", "models below, itself included"],
        rows: licenses.steps.map { step in
          let breach = step.hop.finding?.breaches.first
          return [
            .text(step.hop.id), Table.Cell(declared(step.hop)), Table.Cell(breach?.license),
            Table.Cell(breach?.origin), Table.Cell(step.hop.finding?.rules),
            Table.Cell(step.models),
          ]
        }
      ),
      notes: licenses.steps.contains { $0.hop.distance == 0 }
        ? ["Of a root, what is below it counts for the steps below."] : [],
      evidence: evidence
    )
  }
}
