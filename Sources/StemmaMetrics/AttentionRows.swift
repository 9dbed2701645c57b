import StemmaCore
import StemmaLink
import StemmaStore

/// The counters of all models that a subject is made of.
struct AttentionRows {
  struct Row {
    let name: String
    let owner: String?
    let relation: String?
    /// What the counters held; nil where it is unknown.
    let values: [AttentionCounter: Double]
  }

  let rows: [Row]
  let evidence: String

  /// The counters that concentration is measured of; the score of the day is none of them.
  static let counters: [AttentionCounter] = [.downloads, .allTimeDownloads, .likes]

  /// - Complexity: O(*n*) for *n* repositories, but O(*m* log *n*) for *m* models of a family, an owner
  ///   or a project.
  init(
    _ subject: MetricSubject,
    by basis: RelationBasis? = nil,
    in connection: Connection
  ) throws {
    let query = Self.query(subject, by: basis)
    evidence = query
    rows = try connection.rows(query) { row in
      row.inOrder { row in
        let (name, owner, relation) = (row.text(), row.optionalText(), row.optionalText())
        var values: [AttentionCounter: Double] = [:]
        for counter in Self.counters { values[counter] = row.optionalReal() }
        return Row(name: name, owner: owner, relation: relation, values: values)
      }
    }
  }

  /// Every known value of one counter.
  func values(_ counter: AttentionCounter) -> [Double] { rows.compactMap { $0.values[counter] } }

  /// The sums of one counter by publisher; models without one stand alone.
  func valuesByOwner(_ counter: AttentionCounter) -> [Double] {
    Array(
      rows.reduce(into: [String: Double]()) { sums, row in
        guard let value = row.values[counter] else { return }
        sums[row.owner?.lowercased() ?? row.name, default: 0] += value
      }.values
    )
  }

  /// What `formula` makes of each counter's values, as a reading whose value is that of the
  /// downloads of 30 days.
  func reading(
    _ values: (AttentionCounter) -> [Double],
    formula: ([Double]) -> Double?
  ) -> Reading {
    let points = Self.counters.map { counter in
      let known = values(counter)
      return Measure.Point(counter.label, formula(known), note: note(counter, known))
    }
    guard let value = points[0].value else {
      var reading = Reading.none(
        because: points[0].note ?? "there is nothing to share",
        evidence: evidence
      )
      reading.points = points
      return reading
    }
    return Reading(value, points: points, evidence: evidence)
  }

  private func note(_ counter: AttentionCounter, _ known: [Double]) -> String? {
    let unknown = rows.count - self.values(counter).count
    if rows.isEmpty { return "there are no models" }
    if known.isEmpty { return "no harvest brought the counter \(counter.rawValue)" }
    if known.allSatisfy({ $0 == 0 }) { return "all are zero" }
    return unknown == 0 ? nil : "unknown for \(unknown.counted("model")), which are left out"
  }

  private static func query(_ subject: MetricSubject, by basis: RelationBasis?) -> String {
    """
    SELECT repo.name AS model, \(DatasetUser.publisher) AS owner,
      \(DatasetUser.relation(by: basis)) AS relation,
      \(counters.map { "repo.\($0.rawValue) AS \($0.rawValue)" }
        .joined(separator: ", "))
    FROM \(source(of: subject))
    WHERE repo.kind = 'model' AND repo.gone_since IS NULL\(part(of: subject))
    ORDER BY repo.name
    """
  }

  /// SQL for the tables to look through: of an owner those that the index by name finds.
  private static func source(of subject: MetricSubject) -> String {
    guard !subject.ownerIDs.isEmpty else {
      return "repo LEFT JOIN owner ON owner.id = repo.owner"
    }
    return """
      owner
      CROSS JOIN repo ON repo.name >= owner.name || '/' AND repo.name < owner.name || '0'
        AND repo.owner = owner.id
      """
  }

  /// SQL that holds for the models of `subject`, which foreign text enters as numbers only.
  private static func part(of subject: MetricSubject) -> String {
    switch subject {
    case .cache: return ""
    case .model(let node), .family(let node):
      let below = DerivativeRows.ids(below: [node])
      return " AND (repo.id = \(node.id) OR repo.id IN (\(below)))"
    case .owner, .project:
      let ids = subject.ownerIDs.map(String.init).joined(separator: ", ")
      return " AND owner.id IN (\(ids))"
    case .dataset(let node), .space(let node): return " AND repo.id = \(node.id)"
    }
  }
}

/// A number by which the Hub tells how much a repository is looked at.
package enum AttentionCounter: String, CaseIterable {
  case downloads
  case allTimeDownloads = "downloads_all_time"
  case likes
  case trending = "trending_score"

  /// The name in answers, which keeps the two kinds of downloads apart.
  package var label: String {
    switch self {
    case .downloads: "downloads, 30 days"
    case .allTimeDownloads: "downloads, all time"
    case .likes: "likes"
    case .trending: "trending score"
    }
  }

  /// Whether it only grows, so that a fall means that the counting began anew.
  package var isCumulative: Bool { self == .allTimeDownloads }
}

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
