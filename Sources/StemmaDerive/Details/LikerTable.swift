import StemmaHub
package import StemmaStore

/// Who likes repositories, with the harvests between which they did.
package final class LikerTable {
  private let current: Statement
  private let insert: Statement
  private let close: Statement

  package init(_ connection: Connection) throws {
    current = try connection.prepare(
      "SELECT account FROM liker WHERE repo = ? AND last_seen IS NULL"
    )
    insert = try connection.prepare(
      """
      INSERT INTO liker (repo, account, first_seen) VALUES (?, ?, ?)
      ON CONFLICT (repo, account, first_seen) DO UPDATE SET last_seen = NULL
      """
    )
    close = try connection.prepare(
      """
      UPDATE liker SET last_seen = ?3 - 1 WHERE repo = ?1 AND account = ?2 AND last_seen IS NULL
      """
    )
  }

  /// Adds those that are not there yet.
  package func add(_ accounts: [Int64], to repo: Int64, harvest: Int64) throws {
    let stored = try stored(repo)
    for account in Set(accounts).subtracting(stored).sorted() {
      try insert.run(repo, account, harvest)
    }
  }

  /// Closes those that are not among `accounts`.
  package func keep(_ accounts: Set<Int64>, of repo: Int64, harvest: Int64) throws {
    for account in try stored(repo).subtracting(accounts).sorted() {
      try close.run(repo, account, harvest)
    }
  }

  private func stored(_ repo: Int64) throws -> Set<Int64> {
    Set(try current.rows(repo) { $0.integer(0) })
  }
}
