package import StemmaStore

/// The connected parts of a graph: its families, each with the root that it is named after.
package struct FamilyParts: Equatable {
  /// The part of each node, counted from 0; -1 for a node that no edge leads to or from.
  package private(set) var parts: [Int32] = []
  /// How many parents each node has, itself not among them.
  package private(set) var parentCounts: [Int32] = []
  /// The number in the cache of each part's root with the most descendants; of equal ones that of the first
  /// name.
  ///
  /// A cycle that nothing leads into is one root, under the first of its names.
  package private(set) var roots: [Int32] = []
  /// The roots of each part.
  package private(set) var rootCounts: [Int32] = []

  private init() {}
}

extension FamilyParts {
  /// Finds the parts of a graph, whose nodes stand in its order.
  ///
  /// - Parameters:
  ///   - family: The graph.
  ///   - condensation: The same with its cycles.
  ///   - connection: The cache, which knows names: they decide between equal roots.
  /// - Throws: What the cache throws.
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges, and a look-up for each root that has its equal.
  package init(
    of family: FamilyGraph,
    _ condensation: Condensation,
    in connection: Connection
  ) throws {
    let graph = family.graph
    let representatives = Components(of: graph).representatives
    parts = Array(repeating: -1, count: graph.nodeCount)
    parentCounts = graph.nodes.map { Int32(graph.parents.count(of: $0)) }
    // Its representative is the lowest node of a part, and so the first that is met.
    for node in graph.nodes
    where parentCounts[node] > 0 || graph.children.count(of: node) > 0 {
      let first = representatives[node]
      if parts[first] < 0 {
        parts[first] = Int32(roots.count)
        roots.append(0)
      }
      parts[node] = parts[first]
    }
    rootCounts = Array(repeating: 0, count: roots.count)
    let counts = condensation.descendantCounts()
    var best = [Int32](repeating: -1, count: roots.count)
    var equals: [Int32: [LineageGraph.Node]] = [:]
    for root in condensation.roots() {
      let part = parts[root]
      rootCounts[part] += 1
      let members = condensation.members[condensation.partOf[root]]
      if counts[root] > best[part] {
        best[part] = counts[root]
        roots[part] = family.ids[root]
        equals[part] = members.count > 1 ? Array(members) : nil
      } else if counts[root] == best[part] {
        equals[part, default: family.node(Int64(roots[part])).map { [$0] } ?? []] += members
      }
    }
    guard !equals.isEmpty else { return }
    let name = try connection.prepare(
      """
      SELECT name FROM repo WHERE id = ?1
      UNION ALL
      SELECT name FROM ghost WHERE id = ?1
      """
    )
    for (part, nodes) in equals {
      let named = try nodes.map { node in
        (try name.first(family.id(node)) { $0.text(0) } ?? "", family.ids[node])
      }
      roots[part] = named.min(by: <)?.1 ?? 0
    }
  }

  /// The parts of all declared edges as the last analysis left them, the nodes in the order of the stored
  /// graph; nil when it left none.
  ///
  /// - Complexity: O(*n*).
  package init?(storedIn connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    try self.init(stored)
    guard try parts.count == stored.count(of: .ids), !parts.isEmpty else { return nil }
  }

  init(_ stored: StoredGraph) throws {
    parts = try stored.numbers(.parts)
    parentCounts = try stored.numbers(.parentCounts)
    roots = try stored.numbers(.partRoots)
    rootCounts = try stored.numbers(.rootCounts)
    guard parentCounts.count == parts.count, rootCounts.count == roots.count,
      parts.allSatisfy({ $0 < roots.count })
    else { throw StoredGraph.damage }
  }

  /// The same parts with the nodes in the order of the stored graph.
  func placed(_ family: FamilyGraph) -> FamilyParts {
    var placed = self
    for (node, place) in family.places.enumerated() {
      placed.parts[place] = parts[node]
      placed.parentCounts[place] = parentCounts[node]
    }
    return placed
  }

  /// Writes what differs from `old`.
  func store(over old: FamilyParts?, in connection: Connection) throws {
    let (old, writer) = (old ?? FamilyParts(), try PartWriter(in: connection))
    try writer.put(.parts, parts, over: old.parts)
    try writer.put(.parentCounts, parentCounts, over: old.parentCounts)
    try writer.put(.partRoots, roots, over: old.roots)
    try writer.put(.rootCounts, rootCounts, over: old.rootCounts)
  }

  /// How many of the stored parts are others than those of the edges.
  ///
  /// - Complexity: As ``init(of:_:in:)``.
  package static func faults(in connection: Connection) throws -> Int {
    guard let stored = try FamilyParts(storedIn: connection) else { return 0 }
    let family = try FamilyGraph(in: connection)
    let parts = try FamilyParts(of: family, Condensation(of: family.graph), in: connection)
      .placed(family)
    return stored == parts ? 0 : max(1, zip(stored.parts, parts.parts).count { $0 != $1 })
  }
}
