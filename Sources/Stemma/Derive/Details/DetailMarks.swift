import StemmaCache

/// What each part of the details was brought up to.
final class DetailMarks {
  /// A part of the details that is read by itself.
  enum Part: String, CaseIterable {
    case commits
    /// The newest commit, until all commits before it are read.
    case head
    case discussions, likers, refs, spaces, card
  }

  /// The mark of a part that the Hub does not show: switched off, gated or missing.
  static let none = "none"

  private let find: Statement
  private let insert: Statement

  init(_ connection: Connection) throws {
    find = try connection.prepare(
      "SELECT mark, count FROM detail_mark WHERE repo = ? AND part = ?"
    )
    insert = try connection.prepare(
      """
      INSERT OR REPLACE INTO detail_mark (repo, part, mark, count, harvest)
      VALUES (?, ?, ?, ?, ?)
      """
    )
  }

  func mark(_ part: Part, of repo: Int64) throws -> (mark: String, count: Int64?)? {
    try find.first(repo, part.rawValue) { ($0.text(0), $0.optionalInteger(1)) }
  }

  func set(
    _ part: Part,
    of repo: Int64,
    to mark: String,
    count: Int64?,
    harvest: Int64
  ) throws {
    try insert.run(repo, part.rawValue, mark, count, harvest)
  }
}
