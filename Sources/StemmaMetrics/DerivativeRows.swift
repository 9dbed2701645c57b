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

  /// Lists what was made from the models of `subject`, directly or not; these themselves not.
  ///
  /// - Complexity: O(*d* log *n*) for *d* derivatives among *n* repositories.
  init(_ subject: MetricSubject, in connection: Connection) throws {
    let query = Self.query(subject.heads)
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

  private static func query(_ heads: [NamedNode]) -> String {
    """
    SELECT repo.name AS model, repo.created_at,
      \(DatasetUser.publisher) AS owner, repo.languages AS languages,
      \(DatasetUser.relation) AS relation
    FROM repo
    LEFT JOIN owner ON owner.id = repo.owner
    WHERE repo.id IN (\(ids(below: heads))) AND repo.kind = 'model'
      AND repo.gone_since IS NULL
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
