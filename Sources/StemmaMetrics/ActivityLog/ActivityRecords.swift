import StemmaCore

/// The rows about the life of repositories, before anything is left out.
struct ActivityRecords: Sendable {
  struct Commit: Sendable {
    let repo: Int64
    /// When; nil when the Hub gave no date.
    let time: Int64?
    let isMerged: Bool
    var authors: [Int64]
  }

  struct Event: Sendable {
    let type: String
    let account: Int64?
    let isMaintainer: Bool
    let time: Int64?
    let value: String?
  }

  struct Thread: Sendable {
    let repo: Int64
    let opener: Int64?
    let isPullRequest: Bool
    /// The status that the Hub shows now.
    let status: String
    let openedAt: Int64?
    let isRead: Bool
    /// The first status that it ever changed to, known by that date or not; nil when it never did.
    let firstChange: String?
    var events: [Event]

    /// The status as the events tell it, so that it is that of the date asked for.
    var statusThen: String {
      if let last = events.last(where: { $0.type == "status-change" })?.value { return last }
      guard let firstChange else { return status }
      // Nothing but a draft is opened by a change.
      return firstChange == "open" ? "draft" : "open"
    }
  }

  var repos: [ActivityRepo] = []
  var accounts: [Int64: ActivityAccount] = [:]
  var commits: [Commit] = []
  var threads: [Thread] = []
  /// The number of repositories left out because their owner is a mass publisher.
  var massRepos = 0
  /// SQL that holds for the rows of `repo` that are left.
  var condition = "TRUE"
}

/// Whoever acts, as far as metrics of activity need to know.
struct ActivityAccount: Sendable, Hashable {
  let name: String
  let isBot: Bool
  /// Whether it owns very many models of the cache, and none of those asked about.
  var isMassPublisher: Bool
}

/// A discussion or pull request, with when it was first answered.
struct ActivityThread: Sendable, Hashable {
  enum Ending: Sendable, Hashable { case open, closed, merged }

  let repo: Int64
  let isPullRequest: Bool
  /// When it was opened; nil when the Hub does not say.
  let openedAt: Int64?
  let ending: Ending
  /// Whether its comments were read.
  let isRead: Bool
  /// The first comments of somebody else: of people whom the Hub marks as owner of the repository
  /// or member of its organization, and of others.
  let maintainersAnswer, othersAnswer: Int64?

  /// The first comment of anybody else.
  var answer: Int64? { [maintainersAnswer, othersAnswer].compactMap(\.self).min() }
}

/// One thing that somebody did to a repository.
package struct Contribution: Sendable, Hashable {
  package enum Kind: String, Sendable, CaseIterable {
    case commit, discussion
    case pullRequest = "pull request"
    /// A comment on what somebody else opened.
    case answer

    /// What has to be harvested to know of it.
    package var part: ActivityRepo.Part { self == .commit ? .commits : .discussions }
  }

  package let kind: Kind
  let repo: Int64
  let time: Int64
  /// The accounts that did it; none when they were deleted or are not known.
  let actors: [Int64]
  /// Whether a commit came by a pull request.
  var isMerged = false
}

/// A repository, and how far its life is known.
package struct ActivityRepo: Sendable, Hashable {
  /// Whether one part of the life was harvested.
  enum Knowledge: Sendable, Hashable {
    /// Nobody looked.
    case unknown
    /// The Hub does not show it: switched off, gated or missing.
    case hidden
    /// It is known up to that time.
    case known(until: Int64)
  }

  /// What is harvested by itself.
  package enum Part: String, Sendable, CaseIterable {
    case commits, discussions
  }

  let id: Int64
  let kind: String
  let name: String
  let owner: String?
  /// When the repository was made, as the Hub says.
  let createdAt: Int64?
  let commits: Knowledge
  let discussions: Knowledge
  /// When the models of it appeared, as far as anybody can tell; nil when nothing does.
  var release: Int64?

  func knowledge(of part: Part) -> Knowledge {
    switch part {
    case .commits: commits
    case .discussions: discussions
    }
  }

  package func knows(_ part: Part) -> Bool { end(of: part) != nil }

  /// Up to when a part is known; nil when it is not.
  func end(of part: Part) -> Int64? {
    guard case .known(let until) = knowledge(of: part) else { return nil }
    return until
  }
}

/// When repositories appeared.
///
/// The Hub keeps dates of creation since 2022-03-02 only: one of that day says "then or before",
/// and the oldest commit stands in.
enum ActivityRelease {
  /// The repositories with their release.
  static func dated(_ records: ActivityRecords) -> [ActivityRepo] {
    let oldest = Dictionary(
      grouping: records.commits.compactMap { commit in
        commit.time.map { (repo: commit.repo, time: $0) }
      },
      by: \.repo
    ).compactMapValues { commits in
      commits.map(\.time).filter { $0 >= founding }.min()
    }
    return records.repos.map { repo in
      var repo = repo
      repo.release = release(createdAt: repo.createdAt, oldestCommit: oldest[repo.id])
      return repo
    }
  }

  static func release(createdAt: Int64?, oldestCommit: Int64?) -> Int64? {
    guard let createdAt else { return oldestCommit }
    return isFloor(createdAt) ? min(createdAt, oldestCommit ?? createdAt) : createdAt
  }

  /// Whether a date of creation says no more than "then or before".
  static func isFloor(_ createdAt: Int64) -> Bool {
    Timestamp.text(secondsSince1970: createdAt).hasPrefix(ReuseAnchor.floor)
  }

  // Git lets anybody date a commit; none on the Hub is older than the company.
  private static let founding: Int64 = Timestamp.secondsSince1970(in: "2016-01-01") ?? 0
}

extension ActivityRepo {
  /// Whether its time of creation is known, and not only that it is the Hub's first day or older.
  var hasTrueCreation: Bool { createdAt.map { !ActivityRelease.isFloor($0) } ?? false }
}
