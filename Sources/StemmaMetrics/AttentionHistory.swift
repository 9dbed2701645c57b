import StemmaCore
package import StemmaLink
package import StemmaStore

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

extension AttentionHistory {
  /// Everything seen of some counters of `node` up to the date asked for, by harvests and in imported
  /// snapshots: a history for each, in their order, and the query that lists it.
  package static func known(
    of counters: [AttentionCounter],
    node: NamedNode,
    in connection: Connection
  ) throws -> (histories: [AttentionHistory], evidence: String) {
    let query = try query(counters, node, in: connection)
    var seen = counters.map { _ in [Observation]() }
    try connection.prepare(query).forEach { row in
      for (place, counter) in counters.enumerated() {
        guard let value = row.optionalReal(counter.rawValue) else { continue }
        seen[place].append(
          Observation(
            day: row.text("day"),
            heldUntil: row.text("held_until"),
            value: value,
            isImported: row.text("source") == "import"
          )
        )
      }
    }
    return (seen.map(AttentionHistory.init), query)
  }

  /// Whether anybody had seen any counter of `node` by the date asked for.
  package static func isKnown(
    of node: NamedNode,
    in connection: Connection
  ) throws -> Bool {
    try known(of: AttentionCounter.allCases, node: node, in: connection).histories
      .contains { !$0.observations.isEmpty }
  }

  /// What a measure says of the history of `counter`: its newest value, and each one seen.
  static func reading(
    of counter: AttentionCounter,
    node: NamedNode,
    in connection: Connection
  ) throws -> Reading {
    let (histories, evidence) = try known(of: [counter], node: node, in: connection)
    return histories[0].reading(of: counter, evidence: evidence)
  }

  /// SQL that lists what was seen of counters, with its first and last day.
  ///
  /// It reads the two halves of the view `counter_series` one by one: which repository an imported
  /// name means need not be asked of every name, only of this one.
  private static func query(
    _ counters: [AttentionCounter],
    _ node: NamedNode,
    in connection: Connection
  ) throws -> String {
    let names = try ImportedNames(of: node.name, kind: node.kind, in: connection)
    let columns = counters.map(\.rawValue).joined(separator: ", ")
    let isTold = counters.map { "\($0.rawValue) IS NOT NULL" }.joined(separator: " OR ")
    let end = try connection.asOf.date
    let heldUntil = end.map { "min(held_until, '\($0.prefix(10))')" } ?? "held_until"
    return """
      SELECT day, \(heldUntil) AS held_until, source, \(columns)
      FROM (
        SELECT date AS day, held_until, source, \(columns), date AS seen_at
        FROM counter_series
        WHERE repo = \(node.id) AND source = 'harvest'
        UNION ALL
        SELECT substr(observed_at, 1, 10), substr(observed_at, 1, 10), 'import', \(columns),
          observed_at
        FROM imported_counter
        WHERE imported_name IN (\(names.ids.map(String.init).joined(separator: ", ")))) AS seen
      WHERE (\(isTold))\(end.map { " AND seen_at <= '\($0)'" } ?? "")
      ORDER BY day, seen_at, held_until
      """
  }

  private func reading(of counter: AttentionCounter, evidence: String) -> Reading {
    guard let first = observations.first, let last = observations.last else {
      return .none(
        because: "neither a harvest nor an import brought the counter \(counter.rawValue)",
        evidence: evidence
      )
    }
    let gapsByDay = Dictionary(gaps.map { ($0.nextKnown, $0) }) { one, _ in one }
    let resets =
      counter.isCumulative ? Dictionary(falls.map { ($0.day, $0) }) { one, _ in one } : [:]
    let points = observations.map { seen in
      let notes = [
        gapsByDay[seen.day].map { "nothing is known of the \($0.days.counted("day")) before" },
        resets[seen.day] == nil ? nil : "reset: it only grows, and fell",
        seen.heldUntil > seen.day ? "the same when last seen on \(seen.heldUntil)" : nil,
        seen.isImported ? "imported" : nil,
      ].compactMap { $0 }
      return Measure.Point(
        seen.day,
        seen.value,
        note: notes.isEmpty ? nil : notes.joined(separator: "; ")
      )
    }
    return Reading(
      last.value,
      points: points,
      notes: ["Unknown before \(first.day)."],
      evidence: evidence
    )
  }
}
