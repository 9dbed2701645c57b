/// Turns rows into contributions, and leaves out what the filter does not include.
struct ActivitySelection {
  let filter: ActivityFilter
  let accounts: [Int64: ActivityAccount]
  var leftOut = ActivityLeftOut()
  /// The discussions and pull requests that counted.
  private(set) var threads: [ActivityThread] = []

  init(filter: ActivityFilter, accounts: [Int64: ActivityAccount]) {
    self.filter = filter
    self.accounts = accounts
  }

  /// Whether what an account does counts; that of a deleted one does.
  func counts(_ account: Int64?) -> Bool { reason(against: account) == nil }

  /// Everything dated that counts, by time.
  mutating func contributions(in records: ActivityRecords) -> [Contribution] {
    var contributions: [Contribution] = []
    for commit in records.commits {
      if let contribution = contribution(of: commit) { contributions.append(contribution) }
    }
    for thread in records.threads where keeps(thread) {
      threads.append(self.thread(thread))
      if let opening = contribution(of: thread) { contributions.append(opening) }
      contributions += answers(in: thread)
    }
    return contributions.sorted {
      ($0.time, $0.repo, $0.kind.rawValue) < ($1.time, $1.repo, $1.kind.rawValue)
    }
  }

  /// A commit; nil when its authors are all left out, or it has no date.
  mutating func contribution(of commit: ActivityRecords.Commit) -> Contribution? {
    let actors = commit.authors.filter(counts)
    if actors.isEmpty, let first = commit.authors.first {
      leaveOut(.commit, of: first)
      return nil
    }
    guard let time = dated(commit.time) else { return nil }
    return Contribution(
      kind: .commit,
      repo: commit.repo,
      time: time,
      actors: actors,
      isMerged: commit.isMerged
    )
  }

  /// Whether a discussion or pull request counts at all.
  mutating func keeps(_ thread: ActivityRecords.Thread) -> Bool {
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

  /// The opening of a discussion or pull request; nil when it has no date.
  mutating func contribution(of thread: ActivityRecords.Thread) -> Contribution? {
    dated(thread.openedAt).map { time in
      Contribution(
        kind: thread.isPullRequest ? .pullRequest : .discussion,
        repo: thread.repo,
        time: time,
        actors: thread.opener.map { [$0] } ?? []
      )
    }
  }

  /// The comments of others in a discussion or pull request.
  mutating func answers(in thread: ActivityRecords.Thread) -> [Contribution] {
    var answers: [Contribution] = []
    for event in thread.events where thread.isAnswer(event) {
      guard counts(event.account) else {
        if let account = event.account { leaveOut(.answer, of: account) }
        continue
      }
      guard let time = dated(event.time) else { continue }
      answers.append(
        Contribution(
          kind: .answer,
          repo: thread.repo,
          time: time,
          actors: event.account.map { [$0] } ?? []
        )
      )
    }
    return answers
  }

  /// What became of a discussion or pull request.
  func thread(_ thread: ActivityRecords.Thread) -> ActivityThread {
    let answers = thread.events.filter { thread.isAnswer($0) && counts($0.account) }
    func first(_ isMaintainer: Bool) -> Int64? {
      answers.filter { $0.isMaintainer == isMaintainer }.compactMap(\.time).min()
    }
    let ending: ActivityThread.Ending =
      switch thread.statusThen {
      case "merged": .merged
      case "closed": .closed
      default: .open
      }
    return ActivityThread(
      repo: thread.repo,
      isPullRequest: thread.isPullRequest,
      openedAt: thread.openedAt,
      ending: ending,
      isRead: thread.isRead,
      maintainersAnswer: first(true),
      othersAnswer: first(false)
    )
  }

  private enum Reason { case bot, massPublisher }

  private func reason(against account: Int64?) -> Reason? {
    guard let account = account.flatMap({ accounts[$0] }) else { return nil }
    if account.isBot { return filter.includesBots ? nil : .bot }
    return account.isMassPublisher && !filter.includesMassPublishers ? .massPublisher : nil
  }

  private mutating func leaveOut(_ kind: Contribution.Kind, of account: Int64) {
    switch reason(against: account) {
    case .bot:
      leftOut.ofBots[kind, default: 0] += 1
      if let name = accounts[account]?.name { leftOut.bots[name, default: 0] += 1 }
    case .massPublisher: leftOut.ofMassPublishers[kind, default: 0] += 1
    case nil: break
    }
  }

  private mutating func dated(_ time: Int64?) -> Int64? {
    if time == nil { leftOut.undated += 1 }
    return time
  }
}

extension ActivityRecords.Thread {
  /// Whether an event is a comment of somebody other than the opener.
  ///
  /// Deleted accounts cannot be told apart, so that one of them does not answer another.
  func isAnswer(_ event: ActivityRecords.Event) -> Bool {
    event.type == "comment" && event.account != opener
  }
}
