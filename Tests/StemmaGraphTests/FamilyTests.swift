@testable import StemmaGraph
import StemmaTestSupport
import Testing

@Suite struct FamilyTests {
  /// Facts by name: `model@publisher` is published, `ghost` in a name marks what does not count.
  private func facts(_ sketch: Sketch, relations: [String: UInt8] = [:]) -> FamilyFacts {
    let publishers = sketch.names.map { $0.split(separator: "@").dropFirst().first }
    let distinct = Array(Set(publishers.compactMap { $0 }))
    return FamilyFacts(
      owners: publishers.map { publisher in
        publisher.flatMap { distinct.firstIndex(of: $0) }.map { Int32($0) } ?? -1
      },
      isCounted: sketch.names.map { !$0.contains("ghost") },
      relations: sketch.names.map { relations[$0] ?? 0 },
      relationCount: 3
    )
  }

  private func sizes(_ graph: LineageGraph, _ facts: FamilyFacts) -> [Int32: FamilySize] {
    var sizes: [Int32: FamilySize] = [:]
    graph.forEachFamilySize(of: graph.heads(), facts: facts) { sizes[$0] = $1 }
    return sizes
  }

  @Test func areMeasuredInEveryWay() {
    let sketch = Sketch("base <- chat@a <- gguf@b; base <- lora@b; gguf@b <- again@b")
    let facts = facts(sketch, relations: ["gguf@b": 1, "lora@b": 2])
    #expect(
      sizes(sketch.graph, facts)[sketch["base"]]
        == FamilySize(
          direct: RelationCounts(total: 2, byCode: [1, 0, 1]),
          all: RelationCounts(total: 4, byCode: [2, 1, 1]),
          publishers: 2,
          weighted: 1 + 3.0.squareRoot(),
          maxDistance: 3,
          depth: 3
        )
    )
  }

  @Test func leaveGhostsOutButLookBehindThem() {
    let sketch = Sketch("base <- ghost@a <- chat@b; base <- far-ghost@a")
    #expect(
      sizes(sketch.graph, facts(sketch))[sketch["base"]]
        == FamilySize(
          direct: RelationCounts(total: 0, byCode: [0, 0, 0]),
          all: RelationCounts(total: 1, byCode: [1, 0, 0]),
          publishers: 1,
          weighted: 1,
          maxDistance: 2,
          depth: 2
        )
    )
  }

  @Test func areNoGiantsByOneBulkUploader() {
    let bulk = Sketch((0..<100).map { "bulk <- m\($0)@one" }.joined(separator: ";"))
    let broad = Sketch((0..<20).map { "broad <- m\($0)@p\($0)" }.joined(separator: ";"))
    #expect(sizes(bulk.graph, facts(bulk))[0]?.weighted == 10)
    #expect(sizes(broad.graph, facts(broad))[0]?.weighted == 20)
  }

  @Test func areWeighedAlikeInWhateverOrderModelsComeAndGo() {
    for seed in seeds(50, of: "sums of roots") {
      var random = SplitMix64(state: seed)
      let numbers = (0..<40).map { _ in Int32.random(in: 0...3_000_000, using: &random) }
      var (sum, shuffled) = (RootSum(), RootSum())
      for number in numbers { sum.addRoot(of: number) }
      for number in numbers.shuffled(using: &random) { shuffled.addRoot(of: number) }
      let exact = numbers.reduce(0) { $0 + Double($1).squareRoot() }
      #expect(sum.value == shuffled.value && abs(sum.value - exact) < exact * 1e-14)
      for number in numbers.shuffled(using: &random) { sum.subtractRoot(of: number) }
      #expect(sum.value == 0, "STEMMA_SEED=\(seed)")
    }
  }

  @Test func countNoPublisherWhereNoneIsKnown() {
    let sketch = Sketch("base <- chat; base <- gguf@a")
    let size = sizes(sketch.graph, facts(sketch))[0]
    #expect(size?.all.total == 2 && size?.publishers == 1 && size?.weighted == 1)
  }

  @Test func areMeasuredForGivenHeadsEvenWithoutDescendants() {
    let sketch = Sketch("base <- chat@a; lonely")
    var totals: [Int] = []
    sketch.graph.forEachFamilySize(of: [2, 0], facts: facts(sketch)) { _, size in
      totals.append(size.all.total)
    }
    #expect(totals == [0, 1])
  }

  @Test func agreeWithThePlainTable() {
    for var drawn in RandomGraph.draw(2000) {
      let graph = drawn.graph
      let facts = FamilyFacts(
        owners: graph.nodes.map { _ in Int32.random(in: -1..<4, using: &drawn.random) },
        isCounted: graph.nodes.map { _ in Int.random(in: 0..<4, using: &drawn.random) > 0 },
        relations: graph.nodes.map { _ in UInt8.random(in: 0..<3, using: &drawn.random) },
        relationCount: 3
      )
      let oracle = Oracle(drawn)
      let depths = oracle.depthsBelow(counting: facts.isCounted)
      let expected = graph.heads().map { head in
        (head, oracle.size(of: head, facts: facts, depth: depths[Int(head)]))
      }
      #expect(
        sizes(graph, facts) == Dictionary(uniqueKeysWithValues: expected),
        "\(drawn)"
      )
    }
  }
}

extension Oracle {
  fileprivate func size(of head: Node, facts: FamilyFacts, depth: Int32) -> FamilySize {
    let family = descendants(of: head).filter { facts.isCounted[Int($0.node)] }
    let models = family.map { facts.owners[Int($0.node)] }.filter { $0 >= 0 }
      .reduce(into: [Int32: Int32]()) { $0[$1, default: 0] += 1 }
    return FamilySize(
      direct: counts(of: family.filter { $0.distance == 1 }, facts),
      all: counts(of: family, facts),
      publishers: models.count,
      weighted: models.values.reduce(into: RootSum()) { $0.addRoot(of: $1) }.value,
      maxDistance: family.map(\.distance).max() ?? 0,
      depth: depth
    )
  }

  private func counts(of family: [Relative], _ facts: FamilyFacts) -> RelationCounts {
    RelationCounts(
      total: family.count,
      byCode: (0..<facts.relationCount).map { code in
        Int32(family.count { facts.relations[Int($0.node)] == code })
      }
    )
  }
}
