import StemmaCore
package import StemmaHub
import StemmaStore

/// The discussions and pull requests of repositories.
package final class DiscussionTable: DetailTable {
  private unowned let stage: DetailStage
  private let list: Statement
  private let read: Statement
  private let open: Statement
  private let close: Statement

  package init(_ stage: DetailStage) throws {
    self.stage = stage
    let connection = stage.connection
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

  /// Applies a page of a repository's list of discussions.
  package func apply(
    _ page: DiscussionsPage,
    of repo: DetailedRepo,
    isLast: Bool
  ) throws -> DetailOutcome {
    let isChanged = try stage.changing {
      for discussion in page.discussions {
        try write(discussion, by: list, of: repo)
      }
    }
    let odd = page.discussions.count == page.rowCount ? [] : [DetailWalk.unreadable]
    let members = try stage.walk.members(
      after: page.discussions.map(\.number) + odd,
      of: .discussions,
      repo: repo.id,
      isFirst: page.start == 0,
      isLast: isLast
    )
    guard isLast else { return DetailOutcome(isChanged: isChanged) }
    try stage.marks.set(.discussions, of: repo, to: String(page.count ?? 0), count: page.count)
    // One deleted on the way moves those after it up, past the border of a page.
    guard let members, Int64(members.count) >= page.count ?? 0 else {
      return DetailOutcome(isChanged: isChanged)
    }
    let isClosed = try stage.changing { try keep(members, of: repo) }
    return DetailOutcome(isChanged: isChanged || isClosed)
  }

  /// Applies one discussion with its events; another than that of `number` is a finding.
  package func apply(
    _ thread: DiscussionThread,
    number: Int64?,
    of repo: DetailedRepo
  ) throws -> DetailOutcome {
    guard number == thread.discussion.number else {
      let subject = number.map { "\(repo.name)#\($0)" } ?? repo.name
      return DetailOutcome(findings: [
        Finding(.brokenRecord, subject: subject, detail: "another discussion came")
      ])
    }
    return DetailOutcome(
      isChanged: try stage.changing {
        try write(thread.discussion, by: read, of: repo)
        try stage.table(DiscussionEventTable.self).update(to: thread, of: repo)
      }
    )
  }

  private func write(
    _ discussion: Discussion,
    by statement: Statement,
    of repo: DetailedRepo
  ) throws {
    try statement.run(
      repo.id,
      discussion.number,
      stage.accounts.id(of: discussion.author, harvest: repo.harvest),
      discussion.title,
      discussion.status,
      discussion.isPullRequest,
      discussion.createdAt.flatMap(Timestamp.utc),
      discussion.commentCount,
      repo.harvest
    )
  }

  /// Closes the discussions that are not among `numbers`.
  private func keep(_ numbers: Set<Int64>, of repo: DetailedRepo) throws {
    let stored = try open.rows(repo.id) { $0.integer(0) }
    for number in stored where !numbers.contains(number) { try close(number, of: repo) }
  }

  /// Notes that a discussion is no longer there.
  package func close(_ number: Int64, of repo: DetailedRepo) throws {
    try close.run(repo.id, number, repo.harvest)
  }
}

extension DetailPart {
  /// Marked with how many there are.
  package static let discussions = DetailPart(rawValue: "discussions")
}

/// What happened in discussions, and who did it; never what was said.
private final class DiscussionEventTable: DetailTable {
  private let accounts: AccountTable
  private let insert: Statement
  private let open: Statement
  private let close: Statement

  init(_ stage: DetailStage) throws {
    accounts = stage.accounts
    let connection = stage.connection
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
  func update(to thread: DiscussionThread, of repo: DetailedRepo) throws {
    let number = thread.discussion.number
    for (position, event) in thread.events.enumerated() {
      try insert.run(
        repo.id,
        number,
        event.id,
        position,
        event.type,
        accounts.id(of: event.author, harvest: repo.harvest),
        event.isMaintainer,
        event.createdAt.flatMap(Timestamp.utc),
        event.value,
        repo.harvest
      )
    }
    // An event that could not be read may be any of those that are missing.
    guard thread.findings.isEmpty else { return }
    let told = Set(thread.events.map(\.id))
    for id in try open.rows(repo.id, number, body: { $0.text(0) }) where !told.contains(id) {
      try close.run(repo.id, number, id, repo.harvest)
    }
  }
}
