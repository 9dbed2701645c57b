package import StemmaCache
package import StemmaRecords

/// All that the cache holds on one repository.
package struct RepoInfo: Sendable, Hashable {
  /// One declared parent, with who says what.
  package struct Parent: Sendable, Hashable {
    package let id: String
    /// The relation the card states.
    package let declared: String?
    /// The relation the Hub gives.
    package let hub: String?
    /// The relation its marks point to, in our own reading.
    package let own: String?
    /// Who names the parent: `card`, `readme`, `tag`, `hub`.
    package let sources: [String]
    /// Why the parent is not on the Hub, or nil when it is.
    package let ghost: String?
  }

  /// One value that no longer holds, with the harvests between which it did.
  package struct Past: Sendable, Hashable {
    package let field: String
    package let value: JSONValue
    package let firstSeen: Int64
    package let lastSeen: Int64
  }

  /// The repository's columns in the order of the table, but our own numbers.
  package let columns: [JSONValue.Member]
  /// Names that lead to it: old ones and other spellings.
  package let aliases: [String]
  package let parents: [Parent]
  package let succession: Succession
  package let tags: [String]
  package let history: [Past]

  package init(of node: NamedNode, at moment: Moment = .now, in connection: Connection) throws {
    guard !node.isGhost else {
      let reason = try connection.first("SELECT reason FROM ghost WHERE id = ?", node.id) {
        $0.text(0)
      }
      throw AnswerError(
        .unknownName,
        "\(node.name) is named by others but is not on the Hub as far as the cache knows: "
          + "\(reason ?? "unknown")."
      )
    }
    columns = try connection.first(Self.query(moment), node.id, body: Self.columns) ?? []
    aliases = try connection.rows(
      "SELECT DISTINCT name FROM alias WHERE repo = ? ORDER BY first_seen, name",
      node.id
    ) { $0.text(0) }
    parents = try connection.rows(
      """
      SELECT node.name, edge.declared, edge.hub, edge.own, edge.sources, node.reason,
        edge.position
      FROM edge
      JOIN node ON node.id = edge.parent
      WHERE edge.child = ? AND \(moment.stands("edge"))
      ORDER BY edge.position, node.name
      """,
      node.id
    ) { row in
      Parent(
        id: row.text(0),
        declared: row.optionalText(1),
        hub: row.optionalText(2),
        own: row.optionalText(3),
        sources: row.text(4).split(separator: ",").map(String.init),
        ghost: row.optionalText(5)
      )
    }
    succession = try Succession(of: node.id, at: moment, in: connection)
    tags = try connection.rows(
      """
      SELECT tag.value
      FROM repo_tag
      JOIN tag ON tag.id = repo_tag.tag
      WHERE repo_tag.repo = ? AND \(moment.stands("repo_tag"))
      ORDER BY tag.value
      """,
      node.id
    ) { $0.text(0) }
    history = try connection.rows(Self.history, node.id) { row in
      Past(
        field: row.text(0),
        value: row.value(1).json,
        firstSeen: row.integer(2),
        lastSeen: row.integer(3)
      )
    }
  }

  /// The columns that leave a history, the name first.
  static let facts = [
    "name", "created_at", "last_modified", "sha", "gated", "is_private", "is_disabled",
    "license", "license_name", "license_link", "languages", "library", "pipeline_tag",
    "parameters", "own_relation", "file_relation", "children_by_relation",
  ]
  static let counters = ["downloads", "downloads_all_time", "likes", "trending_score"]

  private static func query(_ moment: Moment) -> String {
    let facts = Self.facts.map { "\(moment.value(of: $0)) AS \($0)" }
    let counters = Self.counters.map { "\(moment.counter($0)) AS \($0)" }
    return """
      SELECT \(facts[0]), repo.kind, repo.hub_id, owner.name AS owner,
        \((facts.dropFirst() + counters).joined(separator: ", ")),
        repo.first_seen, repo.gone_since
      FROM repo
      LEFT JOIN owner ON owner.id = \(moment.owner)
      WHERE repo.id = ?
      """
  }

  private static let history = """
    SELECT field, value, first_seen, last_seen FROM repo_history WHERE repo = ?1
    UNION ALL
    SELECT 'downloads', downloads, first_seen, last_seen FROM counter_history WHERE repo = ?1
    UNION ALL
    SELECT 'downloads_all_time', downloads_all_time, first_seen, last_seen
    FROM counter_history
    WHERE repo = ?1
    UNION ALL
    SELECT 'likes', likes, first_seen, last_seen FROM counter_history WHERE repo = ?1
    ORDER BY 1, 3
    """

  private static func columns(_ row: Statement) -> [JSONValue.Member] {
    zip(row.columnNames, 0...).map { name, index in .init(name, row.value(index).json) }
  }
}

extension SQLValue {
  /// The value as JSON; blobs as hexadecimal text.
  package var json: JSONValue {
    switch self {
    case .null: .null
    case .integer(let number): .integer(number)
    case .real(let number): .number(number)
    case .text(let text): .string(text)
    case .blob(let bytes):
      .string(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
  }
}
