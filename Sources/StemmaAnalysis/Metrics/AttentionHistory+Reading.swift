package import StemmaCache

extension AttentionHistory {
  /// Everything seen of one counter of `node` up to `moment`, by harvests and in imported snapshots,
  /// with the query that lists it.
  package static func known(
    of counter: AttentionCounter,
    node: NamedNode,
    at moment: Moment,
    in connection: Connection
  ) throws -> (history: AttentionHistory, evidence: String) {
    let query = try query(counter, node, at: moment, in: connection)
    let rows = try connection.rows(query) { row in
      Observation(
        day: row.text(0),
        heldUntil: row.text(1),
        value: row.real(2),
        isImported: row.text(3) == "import"
      )
    }
    return (AttentionHistory(rows), query)
  }

  /// Whether anybody had seen any counter of `node` by `moment`.
  package static func isKnown(
    of node: NamedNode,
    at moment: Moment,
    in connection: Connection
  ) throws -> Bool {
    try AttentionCounter.allCases.contains { counter in
      try !known(of: counter, node: node, at: moment, in: connection).history.observations.isEmpty
    }
  }

  /// What a measure says of the history of `counter`: its newest value, and each one seen.
  static func reading(
    of counter: AttentionCounter,
    node: NamedNode,
    at moment: Moment,
    in connection: Connection
  ) throws -> Reading {
    let (history, evidence) = try known(of: counter, node: node, at: moment, in: connection)
    return history.reading(of: counter, evidence: evidence)
  }

  /// SQL that lists what was seen of a counter, each value with its first and last day.
  ///
  /// It reads the two halves of the view `counter_series` one by one: which repository an imported
  /// name means need not be asked of every name, only of this one.
  private static func query(
    _ counter: AttentionCounter,
    _ node: NamedNode,
    at moment: Moment,
    in connection: Connection
  ) throws -> String {
    let names = try ImportedNames(of: node.name, kind: node.kind, in: connection)
    let column = counter.rawValue
    let end = try lastSecond(at: moment, in: connection)
    let heldUntil = end.map { "min(held_until, '\($0.prefix(10))')" } ?? "held_until"
    return """
      SELECT day, \(heldUntil) AS held_until, value, source
      FROM (
        SELECT date AS day, held_until, \(column) AS value, source, date AS seen_at
        FROM counter_series
        WHERE repo = \(node.id) AND source = 'harvest'
        UNION ALL
        SELECT substr(observed_at, 1, 10), substr(observed_at, 1, 10), \(column), 'import',
          observed_at
        FROM imported_counter
        WHERE imported_name IN (\(names.ids.map(String.init).joined(separator: ", ")))) AS seen
      WHERE value IS NOT NULL\(end.map { " AND seen_at <= '\($0)'" } ?? "")
      ORDER BY day, seen_at, held_until
      """
  }

  /// The last second of which something may be told; nil for now.
  static func lastSecond(at moment: Moment, in connection: Connection) throws -> String? {
    if let asked = try connection.askedAsOf { return asked }
    guard case .harvest = moment else { return nil }
    return try moment.date(in: connection).map { $0.prefix(10) + "T23:59:59Z" }
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
        gapsByDay[seen.day].map { "nothing is known of the \($0.days) days before" },
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
