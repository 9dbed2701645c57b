package import StemmaAnalysis
package import StemmaRecords

extension Measure: Report {
  package var json: JSONValue {
    .object(
      [
        .init("metric", .string(definition.name)), .init("scope", .string(scope.rawValue)),
        .init("subject", .string(subject)), .init("harvest", .integer(harvest)),
        .init("value", value.map(JSONValue.measured) ?? .null),
        .init("unit", .string(definition.unit)),
      ] + (detail.object ?? [])
    )
  }

  package var table: Table {
    Table(
      ["metric", "subject", "label", "value", "unit", "note"],
      rows: (points.isEmpty || value != nil || reason != nil
        ? [row(label: nil, value, note: reason)] : [])
        + points.map { row(label: $0.label, $0.value, note: $0.note) }
    )
  }

  package var text: String {
    let title = subject.isEmpty ? "the whole cache" : TerminalText.inert(subject)
    let parts = Table(
      ["", definition.unit, "note"],
      rows: points.map { [.text($0.label), Table.Cell(measured: $0.value), Table.Cell($0.note)] }
    )
    return "\(definition.name) of \(title): \(headline)\n\(definition.definition)\n"
      + (points.isEmpty ? "" : "\n" + parts.text(as: .table))
      + lines("Note", notes) + lines("Caution", definition.cautions)
      + "\nRows: stemma sql \"\(TerminalText.inert(evidence.oneLine))\"\n"
  }

  private var headline: String {
    if let reason { return "cannot be computed: \(TerminalText.inert(reason))" }
    guard let value else { return "\(points.count) values" }
    let shown = Table.Cell(measured: value)
    switch shown {
    case .integer(let number): return "\(number) \(definition.unit)".withoutRatio
    default: return "\((value * 10_000).rounded() / 10_000) \(definition.unit)".withoutRatio
    }
  }

  private func lines(_ word: String, _ texts: [String]) -> String {
    texts.isEmpty ? "" : "\n" + texts.map { "\(word): \(TerminalText.inert($0))\n" }.joined()
  }

  private func row(label: String?, _ value: Double?, note: String?) -> [Table.Cell] {
    [
      .text(definition.name), .text(subject), Table.Cell(label), Table.Cell(measured: value),
      .text(definition.unit), Table.Cell(note),
    ]
  }
}

extension Table.Cell {
  /// A measured number: whole ones without a fraction, others to four places.
  init(measured number: Double?) {
    guard let number else {
      self = .missing
      return
    }
    self =
      Int64(exactly: number).map(Table.Cell.integer)
      ?? .number((number * 10_000).rounded() / 10_000)
  }
}

extension String {
  fileprivate var oneLine: String { split { $0.isWhitespace }.joined(separator: " ") }

  /// A ratio has the unit 1, which nobody says.
  fileprivate var withoutRatio: String { hasSuffix(" 1") ? String(dropLast(2)) : self }
}
