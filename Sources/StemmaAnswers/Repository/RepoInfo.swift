public import StemmaCore
package import StemmaLink
package import StemmaStore

/// All that the cache holds on one repository.
public struct RepoInfo: Sendable, Hashable {
  /// One declared parent, with who says what.
  public struct Parent: Sendable, Hashable {
    /// The parent's name.
    public let id: String
    /// The relation the card states.
    public let declared: String?
    /// The relation the Hub gives.
    public let hub: String?
    /// The relation its marks point to, in our own reading.
    public let own: String?
    /// Who names the parent: `card`, `readme`, `tag`, `hub`.
    public let sources: [String]
    /// Why the parent is not on the Hub, or nil when it is.
    public let ghost: String?

    /// Makes one from its parts, without a cache.
    public init(
      id: String,
      declared: String? = nil,
      hub: String? = nil,
      own: String? = nil,
      sources: [String] = [],
      ghost: String? = nil
    ) {
      self.id = id
      self.declared = declared
      self.hub = hub
      self.own = own
      self.sources = sources
      self.ghost = ghost
    }
  }

  /// One value that no longer holds, with the harvests between which it did.
  public struct Past: Sendable, Hashable {
    /// The column.
    public let field: String
    /// What it held.
    public let value: JSONValue
    /// The first harvest that saw it.
    public let firstSeen: Int64
    /// The last harvest that saw it.
    public let lastSeen: Int64

    /// Makes one from its parts, without a cache.
    public init(
      field: String,
      value: JSONValue,
      firstSeen: Int64,
      lastSeen: Int64
    ) {
      self.field = field
      self.value = value
      self.firstSeen = firstSeen
      self.lastSeen = lastSeen
    }
  }

  /// The repository's columns in the order of the table, but our own numbers.
  public let columns: [JSONValue.Member]
  /// Names that lead to it: old ones and other spellings.
  public let aliases: [String]
  /// What it was made from, in the order of its card.
  public let parents: [Parent]
  /// What it says of others, and which models it follows or gives way to.
  public let succession: Succession
  /// Its tags, sorted.
  public let tags: [String]
  /// Values that no longer hold, by field and time.
  public let history: [Past]
  /// What it states nothing of, and the model it is a copy of states.
  public let inherited: [InheritedAttribute]

  /// Makes one from its parts, without a cache.
  public init(
    columns: [JSONValue.Member] = [],
    aliases: [String] = [],
    parents: [Parent] = [],
    succession: Succession,
    tags: [String] = [],
    history: [Past] = [],
    inherited: [InheritedAttribute] = []
  ) {
    self.columns = columns
    self.aliases = aliases
    self.parents = parents
    self.succession = succession
    self.tags = tags
    self.history = history
    self.inherited = inherited
  }

  package init(of node: NamedNode, in connection: Connection) throws {
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
    columns = try connection.first(Self.query, node.id, body: Self.columns) ?? []
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
      WHERE edge.child = ? AND edge.last_seen IS NULL
      ORDER BY edge.position, node.name
      """,
      node.id
    ) { row in
      Parent(
        id: row.text("name"),
        declared: row.optionalText("declared"),
        hub: row.optionalText("hub"),
        own: row.optionalText("own"),
        sources: row.text("sources").split(separator: ",").map(String.init),
        ghost: row.optionalText("reason")
      )
    }
    succession = try Succession(of: node.id, in: connection)
    tags = try connection.rows(
      """
      SELECT DISTINCT value
      FROM written_tag
      WHERE repo = ? AND last_seen IS NULL
      ORDER BY value
      """,
      node.id
    ) { $0.text(0) }
    history = try connection.rows(Self.history, node.id) { row in
      Past(
        field: row.text("field"),
        value: row.value("value").json,
        firstSeen: row.integer("first_seen"),
        lastSeen: row.integer("last_seen")
      )
    }
    inherited =
      node.kind == .model ? try CopiedModels(in: connection).inherited(by: node.id) : []
  }

  /// The columns that leave a history, the name first.
  static let facts = [
    "name", "created_at", "last_modified", "sha", "gated", "is_private", "is_disabled",
    "license", "license_name", "license_link", "languages", "library", "pipeline_tag",
    "parameters", "own_relation", "file_relation", "children_by_relation",
    "architecture",
  ]
  static let counters = ["downloads", "downloads_all_time", "likes", "trending_score"]

  private static var query: String {
    let facts = Self.facts.map { "repo.\($0) AS \($0)" }
    let counters = Self.counters.map { "repo.\($0) AS \($0)" }
    return """
      SELECT \(facts[0]), repo.kind, repo.hub_id, owner.name AS owner,
        \((facts.dropFirst() + counters).joined(separator: ", ")),
        repo.first_seen, repo.gone_since
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
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

extension RepoInfo {
  /// What imported snapshots tell of a repository as of a date that no harvest saw.
  ///
  /// The newest observation by then speaks for the counters, and each fact stands as it was seen
  /// last. What they do not tell is NULL: relations, tags and names among others. Nil when no import
  /// knows it by then.
  package init?(
    imported text: String,
    kind: RepoKind,
    in connection: Connection
  ) throws {
    let names = try ImportedNames(of: text, kind: kind, in: connection)
    guard let end = try connection.asOf.date else { return nil }
    var values = try Self.facts(names, end, connection)
    if let counters = try Self.counters(names, end, connection) {
      values.merge(counters) { _, counter in counter }
    }
    guard !values.isEmpty else { return nil }
    values["name"] = .string(RepoName.meant(by: text))
    values["kind"] = .string(kind.rawValue)
    values["source"] = .string("import")
    let keys =
      ["name", "kind", "hub_id", "owner"] + Self.facts.dropFirst() + Self.counters
      + ["first_seen", "gone_since", "source", "observed_at"]
    columns = keys.map { JSONValue.Member($0, values[$0] ?? .null) }
    (aliases, parents, tags, history, inherited) = ([], [], [], [], [])
    succession = .unknown
  }

  private static func facts(
    _ names: ImportedNames,
    _ end: String,
    _ connection: Connection
  ) throws -> [String: JSONValue] {
    let rows = try connection.rows(
      """
      SELECT field, value, min(last_observed, ?2)
      FROM imported_fact
      WHERE imported_name IN (SELECT value FROM json_each(?1)) AND first_observed <= ?2
      ORDER BY last_observed, import
      """,
      names.list,
      end
    ) { $0.inOrder { ($0.text(), $0.text(), $0.text()) } }
    var values: [String: JSONValue] = [:]
    for (field, value, time) in rows {
      values[field] =
        field == "parameters" ? Int64(value).map(JSONValue.integer) : .string(value)
      values["observed_at"] = .string(time)
    }
    return values
  }

  private static func counters(
    _ names: ImportedNames,
    _ end: String,
    _ connection: Connection
  ) throws -> [String: JSONValue]? {
    try connection.first(
      """
      SELECT observed_at, downloads, downloads_all_time, likes, trending_score
      FROM imported_counter
      WHERE imported_name IN (SELECT value FROM json_each(?1)) AND observed_at <= ?2
      ORDER BY observed_at DESC, import DESC
      """,
      names.list,
      end
    ) { row in
      Dictionary(
        uniqueKeysWithValues: row.columnNames.enumerated().map { ($1, row.value($0).json) }
      )
    }
  }
}

extension RepoInfo: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    .object(
      columns + [
        .init("aliases", .array(aliases.map(JSONValue.string))),
        .init("parents", .array(parents.map(\.json))),
        .init("successors", .array(succession.successors.map(JSONValue.string))),
        .init("latest", JSONValue(succession.latest)),
        .init("predecessors", .array(succession.predecessors.map(JSONValue.string))),
        .init("mentions", .array(succession.mentions.map(\.json))),
        .init("tags", .array(tags.map(JSONValue.string))),
        .init("history", .array(history.map(\.json))),
        .init("inherited", .array(inherited.map(\.json))),
      ]
    )
  }

  /// The answer as rows.
  public var table: Table {
    var rows: [[Table.Cell]] = columns.map { [.text($0.key), Table.Cell(json: $0.value)] }
    rows += inherited.map { [.text("\($0.field), inherited"), .text($0.summary)] }
    rows += aliases.map { ["alias", .text($0)] }
    rows += parents.map { ["parent", .text($0.summary)] }
    rows += succession.predecessors.map { ["predecessor", .text($0)] }
    rows += succession.mentions.map { [.text($0.heading), .text($0.summary)] }
    rows.append(["tags", .text(tags.joined(separator: " "))])
    rows += history.map { ["was", .text($0.summary)] }
    return Table(["field", "value"], rows: rows)
  }
}

extension RepoInfo.Parent {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "declared": JSONValue(declared), "hub": JSONValue(hub),
      "own": JSONValue(own), "sources": .array(sources.map(JSONValue.string)),
      "ghost": .bool(ghost != nil), "reason": JSONValue(ghost),
    ]
  }

  fileprivate var summary: String {
    let says = [("card", declared), ("hub", hub), ("own reading", own)]
      .compactMap { name, relation in relation.map { "\(name): \($0)" } }
    let notes = says + (ghost.map { ["ghost: \($0)"] } ?? [])
    return notes.isEmpty ? id : "\(id) (\(notes.joined(separator: ", ")))"
  }
}

extension RepoInfo.Past {
  fileprivate var json: JSONValue {
    [
      "field": .string(field), "value": value, "first_seen": .integer(firstSeen),
      "last_seen": .integer(lastSeen),
    ]
  }

  fileprivate var summary: String {
    let value = value.string ?? value.text
    return "\(field) \(value) (harvests \(firstSeen) to \(lastSeen))"
  }
}

extension Succession.Mention {
  fileprivate var json: JSONValue {
    [
      "field": .string(field), "id": .string(id),
      "sources": .array(sources.map(JSONValue.string)), "ghost": .bool(ghost != nil),
      "reason": JSONValue(ghost), "misuse": JSONValue(misuse),
    ]
  }

  fileprivate var heading: String {
    field == "new_version" && misuse == nil ? "successor" : field
  }

  fileprivate var summary: String {
    let notes = [misuse.map { "no successor: \($0)" }, ghost.map { "ghost: \($0)" }]
      .compactMap { $0 }
    return notes.isEmpty ? id : "\(id) (\(notes.joined(separator: ", ")))"
  }
}
