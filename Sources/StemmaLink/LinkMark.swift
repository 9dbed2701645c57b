import StemmaStore

/// How far the derive stage's tables were linked.
struct LinkMark: Equatable {
  let change: Int64
  let repo: Int64

  /// Where the derive stage's tables end.
  init(endOf connection: Connection) throws {
    change = Int64(try connection.count("SELECT max(id) FROM change"))
    repo = Int64(try connection.count("SELECT max(id) FROM repo"))
  }

  /// How far the last run came; nil when that does not tell what changed since.
  init?(lastIn connection: Connection) throws {
    let stored = try connection.first("SELECT change, repo FROM link_mark") {
      $0.inOrder { ($0.integer(), $0.integer()) }
    }
    guard let (change, repo) = stored else { return nil }
    (self.change, self.repo) = (change, repo)
    let end = try LinkMark(endOf: connection)
    let oldest = try connection.count("SELECT coalesce(min(id), 1) FROM change")
    guard change <= end.change, change >= oldest - 1, repo <= end.repo else { return nil }
  }

  /// Keeps it for the next run.
  func store(in connection: Connection) throws {
    try connection.execute("DELETE FROM link_mark")
    try connection.run("INSERT INTO link_mark (change, repo) VALUES (?, ?)", change, repo)
  }
}
