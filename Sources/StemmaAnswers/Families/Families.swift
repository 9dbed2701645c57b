public import StemmaCore
package import StemmaGraph
public import StemmaLink
package import StemmaStore

/// The families of the cache: models linked over parents or derivatives in any mix.
public struct Families: Sendable, Hashable {
  /// One of them.
  public struct Part: Sendable, Hashable {
    /// Its root with the most descendants; of equal ones the first by name.
    public let root: String
    /// Models and ghosts in it.
    public let size: Int
    /// Models of it that the Hub lists.
    public let models: Int
    /// Nodes with derivatives and no parent; a cycle that nothing leads into is one.
    public let roots: Int
    /// Edges in it; those from a model to itself are none.
    public let edges: Int
    /// Its models that were left out of all these as mass uploads; nil when they count.
    public let massUploads: Int?
    /// Models of the owner asked about, that the Hub lists; nil where no owner was.
    public let own: Int?

    /// Makes one from its parts, without a cache.
    public init(
      root: String,
      size: Int,
      models: Int,
      roots: Int,
      edges: Int,
      massUploads: Int? = nil,
      own: Int? = nil
    ) {
      self.root = root
      self.size = size
      self.models = models
      self.roots = roots
      self.edges = edges
      self.massUploads = massUploads
      self.own = own
    }
  }

  /// The largest first, then by root; as many as were asked for.
  public let parts: [Part]
  /// All families.
  public let total: Int
  /// Nodes without parent and derivative.
  public let isolated: Int
  /// The same two with mass uploads; nil when these were not left out.
  public let withMassUploads: WithMassUploads?
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// How many families there are where mass uploads count.
  public struct WithMassUploads: Sendable, Hashable {
    /// All families.
    public let total: Int
    /// Nodes without parent and derivative.
    public let isolated: Int

    /// Makes one from its parts, without a cache.
    public init(total: Int, isolated: Int) { (self.total, self.isolated) = (total, isolated) }
  }

  /// Makes one from its parts, without a cache.
  public init(
    parts: [Part] = [],
    total: Int,
    isolated: Int,
    withMassUploads: WithMassUploads? = nil,
    relationBasis: RelationBasis? = nil
  ) {
    self.parts = parts
    self.total = total
    self.isolated = isolated
    self.withMassUploads = withMassUploads
    self.relationBasis = relationBasis
  }

  /// Finds the families, and keeps the largest.
  ///
  /// - Complexity: O(*n*) for *n* nodes of the graph, and a sort of the families; where not all declared
  ///   edges are followed, or others, O(*n* + *m*) for *m* edges.
  package init(
    limit: Int = .max,
    filter: FamilyScope = .init(),
    of account: OwnerAccount? = nil,
    in connection: Connection
  ) throws {
    let (parts, members) = try Self.parts(filter, in: connection)
    let isOwn = try account.map { try members.areOf($0.ids) }
    let isListed = try members.isListed()
    let isOnHub = try members.column(.isListed, or: UInt8(0))
    var tallies = [Tally](repeating: Tally(), count: parts.roots.count)
    // Those without any edge are no nodes.
    var alone = try Self.listed(filter, in: connection)
    for (node, part) in parts.parts.enumerated() {
      let isModel = isListed[node]
      if part < 0 { continue }
      if isModel { alone -= 1 }
      if isOnHub[node] == 1, !isModel {
        tallies[Int(part)].massUploads += 1
      } else {
        tallies[Int(part)].add(
          isModel: isModel,
          isOwn: isModel && isOwn?[node] ?? false,
          edges: Int(parts.parentCounts[node])
        )
      }
    }
    // A root whose derivatives are all left out has none.
    let isFamily = tallies.map { $0.size > 1 || $0.massUploads == 0 }
    for (tally, isFamily) in zip(tallies, isFamily) where !isFamily { alone += tally.models }
    isolated = alone
    total = isFamily.count { $0 }
    relationBasis = filter.relationBasis
    withMassUploads = try Self.withMassUploads(filter, in: connection)
    let shown = tallies.indices.filter { isFamily[$0] && (isOwn == nil || tallies[$0].own > 0) }
    self.parts = try Self.largest(limit, of: shown, tallies, parts, in: connection).map {
      Part(
        $0,
        root: $1,
        roots: Int(parts.rootCounts[$2]),
        tellsMassUploads: filter.isWithoutMassUploads,
        tellsOwn: isOwn != nil
      )
    }
  }

  /// The connected parts by the edges that are followed, and their nodes in the same order.
  private static func parts(
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> (FamilyParts, FamilyMembers) {
    if filter.followsDeclaredEdges, let stored = try FamilyParts(storedIn: connection) {
      return (stored, try FamilyMembers(ofAll: filter, in: connection))
    }
    let family = try FamilyGraph(filter, in: connection)
    let parts = try FamilyParts(of: family, Condensation(of: family.graph), in: connection)
    return (parts, family.members)
  }

  /// The largest parts with the names of their roots; of equal ones the first by name.
  ///
  /// - Complexity: O(*p* log *p*) for *p* parts, and a look-up for each that is listed, or as large as the
  ///   last of them.
  private static func largest(
    _ limit: Int,
    of shown: [Int],
    _ tallies: [Tally],
    _ parts: FamilyParts,
    in connection: Connection
  ) throws -> [(tally: Tally, root: String, part: Int)] {
    guard limit > 0, !shown.isEmpty else { return [] }
    let least = shown.map { tallies[$0].size }.sorted(by: >)[min(limit, shown.count) - 1]
    let names = try NodeNames(in: connection)
    let named = try shown.filter { tallies[$0].size >= least }.map { part in
      (tallies[part], try names.name(of: Int64(parts.roots[part])) ?? "", part)
    }
    return Array(named.sorted { ($1.0.size, $0.1) < ($0.0.size, $1.1) }.prefix(limit))
  }

  /// How many models count, with an edge or without.
  private static func listed(_ filter: FamilyScope, in connection: Connection) throws -> Int {
    guard let marks = try RepositoryMarks(in: connection) else {
      return try counted(filter, in: connection)
    }
    let days = try filter.days()
    func counts(_ mark: RepositoryMarks.Mark) -> Bool {
      guard mark.kind == .model, mark.isListed else { return false }
      guard let days else { return true }
      return mark.day.map { days.contains(Int64($0) * 86_400) } ?? false
    }
    let count = try marks.counts().reduce(0) { $0 + (counts($1.mark) ? $1.count : 0) }
    let leftOut = try filter.leftOut(in: connection)
    return try count - leftOut.count { try marks[$0].map(counts) ?? false }
  }

  /// The same for a cache to which something was added since its last analysis.
  private static func counted(_ filter: FamilyScope, in connection: Connection) throws -> Int {
    var conditions = ["kind = 'model'", "repo.gone_since IS NULL"]
    if filter.isWithoutMassUploads {
      conditions.append("NOT \(MassUploadRule.leavesOut("repo.id"))")
    }
    if let days = try filter.days() {
      if filter.since != nil {
        conditions.append(
          "repo.created_at >= \(Timestamp.text(secondsSince1970: days.lowerBound).sqlLiteral)"
        )
      }
      if days.upperBound < .max {
        conditions.append(
          "repo.created_at < \(Timestamp.text(secondsSince1970: days.upperBound).sqlLiteral)"
        )
      }
    }
    let owners = try filter.leftOutOwners.sorted().flatMap {
      try OwnerAccount($0, in: connection).ids.sorted()
    }
    if !owners.isEmpty {
      let list = owners.map(String.init).joined(separator: ", ")
      conditions.append("(repo.owner IS NULL OR repo.owner NOT IN (\(list)))")
    }
    return try connection.count(
      "SELECT count(*) FROM repo WHERE \(conditions.joined(separator: " AND "))"
    )
  }

  private static func withMassUploads(
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> WithMassUploads? {
    guard filter.isWithoutMassUploads else { return nil }
    let families = try Families(limit: 0, filter: filter.withMassUploads, in: connection)
    return WithMassUploads(total: families.total, isolated: families.isolated)
  }

  fileprivate struct Tally {
    var size = 0
    var models = 0
    var edges = 0
    var massUploads = 0
    var own = 0

    mutating func add(isModel: Bool, isOwn: Bool, edges: Int) {
      size += 1
      own += isOwn ? 1 : 0
      models += isModel ? 1 : 0
      self.edges += edges
    }
  }
}

extension Families.Part {
  fileprivate init(
    _ tally: Families.Tally,
    root: String,
    roots: Int,
    tellsMassUploads: Bool,
    tellsOwn: Bool
  ) {
    (self.root, self.roots) = (root, roots)
    size = tally.size
    models = tally.models
    edges = tally.edges
    massUploads = tellsMassUploads ? tally.massUploads : nil
    own = tellsOwn ? tally.own : nil
  }
}

extension Families: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    let answer: JSONValue = [
      "families": .integer(Int64(total)), "isolated": .integer(Int64(isolated)),
      "relation_by": RelationBasis.json(relationBasis),
      "largest": .array(parts.map(\.json)),
    ]
    guard let whole = withMassUploads else { return answer }
    return answer.adding(
      "with_mass_uploads",
      ["families": .integer(Int64(whole.total)), "isolated": .integer(Int64(whole.isolated))]
    )
  }

  private var tellsOwn: Bool { parts.contains { $0.own != nil } }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["root", "size", "models", "roots", "edges"] + (tellsOwn ? ["own", "outside"] : []),
      rows: parts.map { part in
        [
          .text(part.root), Table.Cell(part.size), Table.Cell(part.models),
          Table.Cell(part.roots), Table.Cell(part.edges),
        ] + (part.own.map { [Table.Cell($0), Table.Cell(part.models - $0)] } ?? [])
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    table.text(as: .table)
      + "\n\(total.counted("family")). "
      + isolated.counted("model has", "models have") + " neither a parent nor a derivative.\n"
      + (withMassUploads.map {
        "With mass uploads: \($0.total.counted("family")), and "
          + $0.isolated.counted("such model") + ".\n"
      } ?? "") + RelationBasis.sentence(relationBasis) + "\n"
  }
}

extension Families.Part {
  fileprivate var json: JSONValue {
    let part: JSONValue = [
      "root": .string(root), "size": .integer(Int64(size)), "models": .integer(Int64(models)),
      "roots": .integer(Int64(roots)), "edges": .integer(Int64(edges)),
    ]
    let whole = massUploads.map { part.adding("mass_uploads", .integer(Int64($0))) } ?? part
    guard let own else { return whole }
    return whole.adding("own", .integer(Int64(own)))
      .adding("outside", .integer(Int64(models - own)))
  }
}

extension Cycles: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "cycles": .array(cycles.map { .array($0.map(JSONValue.string)) }),
      "self_loops": .array(selfLoops.map(JSONValue.string)),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    let rings = cycles.map { [Table.Cell($0.count), .text($0.joined(separator: " "))] }
    return Table(["size", "models"], rows: rings + selfLoops.map { [1, .text($0)] })
  }
}

extension Families {
  /// The model with the most descendants among those of `owners`, of equal ones the first by name;
  /// nil when they have no model.
  package static func largestRoot(
    of owners: [String],
    in connection: Connection
  ) throws -> String? {
    let names = owners.map(\.sqlLiteral).joined(separator: ", ")
    return try connection.first(
      """
      SELECT repo.name
      FROM repo
      JOIN owner ON owner.id = repo.owner
      LEFT JOIN family ON family.model = repo.id
      WHERE repo.kind = 'model' AND owner.name IN (\(names))
      ORDER BY coalesce(family.all_total, 0) DESC, repo.name
      LIMIT 1
      """
    ) { $0.text(0) }
  }
}

/// Models that are made from each other, if their cards are believed.
public struct Cycles: Sendable, Hashable {
  /// The strongly connected parts of more than one model: each by name, and by their first names.
  public let cycles: [[String]]
  /// Models that name themselves, by name.
  public let selfLoops: [String]

  /// Makes one from its parts, without a cache.
  public init(
    cycles: [[String]] = [],
    selfLoops: [String] = []
  ) {
    self.cycles = cycles
    self.selfLoops = selfLoops
  }

  /// Finds the cycles.
  ///
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges.
  package init(filter: FamilyScope = .init(), in connection: Connection) throws {
    let family = try FamilyGraph(filter, in: connection)
    let names = try NodeNames(in: connection)
    let name = { (node: Int32) in try names.name(of: family.id(node)) ?? "" }
    cycles = try Condensation(of: family.graph).cycles()
      .map { try $0.map(name).sorted() }
      .sorted { $0.lexicographicallyPrecedes($1) }
    selfLoops = try family.graph.selfLoops.map(name).sorted()
  }
}
