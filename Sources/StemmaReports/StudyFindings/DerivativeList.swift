import StemmaAnswers
import StemmaCore
import StemmaLink
package import StemmaMetrics
import StemmaStore

/// Models made from the models of a study's project, or of all its cases, with what reports count.
package struct DerivativeList: Sendable, Hashable {
  /// One of them.
  package struct Model: Sendable, Hashable {
    package let name: String
    package let createdAt: String?
    package let owner: String?
    package let relation: String?
    package let license: String?
    package let languages: [String]
    /// Whether the project's own people publish it.
    package let isOwn: Bool

    /// The month in which its repository was made.
    package var month: String? { createdAt.map { String($0.prefix(7)) } }
  }

  /// By time of creation, then by name.
  package let models: [Model]
  /// A query that lists them with these columns.
  package let query: String
  /// Those of others that are told to be mass uploads, by a query that lists them as well.
  package let massUploads: Int

  /// A query that lists the others' mass uploads with the columns of ``query``.
  package var massUploadQuery: String { Self.massUploads(among: query) }

  private static func massUploads(among query: String) -> String {
    """
    SELECT *
    FROM (\(query))
    WHERE NOT own AND model IN (SELECT model FROM mass_upload_model WHERE is_left_out)
    """
  }

  /// Models of others.
  package var external: [Model] { models.filter { !$0.isOwn } }

  /// Everything made from the project's roots and models, its own included.
  init(of project: StudyProject, in connection: Connection) throws {
    let part = """
      study = \(project.study.sqlLiteral) AND project = \(project.id.sqlLiteral)
      """
    try self.init(
      members: """
        SELECT lineage.descendant FROM lineage WHERE lineage.ancestor IN (
            SELECT node FROM study_node
            WHERE \(part) AND section IN ('roots', 'extra_roots', 'models') AND role <> 'other')
        """,
      others: "SELECT repo FROM study_derivative WHERE \(part)",
      in: connection
    )
  }

  /// Everything that others made from the roots and models of the study's cases.
  init(ofCasesIn study: String, in connection: Connection) throws {
    let others = """
      SELECT repo FROM study_derivative
          JOIN study_project USING (study, project)
          WHERE study = \(study.sqlLiteral) AND study_project.role = 'case'
      """
    try self.init(members: others, others: others, in: connection)
  }

  private init(members: String, others: String, in connection: Connection) throws {
    query = """
      SELECT repo.name AS model, repo.created_at, \(DatasetUser.publisher) AS owner,
        \(DatasetUser.relation()) AS relation, \(StatedLicense.sql()) AS license,
        repo.languages,
        repo.id NOT IN (\(others)) AS own
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE repo.kind = 'model' AND repo.gone_since IS NULL AND repo.id IN (\(members))
      ORDER BY repo.created_at, repo.name
      """
    massUploads = try connection.count("SELECT count(*) FROM (\(Self.massUploads(among: query)))")
    models = try connection.rows(query) { row in
      Model(
        name: row.text("model"),
        createdAt: row.optionalText("created_at"),
        owner: row.optionalText("owner"),
        relation: row.optionalText("relation"),
        license: row.optionalText("license").flatMap { $0.isEmpty ? nil : $0 },
        languages: row.text("languages").split(separator: ",").map(String.init),
        isOwn: row.bool("own")
      )
    }
  }
}

extension DerivativeList {
  /// What derivatives are grouped by.
  package enum Key: String, Sendable, CaseIterable {
    case owner, relation, license, language

    /// The columns of ``DerivativeList/query`` that hold it.
    var column: String { self == .language ? "languages" : rawValue }
  }

  /// The groups, the largest first; a model counts under each of its languages.
  package func groups(by key: Key) -> [Reuse.Group] {
    var tally = GroupTally()
    for model in models {
      for value in Self.values(of: key, in: model) { tally.add(value, isOwn: model.isOwn) }
    }
    return tally.groups
  }

  /// A query that counts the models by what the column of `key` holds.
  package func query(by key: Key) -> String {
    """
    SELECT \(key.column), count(*) - total(own) AS by_others, total(own) AS own
    FROM (\(query))
    GROUP BY 1
    ORDER BY count(*) DESC, 1
    """
  }

  private static func values(of key: Key, in model: Model) -> [String?] {
    switch key {
    case .owner: [model.owner]
    case .relation: [model.relation]
    case .license: [model.license]
    case .language: model.languages.isEmpty ? [nil] : Set(model.languages).map(Optional.some)
    }
  }
}

extension DerivativeList {
  /// The models made in one month.
  package struct Month: Sendable, Hashable {
    package let month: String
    package let external, own: Int
    /// Those that bear the first day the Hub knows, and may be older.
    package let ofUnknownAge: Int
  }

  /// Every month from the first model's to that of `end`; none without a dated model.
  package func months(until end: String?) -> [Month] {
    let dated = Dictionary(grouping: models.filter { $0.month != nil }) { $0.month ?? "" }
    guard let first = dated.keys.min(), let latest = dated.keys.max() else { return [] }
    return Months.from(first, through: max(latest, end.map { String($0.prefix(7)) } ?? latest))
      .map { month in
        let made = dated[month] ?? []
        let own = made.count(where: \.isOwn)
        return Month(
          month: month,
          external: made.count - own,
          own: own,
          ofUnknownAge: made.count { $0.createdAt?.hasPrefix(ReuseAnchor.floor) ?? false }
        )
      }
  }

  /// A query that counts the models by month.
  package var queryByMonth: String {
    """
    SELECT substr(created_at, 1, 7) AS month, count(*) - total(own) AS by_others, total(own) AS own
    FROM (\(query))
    GROUP BY 1
    ORDER BY 1
    """
  }

  /// Models that the Hub gives no date.
  package var undated: Int { models.count { $0.createdAt == nil } }
}
