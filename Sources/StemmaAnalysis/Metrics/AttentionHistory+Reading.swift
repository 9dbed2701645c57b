import StemmaCache

extension AttentionHistory {
  /// Everything seen of one counter of `repo` up to `moment`.
  init(
    of counter: AttentionCounter,
    repo: Int64,
    at moment: Moment,
    in connection: Connection
  ) throws {
    let rows = try connection.rows(Self.query(counter, repo, at: moment)) { row in
      Observation(day: row.text(0), heldUntil: row.text(1), value: row.real(2))
    }
    self.init(rows)
  }

  /// SQL that lists what was seen of a counter of `repo`, each value with its first and last day.
  static func query(_ counter: AttentionCounter, _ repo: Int64, at moment: Moment) -> String {
    let column = counter.rawValue
    let until =
      switch moment {
      case .now: ""
      case .harvest(let harvest): " AND began.id <= \(harvest)"
      }
    let last =
      switch moment {
      case .now: "met.id"
      case .harvest(let harvest): "min(\(harvest), met.id)"
      }
    return """
      SELECT substr(began.started_at, 1, 10) AS day,
        (SELECT substr(started_at, 1, 10) FROM harvest
          WHERE id = max(began.id, \(last))) AS held_until, value
      FROM (
        SELECT counters_since AS first_seen,
          coalesce((SELECT harvest FROM sighting WHERE sighting.repo = repo.id), counters_since)
            AS last_seen, \(column) AS value
        FROM repo WHERE repo.id = \(repo)
        UNION ALL
        SELECT first_seen, last_seen, \(column) FROM counter_history WHERE repo = \(repo)) AS seen
      JOIN harvest AS began ON began.id = seen.first_seen
      JOIN harvest AS met ON met.id = seen.last_seen
      WHERE value IS NOT NULL\(until)
      ORDER BY day, held_until
      """
  }

  /// What a measure says of the history of `counter`: its newest value, and each one seen.
  func reading(of counter: AttentionCounter, evidence: String) -> Reading {
    guard let first = observations.first, let last = observations.last else {
      return .none(
        because: "no harvest brought the counter \(counter.rawValue)",
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
