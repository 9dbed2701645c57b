package import StemmaCore

/// Finds the repository that a name leads to: for edges, prose, details, imported files and
/// people's questions alike.
///
/// 1. The repository of exactly that name is meant, else that of the name in other letter case, else
///    one that had the name before: an alias.
/// 2. Where several are found, since a name was reused, one that the Hub lists comes before one that
///    is gone, then the one that was seen last, then the one of the smallest identity on the Hub.
///
/// Statements that resolve many names at once are made of ``ways(kind:name:)`` and ``order``.
package final class NameResolver {
  /// A repository by its number and its name.
  package typealias Found = (id: Int64, name: String)

  private let connection: Connection
  private let queries: [String]
  /// Of the first queries only: most names are found by the first of them.
  private var statements: [Statement] = []

  /// Resolves names as `connection` knows them: on one in the past, as they stood then.
  package init(_ connection: Connection) {
    self.connection = connection
    queries = Self.ways(kind: "?1", name: "?2").map { way in
      """
      SELECT repo.id, repo.name
      FROM \(way.tables)
      WHERE \(way.condition)
      ORDER BY \(Self.order)
      LIMIT 1
      """
    }
  }

  /// Resolves names of the present to repositories that `connection`, which may be in the past,
  /// knows.
  package init(presentNamesIn connection: Connection) throws {
    self.connection = connection
    let schema = try connection.presentSchema + "."
    queries = Self.ways(kind: "?1", name: "?2", schema: schema).map { way in
      """
      SELECT known.id, known.name
      FROM \(way.tables)
      JOIN repo AS known ON known.id = repo.id
      WHERE \(way.condition)
      ORDER BY \(Self.order(schema: schema))
      LIMIT 1
      """
    }
  }

  /// The repository that `name` leads to; nil when the cache has none.
  ///
  /// - Complexity: O(log *n*) for *n* repositories.
  package func repo(named name: String, kind: RepoKind) throws -> Found? {
    for (index, query) in queries.enumerated() {
      if index == statements.count { statements.append(try connection.prepare(query)) }
      let found = try statements[index].first(kind.rawValue, name) { row in
        row.inOrder { Found(id: $0.integer(), name: $0.text()) }
      }
      if let found { return found }
    }
    return nil
  }

  /// One way from a name to repositories: tables, `repo` among them, and what holds for its rows.
  package struct Way {
    package let tables: String
    package let condition: String
  }

  /// The ways from a name to repositories, best first; the first that finds any wins.
  ///
  /// `kind` and `name` are SQL expressions of our own, never foreign text.
  package static func ways(kind: String, name: String) -> [Way] {
    ways(kind: kind, name: name, schema: "")
  }

  // A comparison goes by the collation of the column on its left.
  private static func ways(kind: String, name: String, schema: String) -> [Way] {
    let repo = "\(schema)repo AS repo"
    return [
      Way(tables: repo, condition: "repo.name = \(name) AND repo.kind = \(kind)"),
      Way(tables: repo, condition: "repo.name = \(name) COLLATE NOCASE AND repo.kind = \(kind)"),
      Way(
        tables: "\(schema)alias AS alias JOIN \(repo) ON repo.id = alias.repo",
        condition: "alias.kind = \(kind) AND alias.name = \(name)"
      ),
    ]
  }

  /// SQL that puts the rows of `repo` which one way found in order, the one that is meant first.
  package static let order = order(schema: "")

  private static func order(schema: String) -> String {
    """
    repo.gone_since IS NOT NULL,
      coalesce(
        (SELECT harvest FROM \(schema)sighting AS sighting WHERE sighting.repo = repo.id),
        repo.first_seen
      ) DESC,
      repo.hub_id
    """
  }
}
