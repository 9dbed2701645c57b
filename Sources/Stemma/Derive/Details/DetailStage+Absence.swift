import StemmaCache
import StemmaRecords

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
