import StemmaLink
import StemmaStore

/// The models made from some models, with the facts that metrics count.
struct MadeFrom {
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
  init(_ subject: MetricSubject, at moment: Moment, in connection: Connection) throws {
    let query = Self.query(subject.heads, at: moment)
    let owners = try subject.owners(in: connection)
    evidence = query
    models = try connection.rows(query) { row in
      let owner = row.optionalText(2)
      return Model(
        name: row.text(0),
        createdAt: row.optionalText(1),
        owner: owner,
        isOwn: owner.map { owners.contains($0.lowercased()) } ?? false,
        languages: Set(row.text(3).split(separator: ",").map(String.init)),
        relation: row.optionalText(4)
      )
    }
  }

  /// Models made by others.
  var external: [Model] { models.filter { !$0.isOwn } }

  private static func query(_ heads: [NamedNode], at moment: Moment) -> String {
    """
    SELECT \(moment.value(of: "name")) AS model, repo.created_at,
      \(DatasetUser.publisher) AS owner, \(moment.value(of: "languages")) AS languages,
      \(DatasetUser.relation(at: moment)) AS relation
    FROM repo
    LEFT JOIN owner ON owner.id = \(moment.owner)
    WHERE repo.id IN (\(ids(below: heads, at: moment))) AND repo.kind = 'model'
      AND \(moment.isListed)
    ORDER BY repo.created_at, repo.name
    """
  }

  /// SQL for the numbers of everything made from `heads`, which are not among them.
  ///
  /// Of now it is the closure that the last analysis wrote; of the past the edges are walked.
  static func ids(below heads: [NamedNode], at moment: Moment) -> String {
    let list = heads.map { String($0.id) }.joined(separator: ", ")
    guard case .harvest = moment else {
      return """
        SELECT descendant FROM lineage WHERE ancestor IN (\(list)) AND descendant NOT IN (\(list))
        """
    }
    return """
      WITH RECURSIVE below (id) AS (
        SELECT child FROM edge WHERE parent IN (\(list)) AND \(moment.stands("edge"))
        UNION
        SELECT edge.child FROM below JOIN edge ON edge.parent = below.id
        WHERE \(moment.stands("edge")))
      SELECT id FROM below WHERE id NOT IN (\(list))
      """
  }
}
