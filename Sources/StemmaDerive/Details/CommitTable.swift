import StemmaCore
package import StemmaHub
package import StemmaStore

/// The commits of repositories and their authors; what a squashed history left out stays.
package final class CommitTable {
  private let accounts: AccountTable
  private let insert: Statement
  private let insertAuthor: Statement

  package init(_ connection: Connection, accounts: AccountTable) throws {
    self.accounts = accounts
    insert = try connection.prepare(
      """
      INSERT OR IGNORE INTO repo_commit (repo, oid, committed_at, title, pull_request, first_seen)
      VALUES (?, ?, ?, ?, ?, ?)
      """
    )
    insertAuthor = try connection.prepare(
      "INSERT OR IGNORE INTO commit_author (repo, oid, account, position) VALUES (?, ?, ?, ?)"
    )
  }

  /// Adds the commits that are not there yet.
  package func add(_ commits: [Commit], of repo: Int64, harvest: Int64) throws {
    for commit in commits {
      try insert.run(
        repo,
        commit.id,
        commit.date.flatMap(Timestamp.utc),
        commit.title,
        commit.pullRequest,
        harvest
      )
      for (position, author) in commit.authors.enumerated() {
        let account = try accounts.id(of: author.name, kind: author.kind, harvest: harvest)
        try insertAuthor.run(repo, commit.id, account, position)
      }
    }
  }
}
