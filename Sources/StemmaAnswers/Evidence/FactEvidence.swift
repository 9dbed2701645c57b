public import StemmaCore
package import StemmaLink
package import StemmaStore

/// What one fact of a repository rests on, down to the archived reply that says it.
public struct FactEvidence: Sendable, Hashable {
  /// A place in a reply, and what stands there.
  public struct Piece: Sendable, Hashable {
    /// The keys on the way, with points between.
    public let path: String
    /// What the Hub said.
    public let value: JSONValue

    /// Makes one from its parts, without an archive.
    public init(path: String, value: JSONValue) {
      self.path = path
      self.value = value
    }
  }

  /// The repository's current name.
  public let id: String
  /// `model`, `dataset` or `space`.
  public let kind: String
  /// The fact's name: a column of the table `repo`, or `owner`, `parents`, `datasets`, `tags`.
  public let field: String
  /// What the cache holds.
  public let value: JSONValue
  /// The commit that the Hub named last.
  public let commit: String?
  /// The first harvest that saw this value, as far as history tells.
  public let since: Int64?
  /// The last harvest that met the repository.
  public let lastMet: Int64?
  /// The days on which these began.
  public let sinceDay, lastMetDay: String?
  /// Where the newest reply stands that says it; nil when no archive has one.
  public package(set) var reply: ReplyPlace?
  /// What that reply says.
  public package(set) var pieces: [Piece]

  /// Makes one from its parts, without a cache.
  public init(
    id: String,
    kind: String,
    field: String,
    value: JSONValue,
    commit: String? = nil,
    since: Int64? = nil,
    lastMet: Int64? = nil,
    sinceDay: String? = nil,
    lastMetDay: String? = nil,
    reply: ReplyPlace? = nil,
    pieces: [Piece] = []
  ) {
    self.id = id
    self.kind = kind
    self.field = field
    self.value = value
    self.commit = commit
    self.since = since
    self.lastMet = lastMet
    self.sinceDay = sinceDay
    self.lastMetDay = lastMetDay
    self.reply = reply
    self.pieces = pieces
  }

  /// What the cache knows of one fact.
  ///
  /// - Throws: `AnswerError` for a name that leads to no repository.
  package init(of node: NamedNode, field: String, in connection: Connection) throws {
    let info = try RepoInfo(of: node, in: connection)
    let columns = Dictionary(info.columns.map { ($0.key, $0.value) }) { first, _ in first }
    let value: JSONValue =
      switch field {
      case "tags": .array(info.tags.map(JSONValue.string))
      case "parents": .array(info.parents.map { .string($0.id) })
      case "new_version": .array(info.succession.successors.map(JSONValue.string))
      case "datasets": .array(try Self.datasets(of: node.id, connection).map(JSONValue.string))
      default: columns[field] ?? .null
      }
    let ended = info.history.filter { $0.field == field }.map(\.lastSeen).max()
    let first = columns["first_seen"].flatMap(Self.integer)
    let lastMet =
      try connection.first("SELECT harvest FROM sighting WHERE repo = ?", node.id) {
        $0.integer(0)
      } ?? first
    let since =
      try ended.flatMap { ended in
        try connection.first("SELECT min(id) FROM harvest WHERE id > ?", ended) {
          $0.optionalInteger(0)
        } ?? nil
      } ?? first
    self.init(
      id: node.name,
      kind: node.kind.rawValue,
      field: field,
      value: value,
      commit: columns["sha"]?.string,
      since: since,
      lastMet: lastMet,
      sinceDay: try Self.day(of: since, connection),
      lastMetDay: try Self.day(of: lastMet, connection)
    )
  }

  private static func integer(_ value: JSONValue) -> Int64? {
    if case .integer(let number) = value { number } else { nil }
  }

  private static func day(of harvest: Int64?, _ connection: Connection) throws -> String? {
    try connection.first("SELECT substr(started_at, 1, 10) FROM harvest WHERE id = ?", harvest) {
      $0.text(0)
    }
  }

  private static func datasets(of repo: Int64, _ connection: Connection) throws -> [String] {
    try connection.rows(
      """
      SELECT node.name
      FROM dataset_use
      JOIN node ON node.id = dataset_use.dataset
      WHERE dataset_use.repo = ? AND dataset_use.last_seen IS NULL
      ORDER BY node.name
      """,
      repo
    ) { $0.text(0) }
  }
}

extension FactEvidence: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "id": .string(id), "kind": .string(kind), "field": .string(field), "value": value,
      "commit": JSONValue(commit), "since": since.map(JSONValue.integer) ?? .null,
      "since_day": JSONValue(sinceDay), "last_met": lastMet.map(JSONValue.integer) ?? .null,
      "last_met_day": JSONValue(lastMetDay), "reply": reply?.json ?? .null,
      "says": .array(pieces.map { ["path": .string($0.path), "value": $0.value] }),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    var rows: [[Table.Cell]] = [
      ["repository", .text("\(kind) \(id)")], ["field", .text(field)],
      ["value", Table.Cell(json: value)], ["commit", Table.Cell(commit)],
      ["held since harvest", .text(Self.words(since, sinceDay))],
      ["last met by harvest", .text(Self.words(lastMet, lastMetDay))],
    ]
    if let reply {
      rows += [
        ["archive", .text(reply.archive)], ["offset", .integer(reply.offset)],
        ["length", .integer(reply.length)], ["record", .text(reply.record)],
        ["address", .text(reply.url)], ["received", .text(reply.receivedAt)],
        ["of harvest", .integer(reply.harvest)],
      ]
    } else {
      rows.append(["archive", "no archive has a reply that says it"])
    }
    rows += pieces.map { [.text("says at \($0.path)"), .text($0.value.text)] }
    return Table(["what", "evidence"], rows: rows)
  }

  private static func words(_ harvest: Int64?, _ day: String?) -> String {
    harvest.map { "\($0), begun on \(day ?? "-")" } ?? "unknown"
  }
}
