import StemmaCore
package import StemmaHub
package import StemmaStore

/// The discussions and pull requests of repositories.
package final class DiscussionTable {
  private let accounts: AccountTable
  private let list: Statement
  private let read: Statement
  private let open: Statement
  private let close: Statement

  package init(_ connection: Connection, accounts: AccountTable) throws {
    self.accounts = accounts
    list = try connection.prepare(
      Self.upserting(
        """
        comment_count = excluded.comment_count,
        is_read = is_read AND
          (title, status, comment_count)
          IS (excluded.title, excluded.status, excluded.comment_count),
        gone_since = NULL
        WHERE (account, title, status, comment_count, gone_since)
          IS NOT
          (excluded.account, excluded.title, excluded.status, excluded.comment_count, NULL)
        """,
        isRead: 0
      )
    )
    // The number of comments is the list's to tell: should it have grown since, the thread is
    // read again.
    read = try connection.prepare(
      Self.upserting(
        """
        is_read = 1, gone_since = NULL
        WHERE (account, title, status, is_read, gone_since)
          IS NOT (excluded.account, excluded.title, excluded.status, 1, NULL)
        """,
        isRead: 1
      )
    )
    open = try connection.prepare(
      "SELECT num FROM discussion WHERE repo = ? AND gone_since IS NULL"
    )
    close = try connection.prepare(
      """
      UPDATE discussion SET gone_since = ?3 WHERE repo = ?1 AND num = ?2 AND gone_since IS NULL
      """
    )
  }

  private static func upserting(_ changes: String, isRead: Int) -> String {
    """
    INSERT INTO discussion
      (repo, num, account, title, status, is_pull_request, created_at, comment_count, first_seen,
        is_read)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, \(isRead))
    ON CONFLICT (repo, num) DO UPDATE SET
      account = excluded.account, title = excluded.title, status = excluded.status, \(changes)
    """
  }

  /// Writes what a list says of a discussion; its events are read again when that changed.
  package func list(_ discussion: Discussion, of repo: Int64, harvest: Int64) throws {
    try write(discussion, by: list, of: repo, harvest: harvest)
  }

  /// Writes what a discussion's own reply says of it.
  package func read(_ discussion: Discussion, of repo: Int64, harvest: Int64) throws {
    try write(discussion, by: read, of: repo, harvest: harvest)
  }

  private func write(
    _ discussion: Discussion,
    by statement: Statement,
    of repo: Int64,
    harvest: Int64
  ) throws {
    try statement.run(
      repo,
      discussion.number,
      accounts.id(of: discussion.author, harvest: harvest),
      discussion.title,
      discussion.status,
      discussion.isPullRequest,
      discussion.createdAt.flatMap(Timestamp.utc),
      discussion.commentCount,
      harvest
    )
  }

  /// Closes the discussions that are not among `numbers`.
  package func keep(_ numbers: Set<Int64>, of repo: Int64, harvest: Int64) throws {
    let stored = try open.rows(repo) { $0.integer(0) }
    for number in stored where !numbers.contains(number) {
      try close(number, of: repo, harvest: harvest)
    }
  }

  /// Notes that a discussion is no longer there.
  package func close(_ number: Int64, of repo: Int64, harvest: Int64) throws {
    try close.run(repo, number, harvest)
  }
}
