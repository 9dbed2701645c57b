import StemmaRecords

/// What a counter was on the days it was looked at, and what is odd about it.
package struct AttentionHistory: Sendable, Hashable {
  /// A value that was seen from one day to another.
  package struct Observation: Sendable, Hashable {
    package let day: String
    /// The last day on which it was seen; the same one for a single look.
    package let heldUntil: String
    package let value: Double
    /// Whether somebody else saw it, and `stemma import` read it.
    package let isImported: Bool

    package init(day: String, heldUntil: String? = nil, value: Double, isImported: Bool = false) {
      self.day = day
      self.heldUntil = max(day, heldUntil ?? day)
      self.value = value
      self.isImported = isImported
    }
  }

  /// Days between two observations of which nothing is known.
  package struct Gap: Sendable, Hashable {
    package let lastKnown, nextKnown: String
    package let days: Int
  }

  /// A fall of a counter that should only grow.
  package struct Reset: Sendable, Hashable {
    package let day: String
    package let from, to: Double
  }

  /// By day; nothing stands between them but what was seen.
  package let observations: [Observation]

  /// Of several looks on one day the last one stands; `observations` of one day are in the order in
  /// which they were made.
  package init(_ observations: [Observation]) {
    let ordered = observations.enumerated()
      .sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
    let nextDays = ordered.dropFirst().map { Optional($0.day) } + [nil]
    self.observations = zip(ordered, nextDays)
      .filter { seen, next in seen.heldUntil > seen.day || seen.day != next }.map(\.0)
  }

  /// Where at least one whole day was looked at by nobody.
  package var gaps: [Gap] {
    var gaps: [Gap] = []
    var known = observations.first?.heldUntil ?? ""
    for observation in observations {
      let days = Self.days(from: known, to: observation.day) - 1
      if days > 0 { gaps.append(Gap(lastKnown: known, nextKnown: observation.day, days: days)) }
      known = max(known, observation.heldUntil)
    }
    return gaps
  }

  /// Where the value fell from one observation to the next.
  package var falls: [Reset] {
    zip(observations, observations.dropFirst()).compactMap { one, next in
      next.value < one.value ? Reset(day: next.day, from: one.value, to: next.value) : nil
    }
  }

  /// The change a day from the first to the last observation; nil without two days.
  package var growth: Double? {
    guard let first = observations.first, let last = observations.last else { return nil }
    let days = Self.days(from: first.day, to: last.heldUntil)
    return days > 0 ? (last.value - first.value) / Double(days) : nil
  }

  private static func days(from one: String, to other: String) -> Int {
    guard let start = Timestamp.secondsSince1970(in: one),
      let end = Timestamp.secondsSince1970(in: other)
    else { return 0 }
    return Int((end - start) / 86_400)
  }
}
