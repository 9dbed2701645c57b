import StemmaCore
package import StemmaHub
package import StemmaStore

/// What happened in discussions, and who did it; never what was said.
package final class DiscussionEventTable {
  private let accounts: AccountTable
  private let insert: Statement
  private let open: Statement
  private let close: Statement

  package init(_ connection: Connection, accounts: AccountTable) throws {
    self.accounts = accounts
    insert = try connection.prepare(
      """
      INSERT INTO discussion_event
        (repo, num, hub_id, position, type, account, is_maintainer, created_at, value, first_seen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (repo, num, hub_id) DO UPDATE SET
        position = excluded.position, account = excluded.account,
        is_maintainer = excluded.is_maintainer, value = excluded.value, gone_since = NULL
      WHERE (position, account, is_maintainer, value, gone_since)
        IS NOT
        (excluded.position, excluded.account, excluded.is_maintainer, excluded.value, NULL)
      """
    )
    open = try connection.prepare(
      """
      SELECT hub_id FROM discussion_event WHERE repo = ? AND num = ? AND gone_since IS NULL
      """
    )
    close = try connection.prepare(
      """
      UPDATE discussion_event SET gone_since = ?4 WHERE repo = ?1 AND num = ?2 AND hub_id = ?3
      """
    )
  }

  /// Brings a discussion's events up to those of its own reply.
  package func update(to thread: DiscussionThread, of repo: Int64, harvest: Int64) throws {
    let number = thread.discussion.number
    for (position, event) in thread.events.enumerated() {
      try insert.run(
        repo,
        number,
        event.id,
        position,
        event.type,
        accounts.id(of: event.author, harvest: harvest),
        event.isMaintainer,
        event.createdAt.flatMap(Timestamp.utc),
        event.value,
        harvest
      )
    }
    // An event that could not be read may be any of those that are missing.
    guard thread.findings.isEmpty else { return }
    let told = Set(thread.events.map(\.id))
    for id in try open.rows(repo, number, body: { $0.text(0) }) where !told.contains(id) {
      try close.run(repo, number, id, harvest)
    }
  }
}
