import StemmaCore
package import StemmaHub
import StemmaStore

/// Who likes repositories and since when, with the harvests between which they did.
package final class LikerTable: DetailTable {
  private unowned let stage: DetailStage
  private let current: Statement
  private let insert: Statement
  private let date: Statement
  private let close: Statement
  private let counted: Statement

  package init(_ stage: DetailStage) throws {
    self.stage = stage
    let connection = stage.connection
    counted = try connection.prepare("SELECT coalesce(likes, 0) FROM repo WHERE id = ?")
    current = try connection.prepare(
      "SELECT account, liked_at FROM liker WHERE repo = ? AND last_seen IS NULL"
    )
    insert = try connection.prepare(
      """
      INSERT INTO liker (repo, account, liked_at, first_seen) VALUES (?, ?, ?, ?)
      ON CONFLICT (repo, account, first_seen)
        DO UPDATE SET last_seen = NULL, liked_at = excluded.liked_at
      """
    )
    date = try connection.prepare(
      "UPDATE liker SET liked_at = ?3 WHERE repo = ?1 AND account = ?2 AND last_seen IS NULL"
    )
    close = try connection.prepare(
      """
      UPDATE liker SET last_seen = ?3 - 1 WHERE repo = ?1 AND account = ?2 AND last_seen IS NULL
      """
    )
  }

  /// Applies a page of those who like a repository.
  package func apply(
    _ page: LikersPage,
    of repo: DetailedRepo,
    isFirst: Bool,
    isLast: Bool
  ) throws -> DetailOutcome {
    var ids: [Int64] = []
    let isChanged = try stage.changing {
      var likes: [Int64: String?] = [:]
      for liker in page.likers {
        guard let id = try stage.accounts.id(of: liker.account, harvest: repo.harvest) else {
          continue
        }
        ids.append(id)
        likes[id] = .some(liker.likedAt.flatMap(Timestamp.utc))
      }
      try add(likes, to: repo.id, harvest: repo.harvest)
    }
    let members = try stage.walk.members(
      after: ids + (page.findings.isEmpty ? [] : [DetailWalk.unreadable]),
      of: .likers,
      repo: repo.id,
      isFirst: isFirst,
      isLast: isLast
    )
    // A list that was not wholly read is asked for again.
    guard isLast, let members else { return DetailOutcome(isChanged: isChanged) }
    let likes = try counted.first(repo.id) { $0.integer(0) } ?? 0
    try stage.marks.set(.likers, of: repo, to: String(likes), count: Int64(members.count))
    let isClosed = try stage.changing {
      try keep(members, of: repo.id, harvest: repo.harvest)
    }
    return DetailOutcome(isChanged: isChanged || isClosed)
  }

  /// Adds those that are not there yet, and the times that were not known; who likes since another
  /// time took the like back in between.
  private func add(_ likes: [Int64: String?], to repo: Int64, harvest: Int64) throws {
    let stored = try stored(repo)
    for (account, time) in likes.sorted(by: { $0.key < $1.key }) {
      guard let known = stored[account] else {
        try insert.run(repo, account, time, harvest)
        continue
      }
      guard let time, known != time else { continue }
      if known == nil {
        try date.run(repo, account, time)
      } else {
        try close.run(repo, account, harvest)
        try insert.run(repo, account, time, harvest)
      }
    }
  }

  /// Closes those that are not among `accounts`.
  private func keep(_ accounts: Set<Int64>, of repo: Int64, harvest: Int64) throws {
    for account in Set(try stored(repo).keys).subtracting(accounts).sorted() {
      try close.run(repo, account, harvest)
    }
  }

  private func stored(_ repo: Int64) throws -> [Int64: String?] {
    let rows = try current.rows(repo) { $0.inOrder { ($0.integer(), $0.optionalText()) } }
    return Dictionary(rows) { _, last in last }
  }
}

extension DetailPart {
  /// Marked with the count of likes that the record told when they were read.
  package static let likers = DetailPart(rawValue: "likers")
}
