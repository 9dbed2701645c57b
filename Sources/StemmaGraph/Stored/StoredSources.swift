package import StemmaStore

/// What the nodes of a family were made from, as far as the stored graph tells, and what their cards state:
/// for questions about a whole family, which would look each of them up.
package struct StoredSources {
  /// The numbers in the cache of the nodes.
  package let ids: [Int32]
  /// The one declared parent of each node, itself not meant, by its node; ``unknown`` where there are several,
  /// which the card orders, or where it is no node of the family.
  package let parents: [Int32]
  private let datasets: [UInt8]
  private let licenses: [Int32]
  /// The licenses as answers tell them, by their numbers.
  package let texts: [Int32: String]

  /// Stands for a parent that is to be looked up.
  package static let unknown: Int32 = -1

  /// Nil in a cache whose last analysis left not all of it.
  ///
  /// - Complexity: O(*f*) for a family of *f* nodes and edges, and O(*n*) memory for *n* nodes of the graph.
  package init?(of family: FamilyBelow, in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    guard try stored.isComplete() else { return nil }
    let members = family.members
    ids = try members.column(.ids, or: 0)
    datasets = try members.column(.namesDataset, or: UInt8(0))
    licenses = try members.column(.licenses, or: -1)
    texts = try stored.texts(in: .license)
    let counts = try members.column(.parentCounts, or: Int32(0))
    var parents = [Int32](repeating: Self.unknown, count: members.count)
    try family.forEachEdge { parent, child, inferred in
      if inferred == nil, parent != child, counts[Int(child)] == 1 { parents[Int(child)] = parent }
    }
    self.parents = parents
  }

  /// Whether a node names a dataset.
  package func namesDataset(_ node: Int) -> Bool { datasets[node] == 1 }

  /// The number of a node's license; below 0 for none.
  package func license(of node: Int) -> Int32 { licenses[node] }
}
