package import StemmaStore

/// What the nodes of the stored graph were made from, and what their cards state: for questions about a
/// whole family, which would look each of them up.
package struct StoredSources {
  private let places: GraphPlaces
  private let ids: [Int32]
  /// The place of the one declared parent of each node; ``none`` or ``several`` for others.
  private let parents: [Int32]
  private let datasets: [UInt8]
  private let licenses: [Int32]
  private let texts: [Int32: String]

  private static let none: Int32 = -1
  private static let several: Int32 = -2

  /// Nil in a cache whose last analysis left not all of it.
  ///
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges.
  package init?(in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    guard try stored.isComplete() else { return nil }
    ids = try stored.numbers(.ids)
    places = GraphPlaces(of: ids)
    datasets = try stored.numbers(.namesDataset, of: UInt8.self)
    licenses = try stored.numbers(.licenses)
    texts = try stored.texts(in: .license)
    guard datasets.count == ids.count, licenses.count == ids.count else { throw StoredGraph.damage }
    var parents = [Int32](repeating: Self.none, count: ids.count)
    try DeclaredEdges(in: connection).forEach { child, parent in
      parents[Int(child)] = parents[Int(child)] == Self.none ? parent : Self.several
    }
    self.parents = parents
  }

  /// The declared parents of a node, itself not among them; nil where there are several, which the card
  /// orders, and for a number that no node has.
  package func parents(of id: Int64) -> [Int64]? {
    guard let place = places.place(of: id) else { return nil }
    let parent = parents[place]
    if parent == Self.none { return [] }
    return parent == Self.several ? nil : [Int64(ids[parent])]
  }

  /// Whether a node names a dataset; nil for a number that no node has.
  package func namesDataset(_ id: Int64) -> Bool? {
    places.place(of: id).map { datasets[$0] == 1 }
  }

  /// The license of a node, as answers tell it, or an empty text; nil for a number that no node has.
  package func license(of id: Int64) -> String? {
    places.place(of: id).map { texts[licenses[$0]] ?? "" }
  }
}
