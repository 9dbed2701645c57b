import StemmaLink
import StemmaStore

/// The papers that a repository's README links to, as its tags tell.
struct PaperTags {
  /// A repository that links to one of the papers.
  struct Citing {
    let name: String
    let kind: String
    let owner: String?
  }

  let tags: [Int64]
  /// The papers' arXiv numbers.
  let names: [String]
  /// A query that lists them.
  let query: String
  private let node: Int64

  init(of node: NamedNode, in connection: Connection) throws {
    self.node = node.id
    query = """
      SELECT tag.id, substr(tag.value, 7) AS paper
      FROM repo_tag
      JOIN tag ON tag.id = repo_tag.tag
      WHERE repo_tag.repo = \(node.id) AND tag.value LIKE 'arxiv:%' AND repo_tag.last_seen IS NULL
      ORDER BY paper
      """
    let rows = try connection.rows(query) { $0.inOrder { ($0.integer(), $0.text()) } }
    tags = rows.map(\.0)
    names = rows.map(\.1)
  }

  /// Other repositories that link to one of the papers.
  ///
  /// - Complexity: O(*t*) for *t* tags of all repositories.
  func citing(in connection: Connection) throws -> [Citing] {
    try connection.rows(citingQuery()) { row in
      Citing(name: row.text("name"), kind: row.text("kind"), owner: row.optionalText("owner"))
    }
  }

  func citingQuery() -> String {
    """
    SELECT DISTINCT repo.name AS name, repo.kind,
      \(DatasetUser.publisher) AS owner
    FROM repo_tag
    JOIN repo ON repo.id = repo_tag.repo
    LEFT JOIN owner ON owner.id = repo.owner
    WHERE repo_tag.tag IN (\(tags.map(String.init).joined(separator: ", ")))
      AND repo.id <> \(node) AND repo_tag.last_seen IS NULL AND repo.gone_since IS NULL
    ORDER BY repo.kind, name
    """
  }
}
