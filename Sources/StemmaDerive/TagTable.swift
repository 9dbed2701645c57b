import StemmaStore

/// The tags of repositories, with the harvests between which they stood.
final class TagTable {
  private let names: Interner
  private let current: Statement
  private let insert: Statement
  private let newRows: NewRows
  private let close: Statement
  /// The numbers of one repository's tags, kept for their memory.
  private var numbers: [Int64] = []

  init(_ connection: Connection) throws {
    names = try Interner(
      connection,
      find: "SELECT id FROM tag WHERE value = ?",
      insert: "INSERT INTO tag (value) VALUES (?) ON CONFLICT DO NOTHING"
    )
    current = try connection.prepare(
      "SELECT tag FROM repo_tag WHERE repo = ? AND last_seen IS NULL"
    )
    insert = try connection.prepare(
      """
      INSERT INTO repo_tag (repo, tag, first_seen) VALUES (?, ?, ?)
      ON CONFLICT (repo, tag, first_seen) DO UPDATE SET last_seen = NULL
      """
    )
    // Few models have more than sixteen tags.
    newRows = try NewRows(connection, into: "repo_tag", columns: ["tag"], atOnce: 16)
    close = try connection.prepare(
      """
      UPDATE repo_tag SET last_seen = ?3 - 1
      WHERE repo = ?1 AND tag = ?2 AND last_seen IS NULL
      """
    )
  }

  /// Notes that a new repository has the tags from this harvest on.
  func open(_ tags: [String], repo: Int64, harvest: Int64) throws {
    numbers.removeAll(keepingCapacity: true)
    for tag in tags { numbers.append(try names.id(of: tag)) }
    // In the order of the table, so that each row goes behind the last.
    numbers.sort()
    try newRows.insert(numbers, repo: repo, harvest: harvest) { try $1.bind($0, at: $2) }
  }

  /// Brings the repository's tags up to `tags`, and says whether that changed anything.
  func update(repo: Int64, to tags: [String], harvest: Int64) throws -> Bool {
    let said = Set(try tags.map { try names.id(of: $0) })
    let stored = Set(try current.rows(repo) { $0.integer(0) })
    for tag in said.subtracting(stored) { try open(tag, repo: repo, harvest: harvest) }
    for tag in stored.subtracting(said) { try close.run(repo, tag, harvest) }
    return said != stored
  }

  func forget() { names.forget() }

  private func open(_ tag: Int64, repo: Int64, harvest: Int64) throws {
    try insert.bind(repo, at: 1)
    try insert.bind(tag, at: 2)
    try insert.bind(harvest, at: 3)
    try insert.runBound()
  }
}
