import StemmaCore
import StemmaLink
package import StemmaMetrics

/// Who uses the datasets of projects, and how soon.
struct DatasetsSection {
  /// How many datasets are drawn month by month; the tables hold all of them.
  private static let drawnCount = 6

  private let projects: [ProjectFindings]
  private let findings: StudyFindings

  init(_ projects: [ProjectFindings], _ findings: StudyFindings) {
    (self.projects, self.findings) = (projects, findings)
  }

  /// The most used first.
  private var datasets: [ProjectFindings.Dataset] {
    projects.flatMap(\.datasets).sorted { ($1.uses, $0.name) < ($0.uses, $1.name) }
  }

  /// The section of a project's page.
  var section: ReportPage.Section {
    guard !datasets.isEmpty else {
      return .init(
        "datasets",
        Self.title,
        [.unknown("The study lists no dataset of this project.")]
      )
    }
    let known = datasets.filter { $0.reuse != nil }
    guard !known.isEmpty else { return .init("datasets", Self.title, unknown) }
    var names = PageName()
    let drawn = known.filter { !($0.reuse?.models.isEmpty ?? true) }
      .prefix(Self.drawnCount)
      .map { ReportPage.Block.chart(chart($0, names.unique("uses-" + $0.name))) }
    return .init(
      "datasets",
      Self.title,
      [
        intro, .figures(figures), .table(summary(of: known, paths: [:])),
        .table(windows(of: known)),
      ]
        + (crossings(of: known).map { [.table($0)] } ?? []) + drawn + unknown
    )
  }

  /// The section of the first page; `paths` are those of the projects' pages.
  func overview(paths: [String]) -> ReportPage.Section {
    let known = datasets.filter { $0.reuse != nil }
    guard !known.isEmpty else {
      return .init(
        "datasets",
        Self.title,
        [
          .unknown(
            "None of the datasets in the study has been harvested, and no model declares one."
          )
        ]
      )
    }
    let pages = Dictionary(
      zip(projects, paths).flatMap { project, path in project.datasets.map { ($0.name, path) } }
    ) { one, _ in one }
    let left = datasets.count - known.count
    return .init(
      "datasets",
      Self.title,
      [intro, .table(summary(of: known, paths: pages))]
        + (left == 0
          ? []
          : [
            .unknown(
              "\(left) of \(datasets.count) datasets are unknown: they have not been harvested, and no "
                + "model that was harvested names them."
            )
          ])
    )
  }

  /// Of all datasets together, each model once.
  private var figures: [Figure] {
    let labels = [
      "dataset-users": ("models of others that name one", "external"),
      "dataset-trained-users": ("those that others trained", "trained"),
    ]
    let used = datasets.filter { !($0.reuse?.models.isEmpty ?? true) }
    return projects.flatMap(\.measures).compactMap { measure in
      guard let (label, rows) = labels[measure.definition.name] else { return nil }
      let figure = measure.figure(label)
      guard !used.isEmpty else { return figure }
      return Figure(
        label,
        figure.value,
        unit: figure.unit,
        notes: figure.notes,
        evidence: used.map { $0.evidence(rows: rows) }
      )
    }
  }

  private static let title = "Dataset reuse"

  private var intro: ReportPage.Block {
    .paragraph(
      "Models that declare a dataset in a card or tag, under any of its names. Trained models are those of "
        + "others that are neither quantized nor merged. A window begins on the day on which the "
        + "dataset's repository was made, which is not the day of release."
    )
  }

  private var unknown: [ReportPage.Block] {
    datasets.compactMap { dataset in
      dataset.reason.map { .unknown("\(dataset.name): unknown, because \($0).") }
    }
  }

  private func summary(
    of datasets: [ProjectFindings.Dataset],
    paths: [String: String]
  ) -> ReportTable {
    let days = ReuseQuestion.usualWindows
    let rows = datasets.compactMap { dataset -> [Table.Cell]? in
      guard let reuse = dataset.reuse else { return nil }
      return [
        .text(dataset.name), .text(dataset.role), Table.Cell(reuse.anchor.day),
        Table.Cell(reuse.models.count), Table.Cell(reuse.external), Table.Cell(reuse.trained),
        Table.Cell(reuse.externalPublishers), Table.Cell(reuse.inherited?.count),
      ]
        + days.map { days in
          Table.Cell(reuse.windows.first { $0.days == days && $0.isOver }?.external)
        }
    }
    return ReportTable(
      "datasets",
      title: "Datasets",
      Table(
        [
          "dataset", "role", "first day", "declared by", "by others", "trained",
          "publishers, others", "descend from users",
        ] + days.map { "\($0) d" },
        rows: rows
      ),
      pages: datasets.map { paths[$0.name] },
      notes: [
        "The column 30 d counts models of others created in the first 30 days. Windows that "
          + "were not over when the models were listed are left open, and so are those of "
          + "datasets whose first day is unknown."
      ],
      behind: datasets.flatMap { $0.behindSummary(days) }
    )
  }

  private func windows(of datasets: [ProjectFindings.Dataset]) -> ReportTable {
    let rows = datasets.flatMap { dataset in
      (dataset.reuse?.windows ?? []).map { window -> [Table.Cell] in
        [
          .text(dataset.name), Table.Cell(window.days), .text(window.from), .text(window.to),
          .text(window.isOver ? "yes" : "no: lower bounds"), Table.Cell(window.declaredBy),
          Table.Cell(window.external), Table.Cell(window.trained),
        ]
      }
    }
    return ReportTable(
      "windows",
      title: "Uses in the first days",
      Table(
        [
          "dataset", "days", "from", "up to, not on", "over", "declared by", "by others", "trained",
        ],
        rows: rows
      ),
      notes: Set(datasets.flatMap { $0.reuse?.anchor.notes ?? [] }).sorted(),
      behind: datasets.flatMap(\.behindWindows)
    )
  }

  private func crossings(of datasets: [ProjectFindings.Dataset]) -> ReportTable? {
    let rows = datasets.flatMap { dataset in
      (dataset.reuse?.crossed ?? []).map { crossing -> [Table.Cell] in
        [
          .text(dataset.name), Table.Cell(crossing.count), .text(crossing.date),
          .text(crossing.model),
        ]
      }
    }
    guard !rows.isEmpty else { return nil }
    return ReportTable(
      "thresholds",
      title: "Days on which external users reached a threshold",
      Table(["dataset", "models of others", "on", "with"], rows: rows),
      notes: ["The underlying rows are ordered by the creation of the models."],
      behind: datasets.filter { !($0.reuse?.crossed ?? []).isEmpty }.map {
        $0.behind("external")
      }
    )
  }

  private func chart(_ dataset: ProjectFindings.Dataset, _ name: String) -> Chart {
    let months = dataset.reuse?.everyMonth ?? []
    let hasOwn = months.contains { $0.own > 0 }
    func series(_ title: String, _ value: (Reuse.Group) -> Int) -> Series {
      Series(
        title,
        unit: "models",
        points: months.map { .init($0.value ?? "", Double(value($0))) }
      )
    }
    return Chart(
      name,
      title: "New models that declare \(dataset.name)",
      form: .columns,
      axis: "month",
      series: [series("by others", \.external)] + (hasOwn ? [series("own", \.own)] : []),
      notes: ["The last month is incomplete."],
      evidence: dataset.evidence(rows: "declared_by")
    )
  }
}

extension ProjectFindings.Dataset {
  /// How many models name it.
  var uses: Int { reuse?.models.count ?? 0 }

  /// The models that one of its numbers counts; `rows` is that number's name.
  func evidence(rows: String) -> Evidence { .command(words + ["--rows", rows]) }

  /// The same for the numbers under `columns` in its row of a table.
  func behind(_ rows: String, _ columns: String...) -> RowsBehind {
    RowsBehind(evidence(rows: rows), row: name, columns: columns)
  }

  /// What is behind its row of the summary with windows of `days`.
  func behindSummary(_ days: [Int]) -> [RowsBehind] {
    [
      RowsBehind(.command(words), row: name, columns: ["first day"]),
      behind("declared_by", "declared by"),
      behind("external", "by others", "publishers, others"),
      behind("trained", "trained"),
      behind("inherited", "descend from users"),
    ] + days.map { behind("\($0)d.external", "\($0) d") }
  }

  /// What is behind its rows of the table of windows.
  var behindWindows: [RowsBehind] {
    (reuse?.windows ?? []).flatMap { window in
      let days = window.days.counted("day")
      return [
        behind("\(window.days)d", "\(days), declared by"),
        behind("\(window.days)d.external", "\(days), by others"),
        behind("\(window.days)d.trained", "\(days), trained"),
      ]
    }
  }

  private var words: [String] {
    ["reuse", question.dataset] + (question.study.map { ["--study", $0] } ?? [])
  }
}

extension Reuse {
  /// Users by month, from the first user's to that in which they were listed, months without users
  /// included; none without a dated user.
  package var everyMonth: [Group] {
    let dated = models.filter { $0.month != nil }
    let made = Dictionary(grouping: dated) { $0.month ?? "" }
    guard let first = made.keys.min(), let latest = made.keys.max() else { return [] }
    let last = knownUntil.map { String($0.prefix(7)) } ?? latest
    return Months.from(first, through: max(latest, last)).map { month in
      let users = made[month] ?? []
      let own = users.count(where: \.isOwn)
      return Group(value: month, external: users.count - own, own: own)
    }
  }
}
