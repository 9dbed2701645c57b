/// What a metric reads off the cache for one subject.
package struct Reading: Sendable, Hashable {
  /// The one number, or nil where the points are all there is.
  package var value: Double?
  /// The series or the parts, in order.
  package var points: [Measure.Point]
  /// Why there is no number.
  package var reason: String?
  /// What was met on the way that the number does not say, such as gaps.
  package var notes: [String]
  /// A query of the cache that lists what was counted: one row each, ready to run.
  package var evidence: String

  package init(
    _ value: Double?,
    points: [Measure.Point] = [],
    notes: [String] = [],
    evidence: String
  ) {
    self.value = value
    self.points = points
    self.notes = notes
    self.evidence = evidence
  }

  /// A reading that says why there is no number.
  package static func none(
    because reason: String,
    notes: [String] = [],
    evidence: String
  ) -> Reading {
    var reading = Reading(nil, notes: notes, evidence: evidence)
    reading.reason = reason
    return reading
  }
}
