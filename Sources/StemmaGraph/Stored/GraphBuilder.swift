/// Edges by the numbers of their ends, on their way to ``GraphArrays``.
struct GraphBuilder {
  struct Edge {
    var child: Int32
    var parent: Int32
    /// Of an inferred edge a text of the book `relation`, or -1.
    var relation: Int32
    /// In ten thousandths; ``declared`` for edges that somebody declares.
    var confidence: UInt16
    var isFirst: Bool

    /// More than any confidence.
    static let declared = UInt16.max
  }

  var edges: [Edge] = []
  /// How children were made.
  var told: [(child: Int32, made: GraphRelation)] = []
  /// Those that the surest inferred edges tell of.
  var inferred: [(child: Int32, relation: Int32, confidence: UInt16)] = []

  /// Lays the edges out; nothing is known of the nodes yet but their relations.
  ///
  /// - Complexity: O(*n* + *m*) for numbers up to *n*.
  func arrays() -> GraphArrays {
    let ids = familyOrder()
    let places = GraphPlaces(of: ids)
    var arrays = GraphArrays()
    arrays.ids = ids
    // Sorted by child and then, keeping that order, by parent, every row ascends.
    let sorted = edges.sorted(ids.count) { places[$0.child] }.sorted(ids.count) {
      places[$0.parent]
    }
    arrays.declared = rows(of: sorted, places) { $0.confidence == Edge.declared }
    arrays.inferred = rows(of: sorted, places) { $0.confidence != Edge.declared }
    // Declared ones have that of their children.
    arrays.declared.relations = []
    arrays.inferred.confidences = sorted.lazy.map(\.confidence).filter { $0 != Edge.declared }
    var isHead = [Bool](repeating: false, count: ids.count)
    for edge in edges { isHead[places[edge.parent]] = true }
    arrays.heads = ids.indices.lazy.filter { isHead[$0] }.map { ids[$0] }.sorted()
    arrays.headPlaces = arrays.heads.map { places[$0] }
    arrays.makeRoom()
    for (child, made) in told {
      arrays.relations[places[child]] = made.relation
      arrays.words[places[child]] = made.words
    }
    for (child, relation, confidence) in inferred {
      arrays.inferredRelations[places[child]] = relation
      arrays.inferredConfidences[places[child]] = confidence
    }
    return arrays
  }

  /// The ends of all edges, as ``GraphArrays/ids`` have them.
  private func familyOrder() -> [Int32] {
    let ids = GraphPlaces.ends(of: edges)
    let ranks = GraphPlaces(of: ids)
    var firstParents = [Int32](repeating: -1, count: ids.count)
    for edge in edges where edge.isFirst && edge.child != edge.parent {
      firstParents[ranks[edge.child]] = ranks[edge.parent]
    }
    return FirstParentForest(firstParents).topDown().map { ids[$0] }
  }

  /// The rows of those edges, sorted by parent, for which `isMeant` holds.
  private func rows(
    of edges: [Edge],
    _ places: GraphPlaces,
    where isMeant: (Edge) -> Bool
  ) -> GraphArrays.Edges {
    var rows = GraphArrays.Edges()
    var counts = [Int32](repeating: 0, count: places.count)
    for edge in edges where isMeant(edge) {
      counts[places[edge.parent]] += 1
      rows.children.append(places[edge.child])
      rows.relations.append(edge.relation)
      rows.isFirst.append(edge.isFirst ? 1 : 0)
    }
    rows.parents = BitRanks.words(count: places.count) { counts[$0] > 0 }
    for count in counts where count > 0 { rows.starts.append((rows.starts.last ?? 0) + count) }
    return rows
  }
}

/// Where each number stands in a list of different ones, found by arithmetic.
struct GraphPlaces {
  let count: Int
  private let lowest: Int32
  private let places: [Int32]

  /// - Complexity: O(*n*) time and memory for numbers up to *n*.
  init(of ids: [Int32]) {
    count = ids.count
    let (lowest, highest) = (ids.min() ?? 0, ids.max() ?? -1)
    self.lowest = lowest
    var places = [Int32](repeating: -1, count: Int(highest - lowest) + 1)
    for (place, id) in ids.enumerated() { places[id - lowest] = Int32(place) }
    self.places = places
  }

  /// The place of a number that is there.
  subscript(id: Int32) -> Int32 { places[id - lowest] }

  /// The place of a number; nil when it is not there.
  func place(of id: Int64) -> Int32? {
    let offset = Int(id) - Int(lowest)
    guard places.indices.contains(offset), places[offset] >= 0 else { return nil }
    return places[offset]
  }

  /// The ends of edges, ascending.
  static func ends(of edges: [GraphBuilder.Edge]) -> [Int32] {
    let lowest = edges.lazy.map { min($0.child, $0.parent) }.min() ?? 0
    let highest = edges.lazy.map { max($0.child, $0.parent) }.max() ?? -1
    var isEnd = [Bool](repeating: false, count: Int(highest - lowest) + 1)
    for edge in edges {
      isEnd[edge.child - lowest] = true
      isEnd[edge.parent - lowest] = true
    }
    return isEnd.indices.lazy.filter { isEnd[$0] }.map { Int32($0) + lowest }
  }
}

extension Array {
  /// Sorted by a key below `keyCount`; those of one key keep their order.
  ///
  /// - Complexity: O(*n* + *k*).
  func sorted(_ keyCount: Int, by key: (Element) -> Int32) -> [Element] {
    let keys = map(key)
    var starts = [Int32](repeating: 0, count: keyCount + 1)
    for key in keys { starts[key + 1] += 1 }
    for key in 0..<keyCount { starts[key + 1] += starts[key] }
    var sorted = self
    for (key, element) in zip(keys, self) {
      sorted[starts[key]] = element
      starts[key] += 1
    }
    return sorted
  }
}
