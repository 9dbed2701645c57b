package import StemmaCore
import StemmaMetrics

/// What a drawing shows, before anything is drawn.
package struct Chart: Sendable, Hashable {
  /// How values are shown.
  package enum Form: String, Sendable {
    /// Upright columns over time, those of several series on top of each other.
    case columns
    /// A line for each series; it breaks where a value is unknown.
    case lines
    /// Lying bars by name, those of several series behind each other.
    case bars
  }

  /// A short name of small letters, digits and `-`, unique on its page.
  package let name: String
  package let title: String
  package let form: Form
  /// What the labels are, such as `month`.
  package let axis: String
  /// All with the same labels in the same order.
  package let series: [Series]
  package let notes: [String]
  package let behind: [RowsBehind]

  package init(
    _ name: String,
    title: String,
    form: Form,
    axis: String,
    series: [Series],
    notes: [String] = [],
    behind: [RowsBehind]
  ) {
    self.name = name
    self.title = title
    self.form = form
    self.axis = axis
    self.series = series
    self.notes = notes
    self.behind = behind
  }

  /// A drawing with `evidence` behind all of it.
  package init(
    _ name: String,
    title: String,
    form: Form,
    axis: String,
    series: [Series],
    notes: [String] = [],
    evidence: Evidence
  ) {
    self.init(
      name,
      title: title,
      form: form,
      axis: axis,
      series: series,
      notes: notes,
      behind: [RowsBehind(evidence)]
    )
  }

  /// The labels of its points.
  package var labels: [String] { series.first?.points.map(\.label) ?? [] }

  /// What the values count.
  package var unit: String { series.first?.unit ?? "" }

  /// The values as rows, a column for each series.
  package var table: Table {
    let notes = labels.indices.map { place in
      series.compactMap { $0.points[place].note }.joined(separator: "; ")
    }
    let hasNotes = notes.contains { !$0.isEmpty }
    return Table(
      [axis] + series.map { series.count == 1 ? $0.unit : "\($0.title), \($0.unit)" }
        + (hasNotes ? ["note"] : []),
      rows: labels.enumerated().map { place, label in
        [.text(label)] + series.map { Table.Cell(measured: $0.points[place].value) }
          + (hasNotes ? [Table.Cell(notes[place].isEmpty ? nil : notes[place])] : [])
      }
    )
  }

  /// What it shows, in words, for those who do not see it.
  package var summary: String {
    guard let first = labels.first, let last = labels.last else { return "No values." }
    let span =
      labels.count == 1 ? "One value, \(first)." : "\(labels.count) values, \(first) to \(last)."
    return span + series.map { " " + Self.summary(of: $0) }.joined()
  }

  private static func summary(of series: Series) -> String {
    let known = series.points.compactMap { point in point.value.map { (point.label, $0) } }
    guard let most = known.max(by: { $0.1 < $1.1 }), let least = known.min(by: { $0.1 < $1.1 })
    else { return "\(series.title): unknown." }
    let unknown = series.points.count - known.count
    return "\(series.title): from \(NumberText.text(least.1)) to \(NumberText.text(most.1)) "
      + "\(series.unit), most at \(most.0)" + (unknown == 0 ? "." : "; \(unknown) unknown.")
  }
}

/// Values in a row, as a chart draws them.
package struct Series: Sendable, Hashable {
  /// One value.
  package struct Point: Sendable, Hashable {
    /// What it is of: a month such as `2024-07`, a day, a name.
    package let label: String
    /// Nil when it is unknown, which is not zero.
    package let value: Double?
    package let note: String?

    package init(_ label: String, _ value: Double?, note: String? = nil) {
      self.label = label
      self.value = value
      self.note = note
    }
  }

  package let title: String
  /// What the values count, such as `models`.
  package let unit: String
  package let points: [Point]

  package init(_ title: String, unit: String, points: [Point]) {
    self.title = title
    self.unit = unit
    self.points = points
  }
}

/// One number of a report, or why there is none.
package struct Figure: Sendable, Hashable {
  package let label: String
  /// Nil when it cannot be computed.
  package let value: Double?
  /// What it counts; `1` for a ratio.
  package let unit: String
  /// What the number alone does not say, or why there is none.
  package let notes: [String]
  package let evidence: [Evidence]

  package init(
    _ label: String,
    _ value: Double?,
    unit: String,
    notes: [String] = [],
    evidence: Evidence
  ) {
    self.init(label, value, unit: unit, notes: notes, evidence: [evidence])
  }

  /// A number of several queries or commands, which tell of it together.
  package init(
    _ label: String,
    _ value: Double?,
    unit: String,
    notes: [String] = [],
    evidence: [Evidence]
  ) {
    self.label = label
    self.value = value
    self.unit = unit
    self.notes = notes
    self.evidence = evidence
  }

  /// The value as a page shows it.
  package var shown: String { value.map(NumberText.text) ?? "unknown" }

  /// Its unit as a page shows it: that of a ratio is not said.
  package var shownUnit: String? { unit == "1" || value == nil ? nil : unit }
}
