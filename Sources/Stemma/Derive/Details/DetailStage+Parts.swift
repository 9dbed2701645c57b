import StemmaCache
import StemmaHub
import StemmaRecords

extension DetailStage {
  func apply(_ page: CommitsPage, isCount: Bool, _ reply: Reply) throws -> Outcome {
    var outcome = Outcome()
    outcome.isChanged = try changing {
      try commits.add(page.commits, of: reply.repo, harvest: reply.harvest)
    }
    if isCount {
      let head = page.commits.first?.id ?? DetailMarks.none
      if let before = try marks.mark(.commits, of: reply.repo)?.count, let total = page.total,
        total < before
      {
        outcome.findings.append(
          Finding(
            .rewrittenHistory,
            subject: reply.question.repo,
            detail: "\(total) commits where there were \(before)"
          )
        )
      }
      try set(.head, head, page.total, reply)
    }
    if reply.isLast, let head = try marks.mark(.head, of: reply.repo) {
      try set(.commits, head.mark, head.count, reply)
    }
    return outcome
  }

  func apply(_ page: DiscussionsPage, _ reply: Reply) throws -> Outcome {
    let isChanged = try changing {
      for discussion in page.discussions {
        try discussions.list(discussion, of: reply.repo, harvest: reply.harvest)
      }
    }
    let odd = page.discussions.count == page.rowCount ? [] : [DetailWalk.unreadable]
    let members = try walk.members(
      after: page.discussions.map(\.number) + odd,
      of: .discussions,
      repo: reply.repo,
      isFirst: page.start == 0,
      isLast: reply.isLast
    )
    guard reply.isLast else { return Outcome(isChanged: isChanged) }
    try set(.discussions, String(page.count ?? 0), page.count, reply)
    // One deleted on the way moves those after it up, past the border of a page.
    guard let members, Int64(members.count) >= page.count ?? 0 else {
      return Outcome(isChanged: isChanged)
    }
    let isClosed = try changing {
      try discussions.keep(members, of: reply.repo, harvest: reply.harvest)
    }
    return Outcome(isChanged: isChanged || isClosed)
  }

  func apply(_ thread: DiscussionThread, _ reply: Reply) throws -> Outcome {
    guard Question.thread(in: reply.question.subject)?.number == thread.discussion.number else {
      return Outcome(findings: [
        Finding(.brokenRecord, subject: reply.question.subject, detail: "another discussion came")
      ])
    }
    return Outcome(
      isChanged: try changing {
        try discussions.read(thread.discussion, of: reply.repo, harvest: reply.harvest)
        try events.update(to: thread, of: reply.repo, harvest: reply.harvest)
      }
    )
  }

  func apply(_ page: LikersPage, _ reply: Reply) throws -> Outcome {
    var isChanged = false
    var ids: [Int64] = []
    isChanged = try changing {
      ids = try page.likers.compactMap { try accounts.id(of: $0, harvest: reply.harvest) }
      try likers.add(ids, to: reply.repo, harvest: reply.harvest)
    }
    let members = try walk.members(
      after: ids + (page.findings.isEmpty ? [] : [DetailWalk.unreadable]),
      of: .likers,
      repo: reply.repo,
      isFirst: !reply.url.contains("?"),
      isLast: reply.isLast
    )
    // A list that was not wholly read is asked for again.
    guard reply.isLast, let members else { return Outcome(isChanged: isChanged) }
    let counted = try likes.first(reply.repo) { $0.integer(0) } ?? 0
    try set(.likers, String(counted), Int64(members.count), reply)
    let isClosed = try changing {
      try likers.keep(members, of: reply.repo, harvest: reply.harvest)
    }
    return Outcome(isChanged: isChanged || isClosed)
  }

  func apply(_ said: RepoRefs, _ reply: Reply) throws -> Outcome {
    let isChanged = try changing {
      try refs.update(
        to: said.refs,
        areAll: said.findings.isEmpty,
        of: reply.repo,
        harvest: reply.harvest
      )
    }
    try set(.refs, sha(of: reply.repo), Int64(said.refs.count), reply)
    return Outcome(isChanged: isChanged)
  }

  func apply(_ card: CardText, _ reply: Reply) throws -> Outcome {
    var outcome = Outcome()
    let sha = reply.question.known ?? DetailMarks.none
    outcome.isChanged = try changing {
      if let text = card.text {
        outcome.findings = try cards.apply(
          text,
          sha: sha,
          to: reply.repo,
          harvest: reply.harvest
        )
      } else {
        outcome.findings = [Finding(.pointerCard, detail: "the README is a pointer")]
        try cards.applyNone(to: reply.repo, harvest: reply.harvest)
      }
    }
    try set(.card, sha, card.text == nil ? 0 : 1, reply)
    outcome.findings = outcome.findings.map {
      Finding($0.code, subject: reply.question.repo, detail: $0.detail)
    }
    return outcome
  }
}

extension Finding.Code {
  /// Details of a repository that the cache does not know.
  static let unknownRepo = Finding.Code(rawValue: "unknown-repository")
  /// Fewer commits than there were: the owner rewrote the history.
  static let rewrittenHistory = Finding.Code(rawValue: "rewritten-history")
  /// A README that is kept in large-file storage: its text is not read.
  static let pointerCard = Finding.Code(rawValue: "pointer-card")
}
