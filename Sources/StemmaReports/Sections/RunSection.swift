import StemmaAnswers
import StemmaCore

/// What was run, and how much of the study it brought.
struct RunSection {
  private let findings: StudyFindings

  init(_ findings: StudyFindings) { self.findings = findings }

  var section: ReportPage.Section {
    let methods = findings.methods
    guard !methods.harvests.isEmpty else {
      return .init(
        "run",
        "Harvests behind this report",
        [.unknown("Nothing has been harvested yet.")]
      )
    }
    return .init(
      "run",
      "Harvests behind this report",
      [
        .paragraph(
          "The study \(methods.study) (\(methods.file), SHA-256 \(methods.sha256)) names "
            + "\(methods.projects) projects by \(methods.items) items."
        ),
        .table(harvests),
        .table(coverage),
      ] + cautions.map(ReportPage.Block.caution)
    )
  }

  private var harvests: ReportTable {
    let rows = findings.methods.harvests.map { harvest -> [Table.Cell] in
      [
        Table.Cell(harvest.id), .text(harvest.startedAt), .text(harvest.plan),
        .text(harvest.outcome), Table.Cell(harvest.requests), Table.Cell(harvest.rows),
        Table.Cell(harvest.incompleteSteps), .text(harvest.endpoint), .text(harvest.version),
        Table.Cell(harvest.archive),
      ]
    }
    return ReportTable(
      "harvests",
      title: "Harvests",
      Table(
        [
          "harvest", "began", "plan", "outcome", "calls", "records", "open steps", "endpoint",
          "Stemma", "archive",
        ],
        rows: rows
      ),
      evidence: [
        .query("SELECT * FROM harvest ORDER BY id"),
        .command(["study", "methods", findings.methods.study, "--json"]),
      ]
    )
  }

  private var coverage: ReportTable {
    ReportTable(
      "coverage",
      title: "Coverage",
      Table(
        ["what", "known", "of"],
        rows: findings.methods.coverage.map {
          [.text($0.what), Table.Cell($0.known), Table.Cell($0.all)]
        }
      ),
      evidence: [.command(["study", "methods", findings.methods.study])]
    )
  }

  private var cautions: [String] {
    var cautions: [String] = []
    if let since = findings.knownSince {
      cautions.append(
        "Unknown before \(since.prefix(10)), when the first harvest began: what was deleted "
          + "earlier, and how counters, licenses and names stood, unless a snapshot was imported."
      )
    }
    if findings.methods.harvests.contains(where: { $0.outcome != "complete" }) {
      cautions.append("Some harvests are incomplete, so counts are lower bounds.")
    }
    return cautions
  }
}
