package import StemmaStore

/// The nodes above or below one node, each with its smallest number of edges.
package struct Reach {
  /// Never the node itself.
  package let distances: [(node: Int64, distance: Int)]

  /// - Complexity: O(*r*) for *r* nodes reached where the closure answers; otherwise the arrays of
  ///   the graph are read first.
  package init(
    of id: Int64,
    direction: TreeDirection,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    let limit = filter.depth ?? .max
    if filter.isAnsweredByClosure {
      distances = try Self.closure(of: id, direction, limit: limit, in: connection)
      return
    }
    switch direction {
    case .down:
      let family = try FamilyBelow([id], filter, in: connection)
      distances = try family.descendants.map {
        (try family.members.id($0.node), Int($0.distance))
      }
    case .up:
      let family = try FamilyGraph(filter, in: connection)
      distances = (family.node(id).map(family.graph.ancestors) ?? [])
        .filter { $0.distance <= limit }
        .map { (family.id($0.node), Int($0.distance)) }
    }
  }

  private static func closure(
    of id: Int64,
    _ direction: TreeDirection,
    limit: Int,
    in connection: Connection
  ) throws -> [(node: Int64, distance: Int)] {
    let (from, to) =
      direction == .down ? ("ancestor", "descendant") : ("descendant", "ancestor")
    return try connection.rows(
      "SELECT \(to), distance FROM lineage WHERE \(from) = ? AND distance <= ?",
      id,
      limit
    ) { $0.inOrder { ($0.integer(), $0.int()) } }
  }
}
