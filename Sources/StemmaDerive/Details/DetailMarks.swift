import StemmaStore

/// A part of the details that is read by itself: each table's file names its own.
package struct DetailPart: RawRepresentable, Hashable, Sendable {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }
}

/// What each part of the details was brought up to.
final class DetailMarks {
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

  func mark(_ part: DetailPart, of repo: DetailedRepo) throws -> (mark: String, count: Int64?)? {
    try find.first(repo.id, part.rawValue) { $0.inOrder { ($0.text(), $0.optionalInteger()) } }
  }

  func set(
    _ part: DetailPart,
    of repo: DetailedRepo,
    to mark: String,
    count: Int64?
  ) throws {
    try insert.run(repo.id, part.rawValue, mark, count, repo.harvest)
  }
}

/// Remembers what the pages of one part showed, until the last of them tells what is gone.
///
/// It is kept in the cache, since a walk may end in another run than the one that began it.
final class DetailWalk {
  /// Stands for a row that could not be read, and might have been any member.
  static let unreadable: Int64 = -1

  private let add: Statement
  private let all: Statement
  private let clear: Statement

  init(_ connection: Connection) throws {
    add = try connection.prepare(
      "INSERT OR IGNORE INTO detail_walk (repo, part, member) VALUES (?, ?, ?)"
    )
    all = try connection.prepare("SELECT member FROM detail_walk WHERE repo = ? AND part = ?")
    clear = try connection.prepare("DELETE FROM detail_walk WHERE repo = ? AND part = ?")
  }

  /// Notes the members that a page shows; after the last page returns those of all pages, unless
  /// one could not be read.
  func members(
    after page: [Int64],
    of part: DetailPart,
    repo: Int64,
    isFirst: Bool,
    isLast: Bool
  ) throws -> Set<Int64>? {
    if isFirst { try clear.run(repo, part.rawValue) }
    let members: Set<Int64>
    if isFirst, isLast {
      members = Set(page)
    } else {
      for member in page { try add.run(repo, part.rawValue, member) }
      guard isLast else { return nil }
      members = Set(try all.rows(repo, part.rawValue) { $0.integer(0) })
      try clear.run(repo, part.rawValue)
    }
    return members.contains(Self.unreadable) ? nil : members
  }
}
