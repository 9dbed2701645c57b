package import StemmaStore

/// The children of models in the stored graph, as far as a filter goes; its depth is not looked at.
package struct FamilyChildren {
  private let stored: StoredGraph
  private let ids: StoredArray<Int32>
  private let isListed: StoredArray<UInt8>
  private let followed: FollowedEdges

  package init(_ filter: FamilyScope, in connection: Connection) throws {
    stored = try StoredGraph(in: connection)
    ids = try stored.array(.ids)
    isListed = try stored.array(.isListed, of: UInt8.self)
    followed = try FollowedEdges(filter, of: stored, in: connection)
  }

  /// Calls `body` with the numbers in the cache of the children of a model, and whether the Hub lists each.
  ///
  /// - Complexity: O(*k*) for *k* children.
  package func forEach(of parent: Int64, _ body: (_ child: Int64, _ isListed: Bool) -> Void) throws
  {
    let place = try stored.places(ofHeads: [parent])[0]
    guard place >= 0 else { return }
    try followed.forEachChild(of: place) { child in
      body(Int64(try ids[child]), try isListed[child] == 1)
    }
  }
}
