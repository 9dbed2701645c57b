import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaStore

/// The models made from some models, with the facts that metrics count.
struct DerivativeRows {
  /// One of them.
  struct Model {
    let name: String
    let createdAt: String?
    let owner: String?
    /// Whether those who made the first models publish it.
    let isOwn: Bool
    let languages: Set<String>
    let relation: String?

    /// The month in which its repository was made.
    var month: String? { createdAt.map { String($0.prefix(7)) } }
  }

  /// By time of creation, then by name.
  let models: [Model]
  /// A query that lists them.
  let evidence: String
  /// Those that were left out as mass uploads.
  let massUploads: Int
  /// Whose word on relations was taken.
  let relationBasis: RelationBasis?

  /// Lists what was made from the models of `subject`, directly or not; these themselves not.
  ///
  /// - Complexity: O(*d* log *n*) for *d* derivatives among *n* repositories.
  init(
    _ subject: MetricSubject,
    _ filter: ActivityFilter = ActivityFilter(),
    in connection: Connection
  ) throws {
    relationBasis = filter.relationBasis
    let leftOut = "\(MassUploadRule.leavesOut("repo.id"))\(try Self.days(filter))"
    let query = try Self.evidence(of: subject, filter)
    massUploads =
      filter.includesMassUploads
      ? 0
      : try connection.rows(Self.query(subject.heads, by: nil, where: " AND \(leftOut)")) { _ in 1 }
        .count
    let owners = try subject.owners(in: connection)
    evidence = query
    models = try connection.rows(query) { row in
      let owner = row.optionalText("owner")
      return Model(
        name: row.text("model"),
        createdAt: row.optionalText("created_at"),
        owner: owner,
        isOwn: owner.map { owners.contains($0.lowercased()) } ?? false,
        languages: Set(row.text("languages").split(separator: ",").map(String.init)),
        relation: row.optionalText("relation")
      )
    }
  }

  /// Models made by others.
  var external: [Model] { models.filter { !$0.isOwn } }

  /// A query that lists them.
  static func evidence(of subject: MetricSubject, _ filter: ActivityFilter) throws -> String {
    let massUploads =
      filter.includesMassUploads ? "" : " AND NOT \(MassUploadRule.leavesOut("repo.id"))"
    return query(
      subject.heads,
      by: filter.relationBasis,
      where: try massUploads + days(filter)
    )
  }

  /// SQL for the days of creation that count.
  private static func days(_ filter: ActivityFilter) throws -> String {
    var scope = FamilyScope()
    (scope.since, scope.until) = (filter.since, filter.until)
    guard let days = try scope.days() else { return "" }
    let bounds = [(">=", filter.since, days.lowerBound), ("<", filter.until, days.upperBound)]
    return bounds.filter { $0.1 != nil }
      .map { " AND repo.created_at \($0.0) \(Timestamp.text(secondsSince1970: $0.2).sqlLiteral)" }
      .joined()
  }

  private static func query(
    _ heads: [NamedNode],
    by basis: RelationBasis?,
    where condition: String
  ) -> String {
    """
    SELECT repo.name AS model, repo.created_at,
      \(DatasetUser.publisher) AS owner, repo.languages AS languages,
      \(DatasetUser.relation(by: basis)) AS relation
    FROM repo
    LEFT JOIN owner ON owner.id = repo.owner
    WHERE repo.id IN (\(ids(below: heads))) AND repo.kind = 'model'
      AND repo.gone_since IS NULL\(condition)
    ORDER BY repo.created_at, repo.name
    """
  }

  /// SQL for the numbers of everything made from `heads`, which are not among them.
  static func ids(below heads: [NamedNode]) -> String {
    let list = heads.map { String($0.id) }.joined(separator: ", ")
    return """
      SELECT descendant FROM lineage WHERE ancestor IN (\(list)) AND descendant NOT IN (\(list))
      """
  }
}

/// A metric that needs nothing but the models made from its subject.
protocol DerivativeMetric: FilteredMetric {
  /// What is said of a subject that cannot be measured, whatever was made from it; nil for one that can.
  func obstacle(
    _ subject: MetricSubject,
    _ filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading?

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading
}

extension DerivativeMetric {
  func obstacle(
    _ subject: MetricSubject,
    _ filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading? { nil }

  package func measure(
    _ subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading {
    try measureRows(subject, filter: filter, in: connection)
  }

  /// Reads the models made from the subject one by one.
  func measureRows(
    _ subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading {
    if let reading = try obstacle(subject, filter, in: connection) { return reading }
    let made = try DerivativeRows(subject, filter, in: connection)
    var reading = try reading(of: made, subject, in: connection)
    reading.notes.append(
      MetricSubject.ownSentence(own: made.models.count(where: \.isOwn), of: made.models.count)
    )
    if !filter.includesMassUploads {
      let whole = made.models.count + made.massUploads
      reading.notes.append(Self.leftOutSentence(made.massUploads, of: whole))
      if made.massUploads > 0,
        let value = try valueWithMassUploads(subject, filter, in: connection),
        value != Double(whole)
      {
        reading.notes.append(
          "The value with mass uploads: \(Int64(exactly: value).map { "\($0)" } ?? "\(value)")."
        )
      }
    }
    return reading
  }

  /// How many mass uploads do not count, and how many derivatives there are with them.
  static func leftOutSentence(_ massUploads: Int, of whole: Int) -> String {
    "Left out: \(massUploads.counted("mass upload")); with them: \(whole.counted("derivative"))."
  }

  private func valueWithMassUploads(
    _ subject: MetricSubject,
    _ filter: ActivityFilter,
    in connection: Connection
  ) throws -> Double? {
    var filter = filter
    filter.includesMassUploads = true
    let all = try DerivativeRows(subject, filter, in: connection)
    return try reading(of: all, subject, in: connection).value
  }
}
