import StemmaAnswers

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
