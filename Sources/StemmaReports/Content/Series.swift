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
