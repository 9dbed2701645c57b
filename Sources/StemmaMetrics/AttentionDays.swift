import StemmaStore

/// What is known of one counter of all models, day by day.
struct AttentionDays {
  /// Each day on which anybody looked, with the values known of it.
  let days: [(day: String, values: [Double])]
  let evidence: String

  /// - Complexity: O(*r* log *r* + *d* *n*) for *r* rows of the series, *d* days and *n* models.
  init(of counter: AttentionCounter, in connection: Connection) throws {
    let end = try connection.asOf.date
    let query = Self.query(counter, until: end)
    evidence = query
    var days: [(day: String, values: [Double])] = []
    var today = ""
    // What a harvest saw holds until it was seen last, what a snapshot saw for its day.
    var held: [Int64: (value: Double, heldUntil: String)] = [:]
    var seen: [Int64: Double] = [:]
    func close() {
      guard !today.isEmpty else { return }
      let standing = held.lazy.filter { seen[$0.key] == nil }.map(\.value.value)
      days.append((today, standing + Array(seen.values)))
    }
    try connection.prepare(query).forEach { row in
      let (node, day, heldUntil, value) = row.inOrder {
        ($0.integer(), $0.text(), $0.text(), $0.real())
      }
      if day != today {
        close()
        today = day
        seen = [:]
        held = held.filter { $0.value.heldUntil >= day }
      }
      if heldUntil > day {
        held[node] = (value, heldUntil)
        seen[node] = nil
      } else {
        seen[node] = value
      }
    }
    close()
    self.days = days
  }

  private static func query(_ counter: AttentionCounter, until end: String?) -> String {
    """
    WITH known AS MATERIALIZED (
      SELECT imported_name.id AS imported_name,
        coalesce(imported_repo.repo, -imported_name.id) AS node
      FROM imported_name
      JOIN imported_repo ON imported_repo.imported_name = imported_name.id
      WHERE imported_name.kind = 'model')
    SELECT node, day, held_until, value
    FROM (
      SELECT repo AS node, date AS day, held_until, \(counter.rawValue) AS value, date AS seen_at
      FROM counter_series
      WHERE kind = 'model' AND source = 'harvest'
      UNION ALL
      SELECT known.node, substr(observed_at, 1, 10), substr(observed_at, 1, 10),
        \(counter.rawValue), observed_at
      FROM known
      CROSS JOIN imported_counter ON imported_counter.imported_name = known.imported_name) AS seen
    WHERE value IS NOT NULL\(end.map { " AND seen_at <= '\($0)'" } ?? "")
    ORDER BY day, seen_at, held_until, node
    """
  }
}
