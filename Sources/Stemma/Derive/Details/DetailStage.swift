import StemmaCache
import StemmaHub
import StemmaRecords

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
