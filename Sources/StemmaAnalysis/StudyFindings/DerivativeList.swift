import StemmaCache
import StemmaRecords

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

  /// Models of others.
  package var external: [Model] { models.filter { !$0.isOwn } }

  /// Everything made from the project's roots and models, its own included.
  init(of project: StudyProject, in connection: Connection) throws {
    let part = """
      study = \(Self.literal(project.study)) AND project = \(Self.literal(project.id))
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
          WHERE study = \(Self.literal(study)) AND study_project.role = 'case'
      """
    try self.init(members: others, others: others, in: connection)
  }

  private init(members: String, others: String, in connection: Connection) throws {
    query = """
      SELECT repo.name AS model, repo.created_at, \(DatasetUser.publisher) AS owner,
        \(DatasetUser.relation(at: .now)) AS relation, repo.license, repo.languages,
        repo.id NOT IN (\(others)) AS own
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE repo.kind = 'model' AND repo.gone_since IS NULL AND repo.id IN (\(members))
      ORDER BY repo.created_at, repo.name
      """
    models = try connection.rows(query) { row in
      Model(
        name: row.text(0),
        createdAt: row.optionalText(1),
        owner: row.optionalText(2),
        relation: row.optionalText(3),
        license: row.optionalText(4).flatMap { $0.isEmpty ? nil : $0 },
        languages: row.text(5).split(separator: ",").map(String.init),
        isOwn: row.bool(6)
      )
    }
  }

  /// Foreign text as SQL writes it between quotation marks.
  private static func literal(_ text: String) -> String {
    "'" + text.replacing("'", with: "''") + "'"
  }
}
