import StemmaCore
import StemmaDerive
import StemmaHub
import StemmaStore

/// Writes the tables of the details of a cohort.
///
/// Applying the same replies again changes nothing but what says when they were last read. What
/// the Hub no longer shows is closed; a commit that a squashed history left out is not.
final class DetailStage {
  let connection: Connection
  private let find: Statement
  private let findAlias: Statement
  let likes: Statement
  let accounts: AccountTable
  let marks: DetailMarks
  let walk: DetailWalk
  let commits: CommitTable
  let discussions: DiscussionTable
  let events: DiscussionEventTable
  let likers: LikerTable
  let refs: RefTable
  let cards: CardTable
  let unlink: Statement
  let changes: ChangeTable

  init(_ connection: Connection, declarations: DeclarationTable) throws {
    let connection = connection.as(.derive)
    self.connection = connection
    find = try connection.prepare(
      """
      SELECT id FROM repo WHERE kind = ? AND name = ? ORDER BY gone_since IS NOT NULL, id DESC
      """
    )
    findAlias = try connection.prepare(
      "SELECT repo FROM alias WHERE kind = ? AND name = ? ORDER BY first_seen DESC, repo DESC"
    )
    likes = try connection.prepare("SELECT coalesce(likes, 0), sha FROM repo WHERE id = ?")
    accounts = try AccountTable(connection)
    marks = try DetailMarks(connection)
    walk = try DetailWalk(connection)
    commits = try CommitTable(connection, accounts: accounts)
    discussions = try DiscussionTable(connection, accounts: accounts)
    events = try DiscussionEventTable(connection, accounts: accounts)
    likers = try LikerTable(connection)
    refs = try RefTable(connection)
    cards = try CardTable(connection, declarations: declarations)
    unlink = try connection.prepare(
      """
      UPDATE declaration SET last_seen = ?2 - 1
      WHERE field = 'model' AND source = 'hub' AND last_seen IS NULL
        AND reference IN (
          SELECT id FROM reference WHERE kind = 'model' AND value = ?1)
        AND ?2 > (
          SELECT max(repo.first_seen, coalesce(sighting.harvest, 0))
          FROM repo
          LEFT JOIN sighting ON sighting.repo = repo.id
          WHERE repo.id = declaration.repo)
      RETURNING repo
      """
    )
    changes = declarations.changes
  }

  /// What applying a reply came to.
  struct Outcome {
    var isChanged = false
    var findings: [Finding] = []
  }

  /// Applies what a reply says; `isLast` when nothing follows it.
  func apply(
    _ detail: DetailContents,
    to question: Question,
    url: String,
    isLast: Bool,
    harvest: Int64
  ) throws -> Outcome {
    if case .account(let overview) = detail {
      let isChanged = try changing {
        try accounts.apply(overview, to: question.subject, harvest: harvest)
      }
      try accounts.noteAsked(question.subject, harvest: harvest)
      return Outcome(isChanged: isChanged)
    }
    guard let repo = try repo(question) else {
      return Outcome(findings: [
        Finding(.unknownRepo, subject: question.repo, detail: "details of it came")
      ])
    }
    let reply = Reply(question: question, url: url, isLast: isLast, repo: repo, harvest: harvest)
    switch detail {
    case .commits(let page, let isCount): return try apply(page, isCount: isCount, reply)
    case .discussions(let page): return try apply(page, reply)
    case .thread(let thread): return try apply(thread, reply)
    case .likers(let page): return try apply(page, reply)
    case .refs(let refs): return try apply(refs, reply)
    case .card(let card): return try apply(card, reply)
    case .account: return Outcome()
    }
  }

  /// Where a reply belongs.
  struct Reply {
    let question: Question
    let url: String
    let isLast: Bool
    let repo: Int64
    let harvest: Int64
  }

  func set(
    _ part: DetailMarks.Part,
    _ mark: String,
    _ count: Int64?,
    _ reply: Reply
  ) throws {
    try marks.set(part, of: reply.repo, to: mark, count: count, harvest: reply.harvest)
  }

  func sha(of repo: Int64) throws -> String {
    try likes.first(repo) { $0.optionalText(1) }.flatMap { $0 } ?? DetailMarks.none
  }

  func repo(_ question: Question) throws -> Int64? {
    try find.first(question.kind.rawValue, question.repo) { $0.integer(0) }
      ?? findAlias.first(question.kind.rawValue, question.repo) { $0.integer(0) }
  }

  func changing(_ body: () throws -> Void) throws -> Bool {
    let before = try connection.count("SELECT total_changes()")
    try body()
    return try connection.count("SELECT total_changes()") > before
  }
}

extension DetailStage {
  /// Closes the links of Spaces that the Hub, asked for those that use a model, no longer shows.
  func endSpaces(using question: Question, harvest: Int64) throws {
    guard let repo = try repo(question) else { return }
    let repos = try unlink.rows(question.subject, harvest) { $0.integer(0) }
    for repo in Set(repos).sorted() { try changes.note(repo: repo) }
    let count = try connection.count(
      """
      SELECT count(DISTINCT declaration.repo)
      FROM declaration
      WHERE field = 'model' AND source = 'hub' AND last_seen IS NULL
        AND reference IN (SELECT id FROM reference WHERE kind = 'model' AND value = ?)
      """,
      question.subject
    )
    let total = Int64(count)
    try marks.set(.spaces, of: repo, to: String(total), count: total, harvest: harvest)
  }

  /// Keeps that the Hub shows no such part: switched off, gated or missing.
  func applyNone(to question: Question, harvest: Int64) throws {
    if question.purpose == .organization || question.purpose == .user {
      return try accounts.noteAsked(question.subject, harvest: harvest)
    }
    guard let repo = try repo(question) else { return }
    if question.purpose == .thread {
      guard let number = Question.thread(in: question.subject)?.number else { return }
      return try discussions.close(number, of: repo, harvest: harvest)
    }
    guard let part = question.purpose.part else { return }
    if part == .card { try cards.applyNone(to: repo, harvest: harvest) }
    let mark = part == .card ? question.known : nil
    try marks.set(part, of: repo, to: mark ?? DetailMarks.none, count: nil, harvest: harvest)
  }
}

extension Step.Purpose {
  /// The part of the details that a step brings up to date; nil for records, discussions one by
  /// one and accounts.
  var part: DetailMarks.Part? {
    switch self {
    case .commits: .commits
    case .discussions: .discussions
    case .likers: .likers
    case .refs: .refs
    case .spaces: .spaces
    case .card: .card
    default: nil
    }
  }
}

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
