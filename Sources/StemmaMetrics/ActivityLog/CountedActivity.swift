/// What of the records counts under a filter.
struct CountedActivity {
  /// Everything dated that counts, by time.
  private(set) var contributions: [Contribution] = []
  /// The discussions and pull requests that count.
  private(set) var threads: [ActivityThread] = []
  /// What does not, and why.
  private(set) var leftOut = ActivityLeftOut()

  private let filter: ActivityFilter
  private let accounts: [Int64: ActivityAccount]
}

extension ActivityRecords {
  /// What `filter` lets through, as contributions by time.
  ///
  /// - Complexity: O(*n* log *n*) for *n* commits, threads and comments.
  func counted(under filter: ActivityFilter) -> CountedActivity {
    CountedActivity(commits, threads, under: filter, accounts: accounts)
  }
}

extension ActivityFilter {
  /// Why what an account does is left out; nil when it counts.
  enum Exclusion { case bot, massPublisher }

  /// Why what `account` does is left out; nil when it counts, as that of a deleted account does.
  func exclusion(of account: ActivityAccount?) -> Exclusion? {
    guard let account else { return nil }
    if account.isBot { return includesBots ? nil : .bot }
    return account.isMassPublisher && !includesMassPublishers ? .massPublisher : nil
  }
}

extension CountedActivity {
  fileprivate init(
    _ commits: [ActivityRecords.Commit],
    _ threads: [ActivityRecords.Thread],
    under filter: ActivityFilter,
    accounts: [Int64: ActivityAccount]
  ) {
    (self.filter, self.accounts) = (filter, accounts)
    for commit in commits { add(commit) }
    for thread in threads where keeps(thread) { add(thread) }
    contributions.sort {
      ($0.time, $0.repo, $0.kind.rawValue) < ($1.time, $1.repo, $1.kind.rawValue)
    }
  }

  private func counts(_ account: Int64?) -> Bool { exclusion(of: account) == nil }

  private func exclusion(of account: Int64?) -> ActivityFilter.Exclusion? {
    filter.exclusion(of: account.flatMap { accounts[$0] })
  }

  /// Not when its authors are all left out.
  private mutating func add(_ commit: ActivityRecords.Commit) {
    let actors = commit.authors.filter(counts)
    if actors.isEmpty, let first = commit.authors.first { return leaveOut(.commit, of: first) }
    add(.commit, at: commit.time, in: commit.repo, by: actors, isMerged: commit.isMerged)
  }

  /// Whether a discussion or pull request counts at all.
  private mutating func keeps(_ thread: ActivityRecords.Thread) -> Bool {
    guard counts(thread.opener) else {
      if let opener = thread.opener {
        leaveOut(thread.isPullRequest ? .pullRequest : .discussion, of: opener)
      }
      return false
    }
    guard filter.includesDrafts || !thread.isPullRequest || thread.statusThen != "draft" else {
      leftOut.drafts += 1
      return false
    }
    return true
  }

  /// Its opening, and the comments of others.
  private mutating func add(_ thread: ActivityRecords.Thread) {
    threads.append(ActivityThread(thread, answers: thread.answers.filter { counts($0.account) }))
    add(
      thread.isPullRequest ? .pullRequest : .discussion,
      at: thread.openedAt,
      in: thread.repo,
      by: thread.opener.map { [$0] } ?? []
    )
    for answer in thread.answers {
      if let account = answer.account, !counts(account) {
        leaveOut(.answer, of: account)
      } else {
        add(.answer, at: answer.time, in: thread.repo, by: answer.account.map { [$0] } ?? [])
      }
    }
  }

  /// Not when it has no date.
  private mutating func add(
    _ kind: Contribution.Kind,
    at time: Int64?,
    in repo: Int64,
    by actors: [Int64],
    isMerged: Bool = false
  ) {
    guard let time else {
      leftOut.undated += 1
      return
    }
    contributions.append(
      Contribution(kind: kind, repo: repo, time: time, actors: actors, isMerged: isMerged)
    )
  }

  private mutating func leaveOut(_ kind: Contribution.Kind, of account: Int64) {
    switch exclusion(of: account) {
    case .bot:
      leftOut.ofBots[kind, default: 0] += 1
      if let name = accounts[account]?.name { leftOut.bots[name, default: 0] += 1 }
    case .massPublisher: leftOut.ofMassPublishers[kind, default: 0] += 1
    case nil: break
    }
  }
}

extension ActivityThread {
  /// What became of a discussion or pull request, by the answers that count.
  fileprivate init(_ thread: ActivityRecords.Thread, answers: [ActivityRecords.Event]) {
    func first(_ isMaintainer: Bool) -> Int64? {
      answers.filter { $0.isMaintainer == isMaintainer }.compactMap(\.time).min()
    }
    let ending: Ending =
      switch thread.statusThen {
      case "merged": .merged
      case "closed": .closed
      default: .open
      }
    self.init(
      repo: thread.repo,
      isPullRequest: thread.isPullRequest,
      openedAt: thread.openedAt,
      ending: ending,
      isRead: thread.isRead,
      maintainersAnswer: first(true),
      othersAnswer: first(false)
    )
  }
}

extension ActivityRecords.Thread {
  /// The comments of others than the opener.
  ///
  /// Deleted accounts cannot be told apart, so that one of them does not answer another.
  fileprivate var answers: [ActivityRecords.Event] {
    events.filter { $0.type == "comment" && $0.account != opener }
  }
}
