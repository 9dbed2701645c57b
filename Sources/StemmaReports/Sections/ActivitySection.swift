import StemmaAnswers
import StemmaCore
import StemmaMetrics

/// What happens on a project's repositories, and how long it lasts.
struct ActivitySection {
  private let project: ProjectFindings
  private let findings: StudyFindings

  init(_ project: ProjectFindings, _ findings: StudyFindings) {
    (self.project, self.findings) = (project, findings)
  }

  var section: ReportPage.Section {
    .init("activity", "Activity and survival", blocks)
  }

  private var blocks: [ReportPage.Block] {
    let details = project.details
    guard !details.isEmpty else {
      let command = Evidence.command([
        "harvest", "--study", findings.methods.study, "--details", "study",
      ])
      return [
        .unknown(
          "Not harvested yet: commits, discussions and pull requests of the project's "
            + "\(details.repositories) known repositories. To harvest them:"
        ),
        .commands([command.shell]),
      ]
    }
    let common = commonNotes
    let single = project.activity.filter { $0.chart(without: common) == nil }
    return [coverage(details)] + common.map(ReportPage.Block.caution)
      + (single.isEmpty
        ? [] : [.figures(single.map { $0.figure($0.definition.label, without: common) })])
      + project.activity.compactMap { $0.chart(without: common).map(ReportPage.Block.chart) }
      + single.compactMap { $0.parts.map(ReportPage.Block.table) }
  }

  private func coverage(_ details: ProjectFindings.Details) -> ReportPage.Block {
    let counts = [
      ("commits are known of", details.withCommits),
      ("discussions are known of", details.withDiscussions),
    ]
    return .figures(
      counts.map { label, count in
        Figure(
          label,
          Double(count),
          unit: "repositories",
          notes: ["Of the project's \(details.repositories) in the cache."],
          evidence: .query(details.query)
        )
      }
    )
  }

  /// What several measures say alike, each once.
  private var commonNotes: [String] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for note in project.activity.flatMap(\.notes) {
      if counts[note] == nil { order.append(note) }
      counts[note, default: 0] += 1
    }
    return order.filter { counts[$0, default: 0] > 1 }
  }
}

extension Measure {
  /// A drawing of its points, where these are months or shares that outlive so many days.
  fileprivate func chart(without common: [String]) -> Chart? {
    guard points.count > 1 else { return nil }
    let isMonthly = points.allSatisfy { $0.label.wholeMatch(of: /[0-9]{4}-[0-9]{2}/) != nil }
    let isSurvival = points.allSatisfy { $0.label.wholeMatch(of: /[0-9]+ days/) != nil }
    guard isMonthly || isSurvival else { return nil }
    let headline = value.map {
      "In one number: \(NumberText.text($0, definition.unit)). \(definition.formula)."
    }
    return Chart(
      definition.name,
      title: definition.definition,
      form: .columns,
      axis: isMonthly ? "month" : "after release",
      series: [
        Series(
          definition.label,
          unit: isMonthly ? definition.unit : "share",
          points: points.map { .init($0.label, $0.value, note: $0.note) }
        )
      ],
      notes: [headline, reason.map { "No single number: \($0)." }].compactMap { $0 }
        + notes.filter { !common.contains($0) },
      evidence: .query(evidence)
    )
  }

  /// Its points as rows, where they are no drawing.
  fileprivate var parts: ReportTable? {
    guard !points.isEmpty else { return nil }
    return ReportTable(
      definition.name,
      title: definition.definition,
      Table(
        ["part", definition.label, "note"],
        rows: points.map { [.text($0.label), Table.Cell(measured: $0.value), Table.Cell($0.note)] }
      ),
      evidence: [.query(evidence)]
    )
  }
}
