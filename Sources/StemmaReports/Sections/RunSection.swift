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
            + "\(methods.projects.counted("project")) by \(methods.items.counted("item"))."
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
    return cautions + findings.shortages
  }
}

/// How the numbers came about, and how to get them again.
struct MethodsSection {
  private let findings: StudyFindings

  init(_ findings: StudyFindings) { self.findings = findings }

  var section: ReportPage.Section {
    .init(
      "methods",
      "Methods and reproduction",
      [
        .paragraph(findings.methods.paragraph),
        .paragraph("To cite: " + findings.methods.citations.joined(separator: "; ") + "."),
        .paragraph(
          "With the archives of the harvests, this report can be reproduced without a network. The commands "
            + "below this report's numbers work on the same cache: name it with --cache, or with "
            + "STEMMA_CACHE."
        ),
        .commands(commands),
        .caution(
          "More than half of the Hub's models name no base model, and nobody has to declare a "
            + "dataset: counts of derivatives and of uses are lower bounds."
        ),
        .caution(
          "The creation date of a repository is not the release date, and none is earlier "
            + "than 2022-03-02."
        ),
        .caution("Statements about licenses compare declarations. They are not legal advice."),
      ]
    )
  }

  private var commands: [String] {
    let study = findings.methods.study
    let asOf = findings.date.map { ["--as-of", $0] } ?? []
    let replays = findings.methods.harvests.compactMap(\.archive).map {
      Evidence.command(["harvest", "--replay", $0]).shell
    }
    return (replays.isEmpty ? [Evidence.command(["harvest", "--study", study]).shell] : replays)
      + [
        Evidence.command(["study", "load", study]).shell,
        Evidence.command(["report", "--study", study, "-o", "report"] + asOf).shell,
      ]
  }
}
