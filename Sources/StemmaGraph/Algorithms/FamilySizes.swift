import Algorithms
import StemmaCore

/// The sizes of all families of a graph, counted along its chains.
///
/// Up a chain each family holds the one below: what comes in and what goes out is counted once for
/// each span. So a chain of any length is counted in one pass, where a search from each node would be
/// quadratic.
package struct FamilySizes: Sendable {
  package typealias Node = LineageGraph.Node

  private let graph: LineageGraph
  private let chains: LineageChains
  private let facts: FamilyFacts
  private let depths: [Int32]
  private let counts: ChainCounts
  /// Families above nodes that have no spans, which were searched.
  private var searched: [Node: FamilySize] = [:]
  /// The nodes whose families were not counted, since that would have taken too long; ascending.
  package private(set) var uncounted: [Node] = []

  /// Counts the families of all nodes that have derivatives.
  ///
  /// - Parameters:
  ///   - chains: The chains of the graph, with the spans of its nodes.
  ///   - condensation: The graph with its cycles.
  ///   - facts: What is counted.
  ///   - searchLimit: How many edges may be followed for the families that have to be searched.
  /// - Complexity: O(*n* + *m* + *s*) for *s* spans, and up to `searchLimit` steps where nodes were
  ///   left out of the chains.
  package init(
    _ chains: LineageChains,
    _ condensation: Condensation,
    facts: FamilyFacts,
    searchLimit: Int = 500_000_000
  ) {
    graph = condensation.graph
    (self.chains, self.facts) = (chains, facts)
    depths = condensation.depthsBelow(counting: facts.isCounted)
    var sweep = ChainSweep(chains, facts)
    counts = sweep.run()
    let above = graph.nodes.filter { chains.isLeftOut[$0] }.flatMap { graph.parents(of: $0) }
    guard !above.isEmpty else { return }
    search(from: graph.heads(touchedAt: above), condensation, within: searchLimit)
  }

  /// The size of the family of a node; nil when it has no derivatives, or was not counted.
  ///
  /// - Complexity: O(*k*) for *k* children, and O(log *u*) for *u* families not counted.
  package func size(of head: Node) -> FamilySize? {
    guard isCounted(head) else { return nil }
    return searched[head]
      ?? counts.size(
        at: chains.place(of: head),
        direct: graph.direct(of: head, facts),
        depth: depths[head]
      )
  }

  /// The families of at least so many derivatives, the largest first, as long as they have no more than
  /// `limit` together; of equal ones the lower node comes first.
  package func largest(from least: Int, within limit: Int) -> Set<Node> {
    var sizes: [(head: Node, total: Int)] = []
    for head in graph.nodes {
      if let total = total(of: head), total >= max(1, least) { sizes.append((head, total)) }
    }
    sizes.sort { ($1.total, $0.head) < ($0.total, $1.head) }
    var sum = 0
    let end = sizes.firstIndex {
      sum += $0.total
      return sum > limit
    }
    return Set(sizes[..<(end ?? sizes.count)].map(\.head))
  }

  /// The derivatives of a node, as ``size(of:)`` counts them.
  private func total(of head: Node) -> Int? {
    guard isCounted(head) else { return nil }
    return searched[head]?.all.total ?? counts.total(at: chains.place(of: head))
  }

  private func isCounted(_ head: Node) -> Bool {
    guard graph.children.count(of: head) > 0 else { return false }
    let place = uncounted.partitioningIndex { $0 >= head }
    return place == uncounted.count || uncounted[place] != head
  }

  /// Searches families one by one; each may take its share of the limit.
  private mutating func search(
    from heads: [Node],
    _ condensation: Condensation,
    within limit: Int
  ) {
    var gauge = FamilyStatistics(condensation, facts: facts)
    var search = Search(nodeCount: graph.nodeCount)
    for head in heads {
      if search.run(from: head, over: graph.children, within: limit / heads.count) {
        searched[head] = gauge.size(of: head, descendants: search.found)
      } else {
        uncounted.append(head)
      }
    }
  }
}

extension LineageGraph {
  /// How many of the direct derivatives of a node count.
  fileprivate func direct(of head: Node, _ facts: FamilyFacts) -> RelationCounts {
    var direct = RelationCounts(codeCount: facts.relationCount)
    for place in children.range(of: head) {
      let child = children.nodes[place]
      if facts.isCounted[child] { direct.add(facts.relations[child]) }
    }
    return direct
  }
}

extension LineageChains {
  /// Where a node with derivatives stands when all chains are laid end to end.
  fileprivate func place(of head: Node) -> Int {
    chains.range(of: chainOf[head]).lowerBound + Int(positionOf[head])
  }
}

/// What was counted of each family, by the place of its head in the chains.
private struct ChainCounts {
  let relationCount: Int
  /// As many for each place as there are relations.
  var byCode: [Int32] = []
  var publishers: [Int32] = []
  var weights: [Double] = []
  var maxDistances: [Int32] = []

  private func codes(at place: Int) -> ArraySlice<Int32> {
    byCode[place * relationCount..<(place + 1) * relationCount]
  }

  func total(at place: Int) -> Int { codes(at: place).reduce(0) { $0 + Int($1) } }

  func size(at place: Int, direct: RelationCounts, depth: Int32) -> FamilySize {
    FamilySize(
      direct: direct,
      all: RelationCounts(total: total(at: place), byCode: Array(codes(at: place))),
      publishers: Int(publishers[place]),
      weighted: weights[place],
      maxDistance: maxDistances[place],
      depth: depth
    )
  }
}

/// Goes up each chain with one open family: what it gains and loses at each step is what has spans
/// that end and begin there.
private struct ChainSweep {
  /// A span, by where it ends.
  private struct Entry {
    var node: LineageGraph.Node
    var reach: Int32
    /// Whether it goes on to the top.
    var reachesTop: Bool
  }

  private let chains: LineageChains
  private let facts: FamilyFacts
  /// By the place of the lowest position; and those that end further down than the top, by the place
  /// above the highest.
  private let entries, exits: Rows<Entry>
  private var open: OpenFamily

  init(_ chains: LineageChains, _ facts: FamilyFacts) {
    (self.chains, self.facts) = (chains, facts)
    let places = chains.chains.nodes.count
    entries = Rows(places) { body in
      chains.forEachSpan { node, span in
        guard facts.isCounted[node] else { return }
        let place = chains.chains.range(of: span.chain).lowerBound + Int(span.last)
        body(place, Entry(node: node, reach: span.reach, reachesTop: span.first == 0))
      }
    }
    exits = Rows(places) { body in
      chains.forEachSpan { node, span in
        guard facts.isCounted[node], span.first > 0 else { return }
        let place = chains.chains.range(of: span.chain).lowerBound + Int(span.first) - 1
        body(place, Entry(node: node, reach: span.reach, reachesTop: false))
      }
    }
    open = OpenFamily(facts, nodeCount: chains.chainOf.count)
  }

  mutating func run() -> ChainCounts {
    let count = chains.chains.nodes.count
    var counts = ChainCounts(relationCount: facts.relationCount)
    counts.byCode = Array(repeating: 0, count: count * facts.relationCount)
    counts.publishers = Array(repeating: 0, count: count)
    counts.maxDistances = counts.publishers
    counts.weights = Array(repeating: 0, count: count)
    for chain in 0..<Int32(chains.chains.rowCount) {
      let places = chains.chains.range(of: chain)
      for place in places.reversed() {
        for exit in exits[place] { open.remove(exit.node, reach: exit.reach, facts) }
        for entry in entries[place] { open.add(entry.node, reach: entry.reach, facts) }
        open.write(to: &counts, at: place, position: Int32(place - places.lowerBound))
      }
      for place in places {
        for entry in entries[place] where entry.reachesTop {
          open.remove(entry.node, reach: entry.reach, facts)
        }
      }
    }
    return counts
  }
}

extension LineageChains {
  fileprivate func forEachSpan(_ body: (Node, Span) -> Void) {
    for node in 0..<Node(chainOf.count) {
      for index in spanRange(of: node) { body(node, spans[index]) }
    }
  }
}

/// Elements in numbered rows.
private struct Rows<Element> {
  private var starts: [Int32]
  private var elements: [Element] = []

  /// Takes the elements that `forEach` tells; it is asked twice.
  init(_ rowCount: Int, _ forEach: ((_ row: Int, Element) -> Void) -> Void) {
    var starts = [Int32](repeating: 0, count: rowCount + 1)
    var first: Element?
    forEach { row, element in
      starts[row + 1] += 1
      first = first ?? element
    }
    for row in 0..<rowCount { starts[row + 1] += starts[row] }
    self.starts = starts
    guard let first else { return }
    var elements = [Element](repeating: first, count: Int(starts[rowCount]))
    forEach { row, element in
      elements[Int(starts[row])] = element
      starts[row] += 1
    }
    self.elements = elements
  }

  subscript(row: Int) -> ArraySlice<Element> { elements[Int(starts[row])..<Int(starts[row + 1])] }
}

/// A family that nodes come into and go out of.
private struct OpenFamily {
  private var byCode: [Int32]
  private var total: Int32 = 0
  /// How many models each publisher has in it.
  private var modelsOf: [Int32]
  private var publishers: Int32 = 0
  private var weight = RootSum()
  /// How many nodes have each reach, and the largest one that may have any.
  private var withReach: [Int32]
  private var largest: Int32 = 0

  init(_ facts: FamilyFacts, nodeCount: Int) {
    byCode = Array(repeating: 0, count: facts.relationCount)
    modelsOf = Array(repeating: 0, count: Int(facts.owners.max() ?? -1) + 1)
    // A distance and a position.
    withReach = Array(repeating: 0, count: 2 * nodeCount + 1)
  }

  mutating func add(_ node: LineageGraph.Node, reach: Int32, _ facts: FamilyFacts) {
    total += 1
    byCode[Int(facts.relations[node])] += 1
    withReach[reach] += 1
    largest = max(largest, reach)
    let owner = facts.owners[node]
    guard owner >= 0 else { return }
    if modelsOf[owner] == 0 { publishers += 1 }
    weight.subtractRoot(of: modelsOf[owner])
    modelsOf[owner] += 1
    weight.addRoot(of: modelsOf[owner])
  }

  mutating func remove(_ node: LineageGraph.Node, reach: Int32, _ facts: FamilyFacts) {
    total -= 1
    byCode[Int(facts.relations[node])] -= 1
    withReach[reach] -= 1
    let owner = facts.owners[node]
    guard owner >= 0 else { return }
    weight.subtractRoot(of: modelsOf[owner])
    modelsOf[owner] -= 1
    weight.addRoot(of: modelsOf[owner])
    if modelsOf[owner] == 0 { publishers -= 1 }
  }

  mutating func write(to counts: inout ChainCounts, at place: Int, position: Int32) {
    let codes = place * counts.relationCount
    for code in byCode.indices { counts.byCode[codes + code] = byCode[code] }
    counts.publishers[place] = publishers
    counts.weights[place] = weight.value
    if total == 0 { largest = 0 }
    while total > 0, withReach[largest] == 0 { largest -= 1 }
    counts.maxDistances[place] = total > 0 ? largest - position : 0
  }
}

/// A sum of square roots of whole numbers, which is the same in whatever order they come and go.
struct RootSum {
  /// Whole ones, and parts of which `unit` make one: as fine as the roots themselves are.
  private var whole: Int64 = 0
  private var parts: Int64 = 0
  private static let unit: Int64 = 1 << 52

  /// The sum, rounded once.
  var value: Double { Double(whole) + Double(parts) / Double(Self.unit) }

  mutating func addRoot(of number: Int32) {
    let (whole, parts) = Self.root(number)
    self.whole += whole
    self.parts += parts
    if self.parts >= Self.unit {
      self.parts -= Self.unit
      self.whole += 1
    }
  }

  mutating func subtractRoot(of number: Int32) {
    let (whole, parts) = Self.root(number)
    self.whole -= whole
    self.parts -= parts
    if self.parts < 0 {
      self.parts += Self.unit
      self.whole -= 1
    }
  }

  private static func root(_ number: Int32) -> (whole: Int64, parts: Int64) {
    let root = Double(number).squareRoot()
    let whole = root.rounded(.down)
    return (Int64(whole), Int64((root - whole) * Double(unit)))
  }
}
