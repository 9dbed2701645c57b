package import StemmaStore

/// What each part of the details was brought up to.
package final class DetailMarks {
  /// A part of the details that is read by itself.
  package enum Part: String, CaseIterable {
    case commits
    /// The newest commit, until all commits before it are read.
    case head
    case discussions, likers, refs, spaces, card
  }

  /// The mark of a part that the Hub does not show: switched off, gated or missing.
  package static let none = "none"

  private let find: Statement
  private let insert: Statement

  package init(_ connection: Connection) throws {
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

  package func mark(_ part: Part, of repo: Int64) throws -> (mark: String, count: Int64?)? {
    try find.first(repo, part.rawValue) { ($0.text(0), $0.optionalInteger(1)) }
  }

  package func set(
    _ part: Part,
    of repo: Int64,
    to mark: String,
    count: Int64?,
    harvest: Int64
  ) throws {
    try insert.run(repo, part.rawValue, mark, count, harvest)
  }
}
