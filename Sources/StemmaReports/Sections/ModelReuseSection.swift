import StemmaCore
import StemmaMetrics

/// How the roots of a project are used beside being built on.
struct ModelReuseSection {
  private static let columns: [(metric: String, heading: String)] = [
    ("derivative-count", "derivatives"),
    ("days-to-first-derivative", "days to the first by others"),
    ("loading-spaces", "Spaces that use it"),
    ("citing-repositories", "repositories with its papers"),
    ("languages-added", "languages added"),
  ]

  private let project: ProjectFindings

  init(_ project: ProjectFindings) { self.project = project }

  var section: ReportPage.Section {
    let papers = project.measures.filter { $0.definition.name == "derivative-papers" }
    guard !project.roots.isEmpty else {
      return .init(
        "models",
        "Model reuse",
        [.unknown("None of the project's root models has been harvested.")]
      )
    }
    return .init(
      "models",
      "Model reuse",
      [.figures(papers.map { $0.figure("papers that derivatives link to") }), .table(roots)]
    )
  }

  private var roots: ReportTable {
    RootTable(project.roots, columns: Self.columns).table(
      "roots",
      title: "Root models of the project's families"
    )
  }
}

/// Some measures of each root, side by side, with the reasons for those that are missing.
struct RootTable {
  private let roots: [ProjectFindings.Root]
  private let columns: [(metric: String, heading: String)]

  init(_ roots: [ProjectFindings.Root], columns: [(metric: String, heading: String)]) {
    (self.roots, self.columns) = (roots, columns)
  }

  func table(_ name: String, title: String) -> ReportTable {
    ReportTable(
      name,
      title: title,
      Table(
        ["model"] + columns.map(\.heading),
        rows: roots.map { root in
          [.text(root.name)]
            + columns.map { Table.Cell(measured: root.measure($0.metric)?.value) }
        }
      ),
      notes: columns.flatMap { column in reasons(column.metric, column.heading) },
      behind: roots.flatMap { root in
        columns.map { column in
          RowsBehind(
            .command(["metrics", "run", column.metric, root.name]),
            row: root.name,
            columns: [column.heading]
          )
        }
      }
    )
  }

  /// Why some have no value, and since when others are known, each reason once.
  private func reasons(_ metric: String, _ heading: String) -> [String] {
    var order: [String] = []
    var names: [String: [String]] = [:]
    for root in roots {
      guard let measure = root.measure(metric) else { continue }
      let notes = measure.reason.map { ["unknown, because \($0)"] } ?? measure.sinceNotes
      for note in notes {
        if names[note] == nil { order.append(note) }
        names[note, default: []].append(root.name)
      }
    }
    return order.map { note in
      let concerned = names[note] ?? []
      let who =
        concerned.count == roots.count
        ? ""
        : " of \(concerned.prefix(3).joined(separator: ", "))"
          + (concerned.count > 3 ? " and \(concerned.count - 3) more" : "")
      return "\(heading)\(who): \(note)" + (note.hasSuffix(".") ? "" : ".")
    }
  }
}

extension ProjectFindings.Root {
  func measure(_ metric: String) -> Measure? {
    measures.first { $0.definition.name == metric }
  }
}

extension Measure {
  /// Since when a history is known.
  fileprivate var sinceNotes: [String] {
    notes.filter { $0.hasPrefix("Unknown before") }.map {
      $0.prefix(1).lowercased() + $0.dropFirst()
    }
  }

  /// The value as one number of a report.
  func figure(_ label: String) -> Figure { figure(label, without: []) }

  /// The value as one number of a report, with its notes but for those that stand elsewhere.
  func figure(_ label: String, without common: [String]) -> Figure {
    Figure(
      label,
      value,
      unit: definition.unit,
      notes: (reason.map { ["Cannot be computed: \($0)."] } ?? []) + [definition.definition]
        + notes.filter { !common.contains($0) },
      evidence: .query(evidence)
    )
  }
}
