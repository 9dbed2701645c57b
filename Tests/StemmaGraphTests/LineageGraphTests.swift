import StemmaGraph
import Testing

@Suite struct LineageGraphTests {
  @Test func keepsAllParentsOfAMerge() {
    let sketch = Sketch("base <- chat <- merge; other <- merge")
    #expect(sketch.names(sketch.graph.parents(of: sketch["merge"])) == ["chat", "other"])
    #expect(sketch.names(sketch.graph.children(of: sketch["chat"])) == ["merge"])
    #expect(sketch.graph.edgeCount == 3)
  }

  @Test func mergesParallelEdges() {
    let graph = LineageGraph(sketch: "base <- chat; base <- chat; base <- chat")
    #expect(graph == LineageGraph(sketch: "base <- chat"))
    #expect(graph.edgeCount == 1)
  }

  @Test func setsSelfLoopsAside() {
    let sketch = Sketch("base <- chat <- chat; lonely <- lonely; lonely <- lonely")
    let graph = sketch.graph
    #expect(sketch.names(graph.selfLoops) == ["chat", "lonely"])
    #expect(Array(graph.edges) == [LineageGraph.Edge(child: 1, parent: 0)])
    #expect(graph.ancestors(of: sketch["lonely"]).isEmpty)
  }

  @Test func mayBeEmpty() {
    let graph = LineageGraph(nodeCount: 0, edges: [])
    let condensation = Condensation(of: graph)
    #expect(graph.heads().isEmpty && Array(graph.edges).isEmpty)
    #expect(condensation.partCount == 0 && condensation.descendantCounts().isEmpty)
    #expect(Components(of: graph).count == 0)
  }

  @Test func isTheSameWhateverTheOrderOfEdges() {
    for var drawn in RandomGraph.draw(1000) {
      let shuffled = drawn.edges.shuffled(using: &drawn.random)
      let graph = LineageGraph(nodeCount: drawn.nodeCount, edges: shuffled)
      #expect(graph == drawn.graph, "\(drawn)")
    }
  }

  @Test func holdsExactlyTheEdgesGiven() {
    for drawn in RandomGraph.draw(1000) {
      let graph = drawn.graph
      let distinct = Set(drawn.edges)
      #expect(Set(graph.edges) == distinct.filter { $0.child != $0.parent }, "\(drawn)")
      #expect(
        graph.selfLoops == distinct.filter { $0.child == $0.parent }.map(\.child).sorted(),
        "\(drawn)"
      )
      #expect(Array(graph.edges).count == graph.edgeCount, "\(drawn)")
      for edge in graph.edges {
        #expect(graph.children(of: edge.parent).contains(edge.child), "\(drawn)")
      }
    }
  }

  @Test func isViewedThroughAFilter() {
    let sketch = Sketch("base <- chat <- gguf; other <- other; base <- base")
    let late: Set = [sketch["gguf"], sketch["other"]]
    let view = sketch.graph.keepingEdges { !late.contains($0.child) }
    #expect(Array(view.edges) == [LineageGraph.Edge(child: sketch["chat"], parent: sketch["base"])])
    #expect(sketch.names(view.selfLoops) == ["base"])
    #expect(view.nodeCount == sketch.graph.nodeCount)
  }

  @Test func isViewedByFirstParents() {
    let ranked: [(child: Int32, parent: Int32, rank: Int32)] = [
      (3, 2, 1), (3, 1, 0), (3, 0, 2),  // the lowest rank
      (4, 2, 5), (4, 1, 5), (4, 3, 5),  // of equals the smallest node
      (5, 5, 0), (5, 3, 1),  // itself is no parent
    ]
    let view = LineageGraph.firstParentView(
      nodeCount: 6,
      edges: ranked.map {
        LineageGraph.RankedEdge(
          LineageGraph.Edge(child: $0.child, parent: $0.parent),
          rank: $0.rank
        )
      }
    )
    #expect(
      Array(view.edges) == [
        LineageGraph.Edge(child: 3, parent: 1), LineageGraph.Edge(child: 4, parent: 1),
        LineageGraph.Edge(child: 5, parent: 3),
      ]
    )
    #expect(view.selfLoops == [5])
  }

  @Test func isViewedByFirstParentsWhateverTheOrderOfEdges() {
    for var drawn in RandomGraph.draw(1000) {
      let ranked = drawn.edges.map {
        LineageGraph.RankedEdge($0, rank: Int32.random(in: 0..<3, using: &drawn.random))
      }
      let view = LineageGraph.firstParentView(nodeCount: drawn.nodeCount, edges: ranked)
      let others = ranked.filter { $0.edge.child != $0.edge.parent }
      for child in view.nodes {
        let first = others.filter { $0.edge.child == child }
          .min { ($0.rank, $0.edge.parent) < ($1.rank, $1.edge.parent) }
        #expect(
          Array(view.parents(of: child)) == (first.map { [$0.edge.parent] } ?? []),
          "\(drawn)"
        )
      }
      #expect(view.selfLoops == drawn.graph.selfLoops, "\(drawn)")
    }
  }
}
