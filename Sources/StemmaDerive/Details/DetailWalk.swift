package import StemmaStore

/// Remembers what the pages of one part showed, until the last of them tells what is gone.
///
/// It is kept in the cache, since a walk may end in another run than the one that began it.
package final class DetailWalk {
  /// Stands for a row that could not be read, and might have been any member.
  package static let unreadable: Int64 = -1

  private let add: Statement
  private let all: Statement
  private let clear: Statement

  package init(_ connection: Connection) throws {
    add = try connection.prepare(
      "INSERT OR IGNORE INTO detail_walk (repo, part, member) VALUES (?, ?, ?)"
    )
    all = try connection.prepare("SELECT member FROM detail_walk WHERE repo = ? AND part = ?")
    clear = try connection.prepare("DELETE FROM detail_walk WHERE repo = ? AND part = ?")
  }

  /// Notes the members that a page shows; after the last page returns those of all pages, unless
  /// one could not be read.
  package func members(
    after page: [Int64],
    of part: DetailMarks.Part,
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
