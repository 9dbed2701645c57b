import StemmaCore
import StemmaStore

/// Finds the repository that a name leads to, by the link stage's rules.
///
/// The name itself comes first, then the name in other letter case, then an old name. Where a name
/// was reused, the repository seen last under it is meant.
final class NameResolver {
  private let queries: [Statement]

  init(_ connection: Connection) throws {
    queries = try [
      "FROM repo WHERE repo.kind = ?1 AND repo.name = ?2",
      "FROM repo WHERE repo.kind = ?1 AND repo.name = ?2 COLLATE NOCASE",
      """
      FROM alias JOIN repo ON repo.id = alias.repo
      WHERE alias.kind = ?1 AND alias.name = ?2
      """,
    ].map { source in
      try connection.prepare(
        """
        SELECT repo.id
        \(source)
        ORDER BY repo.gone_since IS NOT NULL,
          coalesce((SELECT harvest FROM sighting WHERE sighting.repo = repo.id), repo.first_seen)
            DESC,
          repo.hub_id
        LIMIT 1
        """
      )
    }
  }

  /// The number of the repository, or nil when the cache has none of that name.
  func repo(named name: String, kind: RepoKind) throws -> Int64? {
    for query in queries {
      if let id = try query.first(kind.rawValue, name, body: { $0.integer(0) }) { return id }
    }
    return nil
  }
}
