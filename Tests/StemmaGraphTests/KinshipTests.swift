import StemmaGraph
import Testing

@Suite struct KinshipTests {
  @Test(
    arguments: [
      ("gguf", "base", ["gguf", "chat", "base"]),
      ("merge", "base", ["merge", "base"]),
      ("base", "base", ["base"]),
      ("two", "two", ["two"]),
      ("base", "gguf", nil),
      ("gguf", "one", nil),
    ])
  func pathsLeadUpTheShortestWay(_ from: String, _ to: String, _ expected: [String]?) {
    let sketch = Sketch(
      "base <- chat <- gguf; chat <- merge; base <- merge; one <- two <- one"
    )
    let path = sketch.graph.path(from: sketch[from], to: sketch[to])
    #expect(path.map { sketch.names($0) } == expected)
  }

  @Test func pathsAreTheFirstOfSeveral() {
    let sketch = Sketch("base <- a; base <- b; b <- merge; a <- merge")
    let path = sketch.graph.path(from: sketch["merge"], to: sketch["base"])
    #expect(path.map { sketch.names($0) } == ["merge", "a", "base"])
  }

  @Test(
    arguments: [
      ("a", "b", ["a", "base", "b"]),
      ("a-gguf", "base", ["a-gguf", "a", "base"]),
      ("base", "a-gguf", ["base", "a", "a-gguf"]),
      ("a", "a", ["a"]),
      ("a", "far", nil),
    ])
  func connectionsLeadOverASharedAncestor(
    _ one: String,
    _ other: String,
    _ expected: [String]?
  ) {
    let sketch = Sketch("base <- a <- a-gguf; base <- b; far")
    let connection = sketch.graph.connection(between: sketch[one], and: sketch[other])
    #expect(connection.map { sketch.names($0.path) } == expected)
  }

  @Test func commonAncestorsComeNearestFirst() {
    let sketch = Sketch("base <- chat <- a; chat <- b; other <- a; other <- b; base <- b")
    let shared = sketch.graph.commonAncestors(of: sketch["a"], and: sketch["b"])
    #expect(sketch.names(shared.map(\.node)) == ["chat", "other", "base"])
    #expect(shared.map(\.distanceToFirst) == [1, 1, 2])
    #expect(shared.map(\.distanceToSecond) == [1, 1, 1])
    let nearest = sketch.graph.nearestCommonAncestors(of: sketch["a"], and: sketch["b"])
    #expect(sketch.names(nearest.map(\.node)) == ["chat", "other"])
  }

  @Test func aParentIsNoCommonAncestorOfItselfAndItsChild() {
    let sketch = Sketch("base <- chat <- gguf")
    let shared = sketch.graph.commonAncestors(of: sketch["chat"], and: sketch["gguf"])
    #expect(sketch.names(shared.map(\.node)) == ["base"])
    #expect(sketch.graph.nearestCommonAncestors(of: sketch["base"], and: sketch["gguf"]).isEmpty)
  }

  @Test func siblingsShareAParent() {
    let sketch = Sketch("base <- a; base <- merge; other <- merge; other <- b; base <- a; c <- c")
    let graph = sketch.graph
    #expect(sketch.names(graph.siblings(of: sketch["merge"])) == ["a", "b"])
    #expect(sketch.names(graph.siblings(of: sketch["a"])) == ["merge"])
    #expect(graph.siblings(of: sketch["base"]).isEmpty)
    #expect(graph.siblings(of: sketch["c"]).isEmpty)
  }

  @Test func agreesWithThePlainTable() {
    for drawn in RandomGraph.draw(500) {
      let graph = drawn.graph
      let oracle = Oracle(drawn)
      for one in graph.nodes {
        for other in graph.nodes {
          check(one, other, in: graph, by: oracle, "\(drawn)")
        }
      }
    }
  }

  private func check(
    _ one: Int32,
    _ other: Int32,
    in graph: LineageGraph,
    by oracle: Oracle,
    _ note: Comment
  ) {
    let path = graph.path(from: one, to: other)
    #expect(path.map { $0.count - 1 } == (one == other ? 0 : oracle.steps(one, other)), note)
    #expect(path.map { isChain($0, in: graph) } ?? true, note)

    let shared = graph.nodes.compactMap { node -> CommonAncestor? in
      guard let first = oracle.distance(from: one, to: node),
        let second = oracle.distance(from: other, to: node)
      else { return nil }
      return CommonAncestor(node: node, distanceToFirst: first, distanceToSecond: second)
    }
    #expect(
      graph.commonAncestors(of: one, and: other)
        == shared.sorted { ($0.span, $0.node) < ($1.span, $1.node) },
      note
    )

    let connection = graph.connection(between: one, and: other)
    let spans = graph.nodes.compactMap { node -> Int? in
      guard let first = one == node ? 0 : oracle.steps(one, node),
        let second = other == node ? 0 : oracle.steps(other, node)
      else { return nil }
      return first + second
    }
    #expect(connection.map { $0.path.count - 1 } == spans.min(), note)
    #expect(connection.map { Set($0.path).count == $0.path.count } ?? true, note)
  }

  /// Whether each node of the chain is a child of the next.
  private func isChain(_ nodes: [Int32], in graph: LineageGraph) -> Bool {
    zip(nodes, nodes.dropFirst()).allSatisfy { graph.parents(of: $0).contains($1) }
  }
}

extension Oracle {
  fileprivate func steps(_ descendant: Node, _ ancestor: Node) -> Int? {
    distance(from: descendant, to: ancestor).map { Int($0) }
  }
}
