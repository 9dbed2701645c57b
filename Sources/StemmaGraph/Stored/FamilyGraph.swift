package import StemmaStore
import StemmaCore

/// The whole family graph as the last analysis left it.
package struct FamilyGraph {
  package let graph: LineageGraph
  package let members: FamilyMembers
  /// The numbers in the cache of the nodes, which ascend.
  private let ids: [Int32]

  /// Loads the edges that `filter` admits; its depth is not looked at.
  ///
  /// - Complexity: O(*n* log *n* + *m*) time and memory for *n* nodes that have an edge, and *m*
  ///   edges.
  package init(_ filter: FamilyScope = .init(), in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    let placed = try stored.numbers(.ids)
    let places = placed.indices.map { Int32($0) }.sorted { placed[$0] < placed[$1] }
    ids = places.map { placed[$0] }
    members = try FamilyMembers(at: places, of: stored, by: filter)
    var nodes = places
    for (node, place) in places.enumerated() { nodes[place] = Int32(node) }
    let followed = try FollowedEdges(filter, of: stored, in: connection)
    var edges: [LineageGraph.Edge] = []
    for place in 0..<Int32(places.count) {
      try followed.forEachChild(of: place) {
        edges.append(.init(child: nodes[$0], parent: nodes[place]))
      }
    }
    graph = LineageGraph(nodeCount: places.count, edges: edges)
  }

  /// The number in the cache of a node.
  package func id(_ node: LineageGraph.Node) -> Int64 { Int64(ids[node]) }

  /// The node of a number; nil when it has no edge of any kind.
  ///
  /// - Complexity: O(log *n*).
  package func node(_ id: Int64) -> LineageGraph.Node? { ids.position(of: id) }
}

extension [Int32] {
  /// Where a number stands in ascending ones; nil when it is not there.
  ///
  /// - Complexity: O(log *n*).
  func position(of number: Int64) -> Int32? {
    let index = partitioningIndex { Int64($0) >= number }
    return index < count && Int64(self[index]) == number ? Int32(index) : nil
  }
}
