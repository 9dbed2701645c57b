import StemmaAnswers
import StemmaCore
import StemmaMetrics

/// Downloads and likes of a project's models, as far back as anybody looked.
struct AttentionSection {
  /// How many roots are drawn, the most downloaded first.
  private static let drawnCount = 5

  private static let columns: [(metric: String, heading: String)] = [
    ("downloads", "downloads, 30 days"), ("all-time-downloads", "downloads, all time"),
    ("likes", "likes"),
  ]

  private let project: ProjectFindings
  private let findings: StudyFindings

  init(_ project: ProjectFindings, _ findings: StudyFindings) {
    (self.project, self.findings) = (project, findings)
  }

  var section: ReportPage.Section {
    let told = ["family-downloads", "download-gini", "top-share"].compactMap { name in
      project.measures.first { $0.definition.name == name }
    }
    return .init(
      "attention",
      "Attention",
      [.figures(told.map { $0.figure($0.definition.label) })]
        + (project.roots.isEmpty ? [] : [.table(roots)]) + history
        + [
          .caution(
            "A download is a request for a library's query file; users are not told apart. "
              + "30-day and all-time downloads are different counters and are never added up."
          )
        ]
    )
  }

  private var roots: ReportTable {
    RootTable(project.roots, columns: Self.columns).table(
      "attention",
      title: "Attention to the root models at the latest observation"
    )
  }

  /// A chart of the most downloaded roots, where they were looked at on more than one day.
  private var history: [ReportPage.Block] {
    let known = project.roots.compactMap(\.counters).filter { !$0.downloads.isEmpty }
      .sorted { ($1.latest, $0.name) < ($0.latest, $1.name) }
      .prefix(Self.drawnCount)
    let days = Set(known.flatMap(\.days)).sorted()
    guard let first = days.first else {
      return [.unknown("No harvest has recorded downloads of the project's root models.")]
    }
    guard days.count > 1 else {
      return [
        .unknown(
          "There is no history of downloads: it is unknown before \(first), the only day of which "
            + "anything is known. Harvest again, or import snapshots with `stemma import`."
        )
      ]
    }
    return [
      .chart(
        Chart(
          "downloads",
          title: "Downloads of the last 30 days, by day of observation",
          form: .lines,
          axis: "day",
          series: known.map { counters in
            Series(
              counters.name,
              unit: "downloads",
              points: days.map { .init($0, counters.downloads(on: $0)) }
            )
          },
          notes: [
            "Unknown before \(first). The line is interrupted on days without an observation; nothing is interpolated."
          ],
          behind: known.map {
            RowsBehind(
              .command(["models", "history", $0.name]),
              row: known.count > 1 ? $0.name : nil
            )
          }
        )
      )
    ]
  }
}

extension CounterSeries {
  fileprivate var downloads: [Entry] { entries.filter { $0.downloads != nil } }

  fileprivate var latest: Int64 { downloads.last?.downloads ?? 0 }

  /// The days on which downloads are known, and the first day of each gap between.
  fileprivate var days: [String] {
    downloads.flatMap { [$0.date, $0.heldUntil] }
      + gaps.compactMap { gap in
        Timestamp.secondsSince1970(in: gap.lastKnown).map {
          String(Timestamp.text(secondsSince1970: $0 + 86_400).prefix(10))
        }
      }
  }

  fileprivate func downloads(on day: String) -> Double? {
    downloads.last { $0.date <= day && day <= $0.heldUntil }?.downloads.map(Double.init)
  }
}

extension MetricDefinition {
  /// Its name as a label: `download-gini` as `download gini`.
  var label: String { name.replacing("-", with: " ") }
}
