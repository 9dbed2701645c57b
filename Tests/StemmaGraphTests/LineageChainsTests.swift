@testable import StemmaGraph
import Testing

/// The closure as chains and spans.
@Suite struct LineageChainsTests {
  private struct Pair: Hashable {
    var ancestor: Int32
    var descendant: Int32
    var distance: Int32
  }

  private func chains(
    of graph: LineageGraph,
    room: (perEdge: Int, besides: Int) = (16, 100_000)
  ) -> LineageChains {
    LineageChains(of: Condensation(of: graph), room: room)
  }

  /// The pairs under one node, as the view makes them.
  private func pairs(_ chains: LineageChains, of node: Int32) -> [Pair] {
    chains.spans(of: node).flatMap { span in
      (span.first...span.last).map { position in
        Pair(
          ancestor: chains.chains[span.chain][chains.chains[span.chain].startIndex + Int(position)],
          descendant: node,
          distance: span.distance + span.last - position
        )
      }
    }
  }

  private func searched(_ graph: LineageGraph, above node: Int32) -> Set<Pair> {
    Set(
      graph.ancestors(of: node).map {
        Pair(ancestor: $0.node, descendant: node, distance: $0.distance)
      }
    )
  }

  @Test func areThePairsOfASearch() {
    for drawn in RandomGraph.draw(3000) {
      let graph = drawn.graph
      let chains = chains(of: graph)
      for node in graph.nodes {
        let pairs = pairs(chains, of: node)
        #expect(Set(pairs) == searched(graph, above: node), "\(drawn), node \(node)")
        #expect(Set(pairs).count == pairs.count, "\(drawn), node \(node)")
      }
      #expect(!chains.isLeftOut.contains(true))
    }
  }

  @Test func areWholeWaysThatTouchNoOther() {
    for drawn in RandomGraph.draw(1000) {
      let graph = drawn.graph
      let chains = chains(of: graph)
      #expect(chains.chains.nodes.sorted() == graph.heads(), "\(drawn)")
      for chain in 0..<Int32(chains.chains.rowCount) {
        let nodes = Array(chains.chains[chain])
        for (parent, child) in zip(nodes, nodes.dropFirst()) {
          #expect(graph.parents(of: child).contains(parent), "\(drawn)")
        }
        #expect(nodes.indices.allSatisfy { Int(chains.positionOf[nodes[$0]]) == $0 })
      }
      for node in graph.nodes {
        let spans = Array(chains.spans(of: node))
        for (one, next) in zip(spans, spans.dropFirst()) {
          #expect((one.chain, one.last) < (next.chain, next.first), "\(drawn)")
          let meet = one.chain == next.chain && one.last + 1 == next.first
          #expect(!meet || one.reach != next.reach, "\(drawn)")
        }
      }
    }
  }

  /// Shapes of which a row for each pair has no end: spans stay in proportion to edges.
  @Test(arguments: Shape.allCases)
  func takeLittleRoomOnShapesThatArePairwiseHuge(_ shape: Shape) {
    let graph = shape.graph
    let chains = chains(of: graph)
    #expect(chains.spanCount <= 3 * graph.edgeCount)
    #expect(!chains.isLeftOut.contains(true))
    for node in stride(from: 0, to: Int32(graph.nodeCount), by: graph.nodeCount / 7) {
      let pairs = Set(pairs(chains, of: node))
      #expect(pairs == searched(graph, above: node))
    }
  }

  enum Shape: CaseIterable {
    case chain, cycle, cycleWithTails, ladder, shortcuts, manyParents, star, stars, caterpillar

    var graph: LineageGraph {
      switch self {
      case .chain: Self.graph(100_000) { $0 == 0 ? [] : [$0 - 1] }
      case .cycle: Self.graph(10_000) { [($0 + 9999) % 10_000] }
      case .cycleWithTails:
        Self.graph(10_000) { $0 < 5000 ? [($0 + 4999) % 5000] : [$0 - 5000] }
      // Two sides of rungs.
      case .ladder: Self.graph(100_000) { $0 < 2 ? [] : [($0 / 2 - 1) * 2, ($0 / 2 - 1) * 2 + 1] }
      case .shortcuts: Self.graph(50_000) { child in [1, 2].map { child - $0 }.filter { $0 >= 0 } }
      case .manyParents:
        Self.graph(3000) { child in (1...65).map { child - $0 }.filter { $0 >= 0 } }
      case .star: Self.graph(1_000_000) { $0 == 0 ? [] : [0] }
      case .stars: Self.graph(100_000) { $0 < 300 ? [] : [$0 % 300] }
      // The oldest child of each is the smaller one.
      case .caterpillar:
        Self.graph(60_000) { child in
          child == 0
            ? [] : child % 3 == 0 ? [child - 3] : child % 3 == 1 ? [child - 1] : [child - 1]
        }
      }
    }

    private static func graph(_ count: Int, _ parents: (Int) -> [Int]) -> LineageGraph {
      LineageGraph(
        nodeCount: count,
        edges: (0..<count).flatMap { child in
          parents(child).map { .init(child: Int32(child), parent: Int32($0)) }
        }
      )
    }
  }

  @Test func leaveOutWholeNodesWhereThereIsNoRoom() {
    var leftOut = 0
    for var drawn in RandomGraph.draw(2000) {
      let graph = drawn.graph
      let chains = chains(of: graph, room: (0, Int.random(in: 0...20, using: &drawn.random)))
      for node in graph.nodes {
        let expected = chains.isLeftOut[node] ? [] : searched(graph, above: node)
        #expect(Set(pairs(chains, of: node)) == expected, "\(drawn), node \(node)")
      }
      leftOut += chains.isLeftOut.count { $0 }
    }
    #expect(leftOut > 100)
  }

  @Test func countFamiliesAsSearchesDo() {
    for var drawn in RandomGraph.draw(3000) {
      let graph = drawn.graph
      let facts = facts(of: graph, using: &drawn.random)
      let condensation = Condensation(of: graph)
      var expected: [Int32: FamilySize] = [:]
      graph.forEachFamilySize(of: graph.heads(), facts: facts) { expected[$0] = $1 }
      // With no room for spans families are searched.
      for room in [(16, 100), (0, 0), (0, 12)] {
        let sizes = FamilySizes(chains(of: graph, room: room), condensation, facts: facts)
        for node in graph.nodes { #expect(sizes.size(of: node) == expected[node], "\(drawn)") }
        #expect(sizes.uncounted.isEmpty)
      }
    }
  }

  @Test func sayWhichFamiliesWouldTakeTooLong() {
    var uncounted = 0
    for var drawn in RandomGraph.draw(1000) {
      let graph = drawn.graph
      let facts = facts(of: graph, using: &drawn.random)
      let condensation = Condensation(of: graph)
      var expected: [Int32: FamilySize] = [:]
      graph.forEachFamilySize(of: graph.heads(), facts: facts) { expected[$0] = $1 }
      let chains = chains(of: graph, room: (0, 0))
      let sizes = FamilySizes(chains, condensation, facts: facts, searchLimit: 40)
      for node in graph.nodes {
        let isCounted = !sizes.uncounted.contains(node)
        #expect(sizes.size(of: node) == (isCounted ? expected[node] : nil), "\(drawn)")
      }
      uncounted += sizes.uncounted.count
    }
    #expect(uncounted > 100)
  }

  /// Each of these merges has all above it as ancestors: to go up from each is quadratic.
  @Test func countTheDescendantsOnALadder() {
    let counts = Condensation(of: Shape.ladder.graph).descendantCounts()
    #expect(counts[0] == 99_998 && counts[1] == 99_998 && counts[2] == 99_996)
    #expect(counts[99_998] == 0)
  }

  @Test func groupTheLargestFamiliesOnly() {
    let graph = LineageGraph(sketch: "a <- b <- c <- d; x <- y")
    let facts = FamilyFacts(
      owners: graph.nodes.map { _ in -1 },
      isCounted: graph.nodes.map { _ in true },
      relations: graph.nodes.map { _ in 0 },
      relationCount: 1
    )
    let sizes = FamilySizes(chains(of: graph), Condensation(of: graph), facts: facts)
    #expect(sizes.largest(from: 2, within: 100) == [0, 1])
    #expect(sizes.largest(from: 1, within: 5) == [0, 1])
    #expect(sizes.largest(from: 1, within: 4) == [0])
    #expect(sizes.largest(from: 0, within: 100) == [0, 1, 2, 4])
  }

  private func facts(of graph: LineageGraph, using random: inout some RandomNumberGenerator)
    -> FamilyFacts
  {
    FamilyFacts(
      owners: graph.nodes.map { _ in Int32.random(in: -1..<4, using: &random) },
      isCounted: graph.nodes.map { _ in Int.random(in: 0..<4, using: &random) > 0 },
      relations: graph.nodes.map { _ in UInt8.random(in: 0..<3, using: &random) },
      relationCount: 3
    )
  }
}
