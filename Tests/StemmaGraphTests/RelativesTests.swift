import StemmaGraph
import Testing

@Suite struct RelativesTests {
  @Test(
    arguments: [
      ("base <- chat <- gguf", "base", ["chat:1", "gguf:2"]),
      ("base <- a <- merge; base <- b <- merge", "base", ["a:1", "b:1", "merge:2"]),
      ("base <- chat <- gguf; base <- gguf", "base", ["chat:1", "gguf:1"]),
      ("one <- two <- one; two <- gguf", "one", ["two:1", "gguf:2"]),
      ("one <- two <- three <- one", "two", ["three:1", "one:2"]),
      ("base <- base; base <- chat <- chat", "base", ["chat:1"]),
      ("ghost <- chat; base <- other", "ghost", ["chat:1"]),
      ("base <- chat", "chat", []),
    ])
  func areFoundBelow(_ text: String, _ head: String, _ expected: [String]) {
    let sketch = Sketch(text)
    #expect(sketch.names(sketch.graph.descendants(of: sketch[head])) == expected)
  }

  @Test(
    arguments: [
      ("base <- chat <- gguf", "gguf", ["chat:1", "base:2"]),
      ("base <- a <- merge; other <- merge", "merge", ["a:1", "other:1", "base:2"]),
      ("one <- two <- one; two <- gguf", "gguf", ["two:1", "one:2"]),
      ("one <- two <- one", "one", ["two:1"]),
      ("base <- chat", "base", []),
    ])
  func areFoundAbove(_ text: String, _ node: String, _ expected: [String]) {
    let sketch = Sketch(text)
    #expect(sketch.names(sketch.graph.ancestors(of: sketch[node])) == expected)
  }

  @Test func areThoseOfThePlainTable() {
    for drawn in RandomGraph.draw(2000) {
      let graph = drawn.graph
      let oracle = Oracle(drawn)
      for node in graph.nodes {
        let below = graph.descendants(of: node)
        let above = graph.ancestors(of: node)
        #expect(below.sorted(by: { $0.node < $1.node }) == oracle.descendants(of: node), "\(drawn)")
        #expect(above.sorted(by: { $0.node < $1.node }) == oracle.ancestors(of: node), "\(drawn)")
        #expect(below.map(\.distance) == below.map(\.distance).sorted(), "\(drawn)")
        #expect(graph.height(of: node) == below.map(\.distance).max() ?? 0, "\(drawn)")
      }
    }
  }

  @Test func surviveAChainLongerThanAnyStack() {
    let edges = (1..<200_000).map { LineageGraph.Edge(child: $0, parent: $0 - 1) }
    let ring = edges + [LineageGraph.Edge(child: 0, parent: 199_999)]
    let chain = Condensation(of: LineageGraph(nodeCount: 200_000, edges: edges))
    #expect(chain.depthsBelow().first == 199_999)
    #expect(chain.descendantCounts().first == 199_999)
    let wheel = Condensation(of: LineageGraph(nodeCount: 200_000, edges: ring))
    #expect(wheel.cycles().map(\.count) == [200_000])
    #expect(Set(wheel.descendantCounts()) == [199_999])
  }
}
