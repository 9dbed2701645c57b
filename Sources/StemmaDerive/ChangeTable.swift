import StemmaCore
import StemmaStore

/// What may link otherwise now, for the link stage to look at again.
///
/// New repositories are told by their numbers, so a first sweep writes nothing here.
package final class ChangeTable {
  private let connection: Connection
  private let insert: Statement
  private let trim: Statement
  // What matters changes for few; were it for more, linking everything anew would be shorter.
  private static let mostKept: Int64 = 500_000

  init(_ connection: Connection) throws {
    self.connection = connection
    insert = try connection.prepare("INSERT INTO change (repo, kind, name) VALUES (?, ?, ?)")
    trim = try connection.prepare("DELETE FROM change WHERE id <= ?")
  }

  /// Notes that a repository changed in what links it to others.
  package func note(repo: Int64) throws {
    try insert.run(repo, String?.none, String?.none)
    try forgetOldest()
  }

  /// Notes that a name may lead elsewhere.
  func note(name: String, kind: RepoKind) throws {
    try insert.run(Int64?.none, kind.rawValue, name)
    try forgetOldest()
  }

  private func forgetOldest() throws {
    let newest = connection.lastInsertedID
    if newest % 10_000 == 0 { try trim.run(newest - Self.mostKept) }
  }
}
