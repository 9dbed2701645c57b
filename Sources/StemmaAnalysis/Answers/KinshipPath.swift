package import StemmaCache
internal import StemmaLineage

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

  /// Finds the shortest way between two models.
  ///
  /// - Throws: `AnswerError` of code `unrelated` when they share no ancestor.
  package init(
    from: NamedNode,
    to: NamedNode,
    filter: FamilyFilter = .init(),
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
        "\(from.name) and \(to.name) have no common ancestor in the cache."
      )
    }
    self.from = from.name
    self.to = to.name
    ancestor = family.names[Int(found.ancestor)]
    path = found.path.map { family.names[Int($0)] }
    relations = zip(found.path, found.path.dropFirst()).map { one, other in
      family.relations[.init(child: one, parent: other)]
        ?? family.relations[.init(child: other, parent: one)] ?? nil
    }
  }

  /// The part of the graph above some nodes, numbered anew.
  private struct Ancestry {
    var ids: [Int64] = []
    var names: [String] = []
    var numbers: [Int64: Int32] = [:]
    var relations: [LineageGraph.Edge: String?] = [:]
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
    _ filter: FamilyFilter,
    in connection: Connection
  ) throws -> Ancestry {
    var ancestry = Ancestry()
    for node in nodes { ancestry.add(node.id, node.name) }
    let names = try NodeNames(at: filter.moment, in: connection)
    for node in nodes {
      for (id, _) in try Reach(of: node.id, direction: .up, filter: filter, in: connection)
        .distances
      {
        ancestry.add(id, try names.name(of: id) ?? "")
      }
    }
    let parents = try connection.prepare(
      """
      SELECT parent, relation
      FROM edge
      WHERE child = ? AND child <> parent AND \(filter.moment.stands("edge"))
      """
    )
    for child in ancestry.ids {
      try parents.forEach(child) { row in
        let relation = row.optionalText(1)
        guard let parent = ancestry.numbers[row.integer(0)], filter.admits(relation) else { return }
        let edge = LineageGraph.Edge(child: ancestry.number(child), parent: parent)
        ancestry.relations[edge] = .some(relation)
      }
    }
    ancestry.graph = LineageGraph(nodeCount: ancestry.ids.count, edges: ancestry.relations.keys)
    return ancestry
  }
}
