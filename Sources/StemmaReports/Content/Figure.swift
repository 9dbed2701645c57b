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
