package import StemmaHub
package import StemmaStore

/// The branches and tags of repositories, with the harvests between which they pointed where.
package final class RefTable {
  private struct Row: Hashable {
    let kind: String
    let name: String
    let target: String?
  }

  private let current: Statement
  private let insert: Statement
  private let close: Statement

  package init(_ connection: Connection) throws {
    current = try connection.prepare(
      "SELECT kind, name, target FROM repo_ref WHERE repo = ? AND last_seen IS NULL"
    )
    insert = try connection.prepare(
      """
      INSERT INTO repo_ref (repo, kind, name, target, first_seen) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (repo, kind, name, first_seen)
        DO UPDATE SET target = excluded.target, last_seen = NULL
      """
    )
    close = try connection.prepare(
      """
      UPDATE repo_ref SET last_seen = ?4 - 1
      WHERE repo = ?1 AND kind = ?2 AND name = ?3 AND last_seen IS NULL
      """
    )
  }

  /// Brings a repository's references up to `refs`; none is closed unless `refs` are all of them.
  package func update(to refs: [RepoRef], areAll: Bool, of repo: Int64, harvest: Int64) throws {
    // A name that is said twice counts as it was said last.
    let rows = refs.map { Row(kind: $0.kind.rawValue, name: $0.name, target: $0.target) }
    let said = Set(
      Dictionary(rows.map { ([$0.kind, $0.name], $0) }, uniquingKeysWith: { $1 }).values
    )
    let stored = Set(
      try current.rows(repo) {
        Row(kind: $0.text(0), name: $0.text(1), target: $0.optionalText(2))
      }
    )
    let moved = Set(said.subtracting(stored).map { [$0.kind, $0.name] })
    for row in stored.subtracting(said) where areAll || moved.contains([row.kind, row.name]) {
      try close.run(repo, row.kind, row.name, harvest)
    }
    for row in said.subtracting(stored) {
      try insert.run(repo, row.kind, row.name, row.target, harvest)
    }
  }
}
