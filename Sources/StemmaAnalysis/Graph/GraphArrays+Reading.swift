import StemmaCache
import StemmaLineage

extension GraphArrays {
  /// Reads the whole graph from the tables of earlier stages.
  ///
  /// - Complexity: O(*n* + *m*) for *n* repositories and *m* edges.
  init(readingAll connection: Connection) throws {
    let reader = try GraphReader(.all, books: GraphBooks(in: connection), in: connection)
    var draft = GraphDraft()
    try reader.addAll(to: &draft)
    self = draft.arrays()
    let places = GraphPlaces(of: ids)
    var owners = [Int32](repeating: -1, count: ids.count)
    try reader.forEachModel {
      places.place(of: Int64($0)) != nil
    } _: { id, facts in
      set(facts, keepingRelationsAt: places[id])
      owners[places[id]] = facts.owner
    }
    self.owners = try GraphOwners(of: owners, in: connection)
  }

  /// Reads some nodes anew, and what is not known yet of those that have an edge now.
  ///
  /// - Parameters:
  ///   - nodes: The nodes, by their numbers, whose edges to parents or whose facts may differ.
  ///   - connection: The cache.
  /// - Returns: The arrays as they would be if everything were read anew.
  /// - Throws: What the cache throws.
  /// - Complexity: O(*n* + *m*), and a few queries for each of `nodes`.
  func renewing(_ nodes: Set<Int64>, in connection: Connection) throws -> GraphArrays {
    let reader = try GraphReader(.one, books: GraphBooks(in: connection), in: connection)
    let places = GraphPlaces(of: ids)
    var isStale = [Bool](repeating: false, count: ids.count)
    for node in nodes {
      if let place = places.place(of: node) { isStale[place] = true }
    }
    var draft = GraphDraft()
    keep(declared, in: &draft) { !isStale[$0] }
    keep(inferred, in: &draft) { !isStale[$0] }
    for place in ids.indices where !isStale[place] {
      if relations[place] >= 0 { draft.told.append((ids[place], relations[place])) }
      if inferredRelations[place] >= 0 {
        draft.inferred.append((ids[place], inferredRelations[place], inferredConfidences[place]))
      }
    }
    for node in nodes.sorted() where node > 0 { try reader.add(child: node, to: &draft) }
    var renewed = draft.arrays()
    var owners = [Int32](repeating: -1, count: renewed.ids.count)
    for (place, id) in renewed.ids.enumerated() {
      let old = places.place(of: Int64(id)).flatMap { isStale[$0] ? nil : $0 }
      let facts = try old.map(facts(at:)) ?? reader.facts(of: Int64(id))
      renewed.set(facts, keepingRelationsAt: Int32(place))
      owners[place] = facts.owner
    }
    renewed.owners = try GraphOwners(of: owners, in: connection)
    return renewed
  }

  /// Adds the edges of the children for which `isKept` holds.
  private func keep(_ edges: Edges, in draft: inout GraphDraft, where isKept: (Int32) -> Bool) {
    let ranks = BitRanks(edges.parents)
    for parent in ids.indices {
      guard let row = ranks.rank(of: Int32(parent)) else { continue }
      for edge in Int(edges.starts[row])..<Int(edges.starts[row + 1])
      where isKept(edges.children[edge]) {
        draft.edges.append(
          GraphDraft.Edge(
            child: ids[edges.children[edge]],
            parent: ids[parent],
            relation: edges.relations[edge],
            confidence: edges.confidences.isEmpty
              ? GraphDraft.Edge.declared : edges.confidences[edge],
            isFirst: edges.isFirst[edge] == 1
          )
        )
      }
    }
  }

  /// The relations follow from the edges, and are there already.
  private mutating func set(_ facts: GraphFacts, keepingRelationsAt place: Int32) {
    var facts = facts
    facts.relation = relations[place]
    facts.inferredRelation = inferredRelations[place]
    facts.inferredConfidence = inferredConfidences[place]
    set(facts, at: place)
  }
}
