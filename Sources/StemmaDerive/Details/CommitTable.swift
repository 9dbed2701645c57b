import StemmaCore
package import StemmaHub
import StemmaStore

/// The commits of repositories and their authors; what a squashed history left out stays.
package final class CommitTable: DetailTable {
  private unowned let stage: DetailStage
  private let insert: Statement
  private let insertAuthor: Statement

  package init(_ stage: DetailStage) throws {
    self.stage = stage
    let connection = stage.connection
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

  /// Applies a page of commits; the first reply has one row and is asked for its count.
  package func apply(
    _ page: CommitsPage,
    of repo: DetailedRepo,
    isCount: Bool,
    isLast: Bool
  ) throws -> DetailOutcome {
    var outcome = DetailOutcome()
    outcome.isChanged = try stage.changing {
      try add(page.commits, of: repo.id, harvest: repo.harvest)
    }
    if isCount {
      let head = page.commits.first?.id ?? DetailMarks.none
      if let before = try stage.marks.mark(.commits, of: repo)?.count, let total = page.total,
        total < before
      {
        outcome.findings.append(
          Finding(
            .rewrittenHistory,
            subject: repo.name,
            detail: "\(total) commits where there were \(before)"
          )
        )
      }
      try stage.marks.set(.head, of: repo, to: head, count: page.total)
    }
    if isLast, let head = try stage.marks.mark(.head, of: repo) {
      try stage.marks.set(.commits, of: repo, to: head.mark, count: head.count)
    }
    return outcome
  }

  /// Adds the commits that are not there yet.
  private func add(_ commits: [Commit], of repo: Int64, harvest: Int64) throws {
    for commit in commits {
      // The link stage reads whose duplicate a repository is from such a title.
      if commit.title.hasPrefix("Duplicate from ") {
        try stage.declarations.changes.note(repo: repo)
      }
      try insert.run(
        repo,
        commit.id,
        commit.date.flatMap(Timestamp.utc),
        commit.title,
        commit.pullRequest,
        harvest
      )
      for (position, author) in commit.authors.enumerated() {
        let account = try stage.accounts.id(of: author.name, kind: author.kind, harvest: harvest)
        try insertAuthor.run(repo, commit.id, account, position)
      }
    }
  }
}

extension DetailPart {
  /// Marked with the newest commit once all before it are read.
  package static let commits = DetailPart(rawValue: "commits")
  /// The newest commit, until all commits before it are read.
  fileprivate static let head = DetailPart(rawValue: "head")
}

extension Finding.Code {
  /// Fewer commits than there were: the owner rewrote the history.
  static let rewrittenHistory = Finding.Code(rawValue: "rewritten-history")
}
