import StemmaCore

/// Queries that list what metrics of activity counted: one row each.
struct ActivityEvidence: Sendable {
  private let condition: String
  private let since: String
  private let includesDrafts: Bool
  /// Numbers of the accounts that do not count.
  private let leftOut: String

  init(_ records: ActivityRecords, filter: ActivityFilter) {
    condition = records.condition
    includesDrafts = filter.includesDrafts
    // It was read as a date before, so that it is none of a stranger's words.
    let start = (try? filter.start()).flatMap(\.self).map(Timestamp.text(secondsSince1970:)) ?? ""
    since = start
    leftOut = records.accounts.filter { filter.exclusion(of: $0.value) != nil }.map(\.key).sorted()
      .map(String.init).joined(separator: ", ")
  }

  /// A query over one or more kinds of contribution.
  func query(_ kinds: [Contribution.Kind] = Contribution.Kind.allCases) -> String {
    kinds.map(select).joined(separator: "\nUNION ALL\n") + "\nORDER BY time, repo, what"
  }

  private func select(_ kind: Contribution.Kind) -> String {
    switch kind {
    case .commit: commits
    case .discussion: threads(kind, isPullRequest: 0)
    case .pullRequest: threads(kind, isPullRequest: 1)
    case .answer: answers
    }
  }

  private var commits: String {
    let authors = """
      FROM commit_author
          JOIN account ON account.id = commit_author.account
          WHERE commit_author.repo = repo_commit.repo AND commit_author.oid = repo_commit.oid
      """
    return """
      SELECT repo.name AS repo, 'commit' AS kind, repo_commit.committed_at AS time,
        repo_commit.oid AS what,
        (SELECT group_concat(account.name, ' ') \(authors)) AS who
      FROM repo_commit
      JOIN repo ON repo.id = repo_commit.repo
      WHERE \(condition) AND repo_commit.committed_at >= '\(since)'
        AND (NOT EXISTS (SELECT 1 \(authors))
          OR EXISTS (SELECT 1 \(authors) AND account.id NOT IN (\(leftOut))))
      """
  }

  private func threads(_ kind: Contribution.Kind, isPullRequest: Int) -> String {
    """
    SELECT repo.name AS repo, '\(kind.rawValue)' AS kind, discussion.created_at AS time,
      discussion.num AS what, account.name AS who
    FROM discussion
    JOIN repo ON repo.id = discussion.repo
    LEFT JOIN account ON account.id = discussion.account
    WHERE \(condition) AND discussion.created_at >= '\(since)' AND \(isCounted)
      AND discussion.is_pull_request = \(isPullRequest)
    """
  }

  private var answers: String {
    """
    SELECT repo.name AS repo, 'answer' AS kind, event.created_at AS time,
      discussion.num AS what, account.name AS who
    FROM discussion_event AS event
    JOIN discussion ON discussion.repo = event.repo AND discussion.num = event.num
    JOIN repo ON repo.id = event.repo
    LEFT JOIN account ON account.id = event.account
    WHERE \(condition) AND event.created_at >= '\(since)' AND \(isCounted)
      AND event.type = 'comment' AND event.gone_since IS NULL
      AND event.account IS NOT discussion.account
      AND coalesce(event.account, 0) NOT IN (\(leftOut))
    """
  }

  private var isCounted: String {
    """
    discussion.gone_since IS NULL AND coalesce(discussion.account, 0) NOT IN (\(leftOut))
      \(includesDrafts ? "" : "AND NOT (discussion.is_pull_request AND discussion.status = 'draft')")
    """
  }
}
