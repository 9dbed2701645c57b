import StemmaCache

extension NamedNode {
  /// Why the node is not on the Hub as far as we know; nil for a repository.
  func ghostReason(in connection: Connection) throws -> String? {
    guard isGhost else { return nil }
    return try connection.first("SELECT reason FROM ghost WHERE id = ?", id) { $0.text(0) }
  }
}

extension Moment {
  /// When the state was left: the start of the last harvest that made it; nil before the first.
  func date(in connection: Connection) throws -> String? {
    try connection.first(
      "SELECT started_at FROM harvest WHERE id = ?",
      harvest(in: connection)
    ) { $0.optionalText(0) } ?? nil
  }
}
