import Algorithms
public import StemmaCore
package import StemmaGraph
package import StemmaLink
import StemmaMetrics
package import StemmaStore

/// The Spaces that say to load a model, or a model that was made from it.
public struct ModelSpaces: Sendable, Hashable {
  /// One of them.
  public struct Space: Sendable, Hashable {
    /// Its name, as `spaces/ID`.
    public let id: String
    /// Its owner.
    public let owner: String?
    /// When it was made.
    public let createdAt: String?
    /// Its likes; nil when unknown.
    public let likes: Int64?
    /// The nearest model of the family that it loads, of equal ones the first by name.
    public let model: String
    /// How many steps that is below the model asked about; 0 for the model itself.
    public let distance: Int

    /// Makes one from its parts, without a cache.
    public init(
      id: String,
      owner: String? = nil,
      createdAt: String? = nil,
      likes: Int64? = nil,
      model: String,
      distance: Int
    ) {
      (self.id, self.owner, self.createdAt, self.likes) = (id, owner, createdAt, likes)
      (self.model, self.distance) = (model, distance)
    }
  }

  /// The model's name at the moment asked for.
  public let model: String
  /// Whether the cache knows any Space at all.
  public let areKnown: Bool
  /// Those that the Hub lists: by distance, then by name.
  public let spaces: [Space]

  /// Makes one from its parts, without a cache.
  public init(model: String, areKnown: Bool = true, spaces: [Space] = []) {
    (self.model, self.areKnown, self.spaces) = (model, areKnown, spaces)
  }

  /// Finds them below one model, over the edges that `filter` admits; days and owners that are left out are
  /// those of the Spaces.
  ///
  /// - Complexity: O(*d* log *d* + *k* log *m* + *s* log *n*) for *d* descendants, *k* of them or of the *m*
  ///   mentioned models, whichever are fewer, and *s* Spaces.
  package init(
    of node: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    model = node.name
    areKnown =
      try connection.count("SELECT EXISTS (SELECT 1 FROM repo WHERE kind = 'space')") > 0
    guard areKnown else {
      spaces = []
      return
    }
    let family = try FamilyBelow([node.id], filter, in: connection)
    let loading = try connection.prepare(Self.query)
    let names = try NodeNames(in: connection)
    let (leftOut, days) = (try filter.leftOut(in: connection), try filter.days())
    var nearest: [Int64: Space] = [:]
    func add(_ id: Int64, at distance: Int) throws {
      var name: String?
      try loading.forEach(id) { row in
        let space = row.integer(0)
        guard !leftOut.contains(space) else { return }
        let model = try name ?? names.name(of: id) ?? ""
        name = model
        if let known = nearest[space], (known.distance, known.model) < (distance, model) { return }
        nearest[space] = row.inOrder { row in
          _ = row.integer()
          return Space(
            id: row.text().written(as: .space),
            owner: row.optionalText(),
            createdAt: row.optionalText(),
            likes: row.optionalInteger(),
            model: model,
            distance: distance
          )
        }
      }
    }
    try add(node.id, at: 0)
    let below = try family.descendants.map {
      (id: try family.members.id($0.node), distance: Int($0.distance))
    }.sorted { $0.id < $1.id }
    // Most of a large family is mentioned nowhere: from one that is to the next is one step.
    let next = try connection.prepare("SELECT min(node) FROM mention WHERE node >= ?1")
    var place = 0
    while place < below.count,
      let mentioned = try next.first(below[place].id, body: { $0.optionalInteger(0) }) ?? nil
    {
      place = below[place...].partitioningIndex { $0.id >= mentioned }
      guard place < below.count, below[place].id == mentioned else { continue }
      try add(mentioned, at: below[place].distance)
      place += 1
    }
    spaces = nearest.values
      .filter { space in
        guard let days else { return true }
        return space.createdAt.flatMap(Timestamp.secondsSince1970).map(days.contains) ?? false
      }
      .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
  }

  /// SQL for the Spaces that load model `?1` and that the Hub lists.
  package static let query = """
    SELECT repo.id, repo.name, owner.name, repo.created_at, repo.likes
    FROM mention
    CROSS JOIN repo ON repo.id = mention.repo
    LEFT JOIN owner ON owner.id = repo.owner
    WHERE mention.node = ?1 AND mention.field = 'model' AND mention.last_seen IS NULL
      AND repo.kind = 'space' AND repo.gone_since IS NULL
    """

  /// How many load the model itself.
  public var direct: Int { spaces.count { $0.distance == 0 } }
  /// How many load a model made from it, and not the model itself.
  public var throughDescendants: Int { spaces.count - direct }
  /// Distinct owners of all of them.
  public var publishers: Int { Set(spaces.compactMap(\.owner)).count }
}

extension ModelSpaces: LongReport {
  fileprivate var counts: [JSONValue.Member] {
    [
      .init("model", .string(model)), .init("known", .bool(areKnown)),
      .init("total", .count(spaces.count)), .init("direct", .count(direct)),
      .init("through_descendants", .count(throughDescendants)),
      .init("publishers", .count(publishers)),
    ]
  }

  /// The members of the JSON before the list.
  public var head: [JSONValue.Member] { counts }
  /// The name of the member that holds the list.
  public static let listName = "spaces"
  /// What is listed.
  public var list: [Space] { spaces }
  /// The names of the members that each element has.
  public static let members = ["id", "model", "distance", "owner", "created_at", "likes"]

  /// The values of an element's members.
  public static func values(of space: Space) -> [JSONValue] {
    [
      .string(space.id), .string(space.model), .count(space.distance), JSONValue(space.owner),
      JSONValue(space.createdAt), space.likes.map(JSONValue.integer) ?? .null,
    ]
  }

  /// The names of the columns.
  public var headings: [String] { Self.members }

  /// An element as a row.
  public static func row(of space: Space) -> [Table.Cell] {
    [
      .text(space.id), .text(space.model), Table.Cell(space.distance), Table.Cell(space.owner),
      Table.Cell(space.createdAt), Table.Cell(space.likes),
    ]
  }

  /// Writes the list and the counts for a terminal.
  public func writeText(to output: OutputBuffer) throws {
    try writeRows(as: .table, to: output)
    try output.write("\n" + sentence)
  }

  fileprivate var sentence: String {
    guard areKnown else {
      return "The cache knows no Spaces: `stemma harvest --plan sweep` lists them.\n"
    }
    return """
      \(spaces.count.counted("Space says", "Spaces say")) to load \(TerminalText.inert(model)) or a model made \
      from it: \(direct) the model itself, \(throughDescendants) a descendant alone; by \
      \(publishers.counted("publisher")).

      """
  }
}

/// How many Spaces say to load a model, or a model that was made from it.
public struct ModelSpaceCounts: Report, Sendable, Hashable {
  /// The Spaces that are counted.
  public let spaces: ModelSpaces

  /// Counts Spaces.
  public init(_ spaces: ModelSpaces) { self.spaces = spaces }

  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue { .object(spaces.counts) }

  /// The answer as rows: how many at each distance.
  public var table: Table {
    let distances = Dictionary(grouping: spaces.spaces, by: \.distance)
    return Table(
      ["distance", "spaces"],
      rows: distances.sorted { $0.key < $1.key }.map { [Table.Cell($0), Table.Cell($1.count)] }
    )
  }

  /// The answer for a terminal.
  public var text: String { spaces.sentence }
}
