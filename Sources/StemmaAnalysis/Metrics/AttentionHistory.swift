import StemmaRecords

/// What a counter was on the days it was looked at, and what is odd about it.
package struct AttentionHistory: Sendable, Hashable {
  /// A value that was seen from one day to another.
  package struct Observation: Sendable, Hashable {
    package let day: String
    /// The last day on which it was seen; the same one for a single look.
    package let heldUntil: String
    package let value: Double

    package init(day: String, heldUntil: String? = nil, value: Double) {
      self.day = day
      self.heldUntil = max(day, heldUntil ?? day)
      self.value = value
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

  package init(_ observations: [Observation]) {
    self.observations = observations.sorted { ($0.day, $0.heldUntil) < ($1.day, $1.heldUntil) }
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
