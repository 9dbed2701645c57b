/// What a family measure needs to know of each node: one element for each node in every array.
package struct FamilyFacts: Sendable {
  /// The publisher's number, small and dense; below 0 for models that count for no publisher.
  package var owners: [Int32]
  /// Whether the node is a model that the Hub lists, and not a ghost.
  package var isCounted: [Bool]
  /// The code of the node's own relation, below `relationCount`.
  package var relations: [UInt8]
  package var relationCount: Int

  package init(owners: [Int32], isCounted: [Bool], relations: [UInt8], relationCount: Int) {
    self.owners = owners
    self.isCounted = isCounted
    self.relations = relations
    self.relationCount = relationCount
  }
}

/// Measures one family after another with the same buffers.
package struct FamilyStatistics: Sendable {
  package typealias Node = LineageGraph.Node

  /// A node's facts side by side: a family is scattered over memory, and this is one miss a node.
  private struct Member {
    var owner: Int32
    var relation: UInt8
    var isCounted: Bool
  }

  private let nodes: [Member]
  private let depths: [Int32]
  private let relationCount: Int
  /// How many models of the present family each publisher has; zeros between families.
  private var modelsOf: [Int32]
  /// The publishers met in the present family.
  private var publishers: [Int32] = []

  /// Creates a gauge for the families of a graph.
  ///
  /// - Complexity: O(*n* + *m*).
  package init(_ condensation: Condensation, facts: FamilyFacts) {
    precondition(
      [facts.owners.count, facts.isCounted.count, facts.relations.count]
        .allSatisfy { $0 == condensation.graph.nodeCount },
      "Facts are for another number of nodes"
    )
    nodes = facts.owners.indices.map {
      Member(
        owner: facts.owners[$0],
        relation: facts.relations[$0],
        isCounted: facts.isCounted[$0]
      )
    }
    depths = condensation.depthsBelow(counting: facts.isCounted)
    relationCount = facts.relationCount
    modelsOf = [Int32](repeating: 0, count: Int(facts.owners.max() ?? -1) + 1)
  }

  /// Returns the size of the family of `head`, whose descendants are given in any order.
  ///
  /// Its numbers do not depend on how nodes or publishers are numbered.
  ///
  /// - Complexity: O(*d*) for *d* descendants.
  package mutating func size(of head: Node, descendants: [Relative]) -> FamilySize {
    var direct = RelationCounts(codeCount: relationCount)
    var all = RelationCounts(codeCount: relationCount)
    var maxDistance: Int32 = 0
    for relative in descendants {
      let member = nodes[relative.node]
      guard member.isCounted else { continue }
      all.add(member.relation)
      if relative.distance == 1 { direct.add(member.relation) }
      maxDistance = max(maxDistance, relative.distance)
      note(member.owner)
    }
    let publisherCount = publishers.count
    return FamilySize(
      direct: direct,
      all: all,
      publishers: publisherCount,
      weighted: takeWeight(),
      maxDistance: maxDistance,
      depth: depths[head]
    )
  }

  private mutating func note(_ owner: Int32) {
    guard owner >= 0 else { return }
    if modelsOf[owner] == 0 { publishers.append(owner) }
    modelsOf[owner] += 1
  }

  /// The publisher-weighted size; forgets the family.
  private mutating func takeWeight() -> Double {
    var weight = RootSum()
    for publisher in publishers {
      weight.addRoot(of: modelsOf[publisher])
      modelsOf[publisher] = 0
    }
    publishers.removeAll(keepingCapacity: true)
    return weight.value
  }
}

extension LineageGraph {
  /// Calls `body` with each of the given heads, in their order, and the size of its family.
  ///
  /// To write pairs in the same pass, use `forEachFamily` with a `FamilyStatistics`.
  ///
  /// - Complexity: As `forEachFamily`.
  package func forEachFamilySize<Failure: Error>(
    of heads: some Sequence<Node>,
    facts: FamilyFacts,
    _ body: (_ head: Node, _ size: FamilySize) throws(Failure) -> Void
  ) throws(Failure) {
    var gauge = FamilyStatistics(Condensation(of: self), facts: facts)
    try forEachFamily(of: heads) { (head, descendants) throws(Failure) in
      try body(head, gauge.size(of: head, descendants: descendants))
    }
  }
}

/// How large the family below a head is, counted in the ways that keep each other honest.
///
/// Only counted models are in it, and never the head itself.
package struct FamilySize: Sendable, Hashable {
  /// Distinct children.
  package var direct: RelationCounts
  /// Distinct descendants at any distance.
  package var all: RelationCounts
  /// Distinct publishers of the descendants.
  package var publishers: Int
  /// The sum, over these publishers, of the square root of the number of models each has here.
  ///
  /// A hundred models of one bulk uploader weigh as much as one model each of ten publishers.
  package var weighted: Double
  /// The largest shortest distance to a descendant.
  package var maxDistance: Int32
  /// The steps of the longest chain down to a counted model, cycles contracted.
  package var depth: Int32

  package init(
    direct: RelationCounts,
    all: RelationCounts,
    publishers: Int,
    weighted: Double,
    maxDistance: Int32,
    depth: Int32
  ) {
    self.direct = direct
    self.all = all
    self.publishers = publishers
    self.weighted = weighted
    self.maxDistance = maxDistance
    self.depth = depth
  }
}

/// Models counted by the relation each one has of its own.
package struct RelationCounts: Sendable, Hashable {
  package var total: Int
  /// One count for each relation code.
  package var byCode: [Int32]

  package init(total: Int, byCode: [Int32]) {
    self.total = total
    self.byCode = byCode
  }

  init(codeCount: Int) {
    self.init(total: 0, byCode: [Int32](repeating: 0, count: codeCount))
  }

  mutating func add(_ code: UInt8) {
    total += 1
    byCode[Int(code)] += 1
  }
}
