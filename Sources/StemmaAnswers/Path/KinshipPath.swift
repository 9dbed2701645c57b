public import StemmaCore
package import StemmaGraph
public import StemmaLink
package import StemmaStore

/// How two models are related.
public struct KinshipPath: Sendable, Hashable {
  /// The two models asked about, by their names at the moment asked for.
  public let from, to: String
  /// The nearest model that both come from; one of the two when it is an ancestor of the other.
  public let ancestor: String
  /// From the first model up to the ancestor and down to the second.
  public let path: [String]
  /// The relation of each step, in the path's order; nil when nobody says.
  public let relations: [String?]
  /// Every model that both were made from, nearest (by both distances together) first, then by name.
  ///
  /// Of a model and its derivative, what is above both.
  public let common: [Common]
  /// How many steps of the path are inferred; nil when such edges were not followed.
  public let inferred: Int?
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    from: String,
    to: String,
    ancestor: String,
    path: [String] = [],
    relations: [String?] = [],
    common: [Common] = [],
    inferred: Int? = nil,
    relationBasis: RelationBasis? = nil
  ) {
    self.from = from
    self.to = to
    self.ancestor = ancestor
    self.path = path
    self.relations = relations
    self.common = common
    self.inferred = inferred
    self.relationBasis = relationBasis
  }

  /// A model that two others were both made from.
  public struct Common: Sendable, Hashable {
    /// Its name at the moment asked for.
    public let id: String
    /// The smallest numbers of edges from the two models to it.
    public let fromDistance, toDistance: Int
    /// Whether it is declared but not on the Hub as far as we know.
    public let isGhost: Bool

    /// Makes one from its parts, without a cache.
    public init(
      id: String,
      fromDistance: Int,
      toDistance: Int,
      isGhost: Bool
    ) {
      self.id = id
      self.fromDistance = fromDistance
      self.toDistance = toDistance
      self.isGhost = isGhost
    }
  }

  /// Finds the shortest way between two models, datasets or Spaces.
  ///
  /// - Throws: `AnswerError` of code `unrelated` when they share no ancestor.
  package init(
    from: NamedNode,
    to: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let family = try Self.ancestry(of: [from, to], filter, in: connection)
    let found = family.graph.connection(
      between: family.number(from.id),
      and: family.number(to.id)
    )
    guard let found else {
      throw AnswerError(
        .unrelated,
        "\(from.written) and \(to.written) have no common ancestor in the cache."
      )
    }
    relationBasis = filter.relationBasis
    self.from = from.written
    self.to = to.written
    ancestor = family.names[Int(found.ancestor)]
    path = found.path.map { family.names[Int($0)] }
    let steps = zip(found.path, found.path.dropFirst()).map { one, other in
      family.steps[.init(child: one, parent: other)]
        ?? family.steps[.init(child: other, parent: one)]
    }
    relations = steps.map { $0?.relation }
    inferred =
      filter.leastConfidence == nil ? nil : steps.count { $0?.isInferred ?? false }
    common = family.graph
      .commonAncestors(of: family.number(from.id), and: family.number(to.id))
      .map { shared in
        Common(
          id: family.names[Int(shared.node)],
          fromDistance: Int(shared.distanceToFirst),
          toDistance: Int(shared.distanceToSecond),
          isGhost: family.ids[Int(shared.node)] < 0
        )
      }
      .sorted { one, other in
        (one.fromDistance + one.toDistance, one.id) < (
          other.fromDistance + other.toDistance, other.id
        )
      }
  }

  /// The part of the graph above some nodes, numbered anew.
  private struct Ancestry {
    var ids: [Int64] = []
    var names: [String] = []
    var numbers: [Int64: Int32] = [:]
    var steps: [LineageGraph.Edge: (relation: String?, isInferred: Bool)] = [:]
    var graph = LineageGraph(nodeCount: 0, edges: [])

    func number(_ id: Int64) -> Int32 { numbers[id] ?? 0 }

    mutating func add(_ id: Int64, _ name: String) {
      guard numbers[id] == nil else { return }
      numbers[id] = Int32(ids.count)
      ids.append(id)
      names.append(name)
    }
  }

  private static func ancestry(
    of nodes: [NamedNode],
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> Ancestry {
    var ancestry = Ancestry()
    for node in nodes { ancestry.add(node.id, node.written) }
    let names = try NodeNames(in: connection)
    var models: [(id: Int64, distance: Int)] = []
    for node in nodes {
      guard node.kind != .model else {
        models.append((node.id, 0))
        continue
      }
      let family = try MentionFamily(of: node, .up, filter: filter, in: connection)
      let members = family.graph.members
      for (place, member) in members.enumerated() {
        ancestry.add(member.id, try family.name(of: LineageGraph.Node(place)))
        if member.kind == .model { models.append((member.id, Int(member.distance))) }
      }
      for step in family.graph.steps {
        let edge = LineageGraph.Edge(
          child: ancestry.number(members[step.child].id),
          parent: ancestry.number(members[step.parent].id)
        )
        ancestry.steps[edge] = (step.field, false)
      }
    }
    var above = Set(models.map(\.id))
    for model in models {
      var scope = filter
      scope.depth = filter.depth.map { $0 - model.distance }
      for (id, _) in try Reach(of: model.id, direction: .up, filter: scope, in: connection)
        .distances
      {
        above.insert(id)
        ancestry.add(id, try names.name(of: id) ?? "")
      }
    }
    let followed = try filter.steps(in: connection)
    let parents = try connection.prepare(
      """
      SELECT parent, relation, sources = 'inferred' AS is_inferred
      FROM \(filter.edges(where: "child = ?1"))
      WHERE child <> parent
      """
    )
    for child in ancestry.ids where above.contains(child) {
      try parents.forEach(child) { row in
        let relation = row.optionalText("relation")
        guard let parent = ancestry.numbers[row.integer("parent")], filter.admits(relation),
          followed?.contains(FamilyStep(child: child, parent: row.integer("parent"))) ?? true
        else { return }
        let edge = LineageGraph.Edge(child: ancestry.number(child), parent: parent)
        ancestry.steps[edge] = (relation, row.bool("is_inferred"))
      }
    }
    ancestry.graph = LineageGraph(nodeCount: ancestry.ids.count, edges: ancestry.steps.keys)
    return ancestry
  }
}

extension KinshipPath: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    let path: JSONValue = [
      "from": .string(from), "to": .string(to), "ancestor": .string(ancestor),
      "relation_by": RelationBasis.json(relationBasis),
      "path": .array(self.path.map(JSONValue.string)),
      "relations": .array(relations.map { JSONValue($0) }),
      "common": .array(common.map(\.json)),
    ]
    return path.adding(inferred: inferred)
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["step", "id", "relation"],
      rows: path.indices.map { index in
        let relation = index == 0 ? nil : relations[index - 1]
        return [Table.Cell(index), .text(path[index]), Table.Cell(relation)]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let top = path.firstIndex(of: ancestor) ?? 0
    var lines = ""
    for (index, id) in path.enumerated() {
      let name = TerminalText.inert(id)
      if index == 0 {
        lines += name + "\n"
      } else {
        let relation = TerminalText.inert(relations[index - 1] ?? "unknown relation")
        let child = index <= top ? path[index - 1] : id
        let (up, down) =
          child.isWrittenWithKind
          ? ("  names as \(relation): ", "  is named as \(relation) by ")
          : ("  is a \(relation) of ", "  was made into a \(relation): ")
        lines += (index <= top ? up : down) + name + "\n"
      }
    }
    let isOfModels = !path.allSatisfy(\.isWrittenWithKind)
    return lines + farther + (isOfModels ? RelationBasis.sentence(relationBasis) + "\n" : "")
  }

  /// What else both were made from, a line each; nothing when the path says it all.
  private var farther: String {
    let others = common.filter { $0.id != ancestor }
    guard !others.isEmpty else { return "" }
    let lines = others.map {
      "  \(TerminalText.inert($0.id)) (\($0.fromDistance) and \($0.toDistance) steps)\n"
    }
    return "Other common ancestors:\n" + lines.joined()
  }
}

extension KinshipPath.Common {
  fileprivate var json: JSONValue {
    [
      "id": .string(id), "from_distance": .integer(Int64(fromDistance)),
      "to_distance": .integer(Int64(toDistance)), "ghost": .bool(isGhost),
    ]
  }
}
