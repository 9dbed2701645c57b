import StemmaCache

/// Ghosts beyond those of parents and datasets used, one for every spelling of a name.
final class GhostTable {
  private let find: Statement
  private let absent: Statement
  private let insert: Statement
  private var lowest: Int64

  init(_ connection: Connection) throws {
    find = try connection.prepare("SELECT id FROM ghost WHERE kind = ? AND name = ?")
    absent = try connection.prepare("SELECT 1 FROM absence WHERE kind = ? AND name = ?")
    insert = try connection.prepare(
      "INSERT INTO ghost (id, kind, name, reason) VALUES (?, ?, ?, ?)"
    )
    lowest = try connection.first("SELECT min(id) FROM ghost") { $0.optionalInteger(0) ?? 0 } ?? 0
  }

  /// The number of the ghost of that name, made now when there is none.
  func id(of name: String, kind: String, defect: String?) throws -> Int64 {
    if let id = try find.first(kind, name, body: { $0.integer(0) }) { return id }
    lowest -= 1
    try insert.run(lowest, kind, name, try reason(of: name, kind: kind, defect: defect))
    return lowest
  }

  private func reason(of name: String, kind: String, defect: String?) throws -> String {
    if let defect { return defect }
    if try absent.first(kind, name, body: { _ in true }) == true { return "deleted or private" }
    return name.contains("/") ? "unknown" : "legacy bare name"
  }
}
