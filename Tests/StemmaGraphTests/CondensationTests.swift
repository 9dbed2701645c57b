import StemmaGraph
import Testing

@Suite struct CondensationTests {
  @Test func listsCyclesAndNotSelfLoops() {
    let sketch = Sketch("c <- b <- c; x <- y <- z <- x; a <- a; a <- b; y <- w")
    let cycles = Condensation(of: sketch.graph).cycles().map { sketch.names($0) }
    #expect(cycles == [["c", "b"], ["x", "y", "z"]])
  }

  @Test func countsAModelReachedTwiceOnce() {
    let sketch = Sketch("base <- a <- merge <- gguf; base <- b <- merge")
    let counts = Condensation(of: sketch.graph).descendantCounts()
    #expect(sketch.byName(counts) == ["base": 4, "a": 2, "b": 2, "merge": 1, "gguf": 0])
  }

  @Test func countsNoMemberOfACycleAsItsOwnDescendant() {
    let sketch = Sketch("base <- one <- two <- one; two <- gguf")
    let counts = Condensation(of: sketch.graph).descendantCounts()
    #expect(sketch.byName(counts) == ["base": 3, "one": 2, "two": 2, "gguf": 0])
  }

  @Test func countsThroughGhostsButNotThem() {
    let sketch = Sketch("base <- ghost <- chat")
    let isCounted = sketch.names.map { $0 != "ghost" }
    let condensation = Condensation(of: sketch.graph)
    #expect(
      sketch.byName(condensation.descendantCounts(counting: isCounted))
        == ["base": 1, "ghost": 1, "chat": 0]
    )
  }

  @Test func measuresTheLongestChain() {
    let sketch = Sketch("base <- chat <- merge <- gguf; base <- merge; lonely")
    let condensation = Condensation(of: sketch.graph)
    #expect(
      sketch.byName(condensation.depthsBelow())
        == ["base": 3, "chat": 2, "merge": 1, "gguf": 0, "lonely": 0]
    )
    #expect(
      sketch.byName(condensation.depthsAbove())
        == ["base": 0, "chat": 1, "merge": 2, "gguf": 3, "lonely": 0]
    )
  }

  @Test func takesACycleForOneStep() {
    let sketch = Sketch("base <- one <- two <- one; two <- gguf; x <- y <- x")
    let condensation = Condensation(of: sketch.graph)
    #expect(
      sketch.byName(condensation.depthsBelow())
        == ["base": 2, "one": 1, "two": 1, "gguf": 0, "x": 0, "y": 0]
    )
  }

  @Test func measuresNoChainThatEndsInAGhost() {
    let sketch = Sketch("base <- chat <- ghost; base <- other-ghost <- gguf")
    let isCounted = sketch.names.map { !$0.hasSuffix("ghost") }
    #expect(
      sketch.byName(Condensation(of: sketch.graph).depthsBelow(counting: isCounted))
        == ["base": 2, "chat": 0, "ghost": 0, "other-ghost": 1, "gguf": 0]
    )
  }

  @Test func findsRoots() {
    let sketch = Sketch(
      "base <- chat <- merge; other <- merge; one <- two <- one; two <- gguf; lonely; odd <- odd"
    )
    let graph = sketch.graph
    let condensation = Condensation(of: graph)
    #expect(sketch.names(condensation.roots()) == ["base", "other", "one"])
    #expect(sketch.names(graph.leaves()) == ["merge", "gguf"])
    #expect(sketch.names(graph.isolated()) == ["lonely", "odd"])
  }

  @Test(
    arguments: [
      ("merge", ["base", "other"]), ("chat", ["base"]), ("base", []),
      ("gguf", ["one"]), ("two", ["one"]), ("one", []),
    ])
  func findsTheRootsAbove(_ name: String, _ expected: [String]) {
    let sketch = Sketch("base <- chat <- merge; other <- merge; one <- two <- one; two <- gguf")
    let condensation = Condensation(of: sketch.graph)
    #expect(sketch.names(condensation.roots(above: sketch[name])) == expected)
  }

  @Test func agreesWithThePlainTable() {
    for drawn in RandomGraph.draw(2000) {
      let graph = drawn.graph
      let oracle = Oracle(drawn)
      let condensation = Condensation(of: graph)
      #expect(condensation.cycles() == oracle.cycles, "\(drawn)")
      #expect(
        condensation.descendantCounts()
          == graph.nodes.map { Int32(oracle.descendants(of: $0).count) },
        "\(drawn)"
      )
      let all = [Bool](repeating: true, count: drawn.nodeCount)
      #expect(condensation.depthsBelow() == oracle.depthsBelow(counting: all), "\(drawn)")
      #expect(condensation.depthsAbove() == oracle.depthsAbove(), "\(drawn)")
      #expect(condensation.roots() == graph.nodes.filter(oracle.isRoot), "\(drawn)")
      for node in graph.nodes {
        let roots = oracle.ancestors(of: node).map(\.node).filter(oracle.isRoot)
        #expect(condensation.roots(above: node) == roots, "\(drawn)")
      }
    }
  }

  @Test func agreesWithThePlainTableWhereGhostsDoNotCount() {
    for var drawn in RandomGraph.draw(2000) {
      let graph = drawn.graph
      let oracle = Oracle(drawn)
      let isCounted = graph.nodes.map { _ in Bool.random(using: &drawn.random) }
      let condensation = Condensation(of: graph)
      let counts = graph.nodes.map { node in
        Int32(oracle.descendants(of: node).count { isCounted[Int($0.node)] })
      }
      #expect(condensation.descendantCounts(counting: isCounted) == counts, "\(drawn)")
      #expect(condensation.descendantCounts(counting: isCounted, above: 0) == counts, "\(drawn)")
      #expect(
        condensation.depthsBelow(counting: isCounted) == oracle.depthsBelow(counting: isCounted),
        "\(drawn)"
      )
    }
  }

  @Test func numbersDerivativesFirst() {
    for drawn in RandomGraph.draw(1000) {
      let condensation = Condensation(of: drawn.graph)
      for part in condensation.parts {
        let parents = [part] + condensation.parents[part]
        #expect(zip(parents, parents.dropFirst()).allSatisfy { $0 < $1 }, "\(drawn)")
        #expect(
          condensation.members[part].allSatisfy { condensation.partOf[Int($0)] == part },
          "\(drawn)"
        )
      }
    }
  }
}
