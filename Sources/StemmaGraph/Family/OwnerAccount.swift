import StemmaCore
package import StemmaLink
package import StemmaStore

/// A user or organization under all the names it has had.
///
/// A former name is one under which repositories of it stood and that owns nothing any more: a name
/// that a repository was only moved away from is somebody else's.
package struct OwnerAccount: Sendable, Hashable {
  /// The name that stands before the slash now.
  package let name: String
  /// All its names, the present one first, then by letters.
  package let names: [String]
  /// Their numbers in the table `owner`.
  package let ids: Set<Int64>

  /// Finds the account by any of its names, in any letter case.
  ///
  /// - Throws: `AnswerError` of code `unknownName`.
  /// - Complexity: O(*k* log *n*) for *k* repositories of it among *n*.
  package init(_ text: String, in connection: Connection) throws {
    let bare = text.hasSuffix("/") ? String(text.dropLast()) : text
    guard let current = try Self.current(bare, in: connection) else {
      throw AnswerError(
        .unknownName,
        "The cache knows no owner \(text). Name one as it stands before the slash of an id."
      )
    }
    name = current
    var former: [String: String] = [:]
    try connection.prepare(
      """
      SELECT DISTINCT substr(alias.name, 1, instr(alias.name, '/') - 1) AS former
      FROM repo
      CROSS JOIN alias ON alias.repo = repo.id
      WHERE \(Self.range("repo.name", "?1"))
      """
    ).forEach(current) { row in
      let name = row.text("former")
      if !name.isEmpty { former[name.lowercased()] = name }
    }
    former[current.lowercased()] = nil
    names =
      [current]
      + (try former.values.sorted().filter { try !Self.ownsAnything($0, in: connection) })
    let numbers = try connection.prepare("SELECT id FROM owner WHERE name = ? COLLATE NOCASE")
    ids = Set(try names.flatMap { try numbers.rows($0) { $0.integer(0) } })
  }

  /// The account that publishes a model; nil for one of no owner, and for a ghost.
  package init?(of node: NamedNode, in connection: Connection) throws {
    let owner = try connection.first(
      "SELECT owner.name FROM repo JOIN owner ON owner.id = repo.owner WHERE repo.id = ?",
      node.id
    ) { $0.text(0) }
    guard let owner else { return nil }
    try self.init(owner, in: connection)
  }

  /// A model of it, and what decides whether it is among the first.
  package struct Model: Sendable, Hashable {
    /// Its number in the cache.
    package let id: Int64
    /// Downloads of the last 30 days; -1 where they are not known.
    package let downloads: Int64
    /// Whether it was made on the day asked about or later.
    package let isNew: Bool
  }

  /// Its models that the Hub lists, in no order; those made on `day`, such as `2024-06-01`, or later are
  /// new.
  ///
  /// - Complexity: O(*k* log *n*) for *k* repositories of it among *n*: the rows are read in the order of the
  ///   table, and nothing of them is held but numbers.
  package func models(newSince day: String? = nil, in connection: Connection) throws -> [Model] {
    let query = try connection.prepare(
      """
      SELECT repo.id, coalesce(repo.downloads, -1), coalesce(repo.created_at >= ?2, 0)
      FROM repo
      WHERE \(isOwner) AND repo.kind = 'model' AND repo.gone_since IS NULL
        AND \(Self.range("+repo.name", "?1"))
      """
    )
    var models: [Model] = []
    for name in names {
      try query.forEach(name, day) { row in
        models.append(
          row.inOrder { Model(id: $0.integer(), downloads: $0.integer(), isNew: $0.bool()) }
        )
      }
    }
    return models
  }

  /// SQL that holds for rows of `repo` whose owner it is, and that leads to them by the index of owners.
  package var isOwner: String {
    "repo.owner IN (\(ids.sorted().map(String.init).joined(separator: ", ")))"
  }

  private static func current(_ text: String, in connection: Connection) throws -> String? {
    for collation in ["BINARY", "NOCASE"] {
      let named = try connection.rows(
        "SELECT name FROM owner WHERE name = ? COLLATE \(collation) ORDER BY id",
        text
      ) { $0.text(0) }
      if let owner = try named.first(where: { try ownsAnything($0, in: connection) }) {
        return owner
      }
    }
    // A name of the past leads on by what stood under it.
    return try connection.first(
      """
      SELECT owner.name
      FROM alias
      CROSS JOIN repo ON repo.id = alias.repo
      CROSS JOIN owner ON owner.id = repo.owner
      WHERE alias.kind = 'model' AND \(range("alias.name", "?1"))
      GROUP BY owner.name
      ORDER BY count(*) DESC, owner.name
      LIMIT 1
      """,
      text
    ) { $0.text(0) }
  }

  private static func ownsAnything(_ name: String, in connection: Connection) throws -> Bool {
    try connection.first(
      """
      SELECT EXISTS (
        SELECT 1 FROM repo WHERE \(range("repo.name", "?1", collation: " COLLATE NOCASE")))
      """,
      name
    ) { $0.bool(0) } ?? false
  }

  /// SQL that holds for ids of an owner: a range of an index, since `0` comes next to `/`.
  private static func range(_ column: String, _ owner: String, collation: String = "") -> String {
    "\(column)\(collation) >= \(owner) || '/' AND \(column)\(collation) < \(owner) || '0'"
  }
}
