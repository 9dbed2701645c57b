extension Condensation {
  /// Returns for every node how many distinct descendants it has.
  ///
  /// Exact: a model reached over several parents counts once. A model on a cycle never counts itself;
  /// the cycle's other members count. With `isCounted`, one value for each node, only nodes it holds
  /// for count, while ways lead through all.
  ///
  /// Parts with one parent hang in trees, whose sizes add up in one pass. A merge, with several
  /// parents, then adds the tree it heads to each of its ancestors once.
  ///
  /// - Complexity: O(*n* + *m*), and for each merge as much as there is above it. A search from every
  ///   node would be quadratic on a mere chain.
  package func descendantCounts(counting isCounted: [Bool]? = nil) -> [Int32] {
    let own = isCounted.map { flags in flags.map { $0 ? 1 : 0 } as [Int32] }
    var (trees, merges) = treeSizes(own: own)
    var climb = Climb(in: self)
    let sizes = trees
    for merge in merges {
      climb.run(from: merge)
      for part in climb.met { trees[part] += sizes[merge] }
    }
    return graph.nodes.map { trees[partOf[$0]] - (own?[$0] ?? 1) }
  }

  /// The counted nodes in the tree below each part, itself included, and the parts that are merges.
  private func treeSizes(own: [Int32]?) -> (sizes: [Int32], merges: [Int32]) {
    var sizes = [Int32](repeating: 0, count: partCount)
    var merges: [Int32] = []
    for part in parts {
      for position in members.range(of: part) {
        sizes[part] += own?[members.nodes[position]] ?? 1
      }
      switch stem(of: part) {
      case .none: break
      case .one(let parent): sizes[parent] += sizes[part]
      case .several: merges.append(part)
      }
    }
    return (sizes, merges)
  }

  /// How many parts a part was directly made from.
  private enum Stem {
    case none, one(Int32), several
  }

  private func stem(of part: Int32) -> Stem {
    var sole: Int32 = -1
    for member in members.range(of: part) {
      for position in graph.parents.range(of: members.nodes[member]) {
        let parent = partOf[graph.parents.nodes[position]]
        if parent == part || parent == sole { continue }
        if sole >= 0 { return .several }
        sole = parent
      }
    }
    return sole < 0 ? .none : .one(sole)
  }
}

/// A search for the parts above a part, to be run many times.
private struct Climb {
  /// The parts above the last start, in no order.
  private(set) var met: [Int32] = []
  private let condensation: Condensation
  /// The start of the climb that last met each part.
  private var lastStart: [Int32]

  init(in condensation: Condensation) {
    self.condensation = condensation
    lastStart = [Int32](repeating: -1, count: condensation.partCount)
  }

  mutating func run(from start: Int32) {
    met.removeAll(keepingCapacity: true)
    lastStart[start] = start
    meetParents(of: start, start: start)
    var position = 0
    while position < met.count {
      meetParents(of: met[position], start: start)
      position += 1
    }
  }

  private mutating func meetParents(of part: Int32, start: Int32) {
    let parents = condensation.graph.parents
    for member in condensation.members.range(of: part) {
      for position in parents.range(of: condensation.members.nodes[member]) {
        let parent = condensation.partOf[parents.nodes[position]]
        guard lastStart[parent] != start else { continue }
        lastStart[parent] = start
        met.append(parent)
      }
    }
  }
}
