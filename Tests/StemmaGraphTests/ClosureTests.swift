import StemmaGraph
import Testing

@Suite struct ClosureTests {
  private struct Pair: Hashable {
    var ancestor: Int32
    var descendant: Int32
    var distance: Int32
  }

  private func pairs(
    of graph: LineageGraph,
    under heads: [Int32]? = nil,
    order: LineageGraph.FamilyOrder = .ascending
  ) -> [Pair] {
    var pairs: [Pair] = []
    graph.forEachPair(under: heads, order: order) {
      pairs.append(Pair(ancestor: $0, descendant: $1, distance: $2))
    }
    return pairs
  }

  @Test func comesInTheOrderOfATable() {
    let graph = LineageGraph(sketch: "base <- z; base <- a <- merge; z <- merge")
    #expect(
      pairs(of: graph) == [
        Pair(ancestor: 0, descendant: 1, distance: 1),
        Pair(ancestor: 0, descendant: 2, distance: 1),
        Pair(ancestor: 0, descendant: 3, distance: 2),
        Pair(ancestor: 1, descendant: 3, distance: 1),
        Pair(ancestor: 2, descendant: 3, distance: 1),
      ]
    )
  }

  @Test func pairsNoNodeWithItself() {
    let graph = LineageGraph(sketch: "one <- two <- one; two <- two")
    #expect(
      pairs(of: graph) == [
        Pair(ancestor: 0, descendant: 1, distance: 1),
        Pair(ancestor: 1, descendant: 0, distance: 1),
      ]
    )
  }

  @Test func isThatOfThePlainTable() {
    for drawn in RandomGraph.draw(2000) {
      let graph = drawn.graph
      let oracle = Oracle(drawn)
      let expected = graph.nodes.flatMap { head in
        oracle.descendants(of: head).map {
          Pair(ancestor: head, descendant: $0.node, distance: $0.distance)
        }
      }
      #expect(pairs(of: graph) == expected, "\(drawn)")
      #expect(Set(pairs(of: graph, order: .breadthFirst)) == Set(expected), "\(drawn)")
    }
  }

  @Test func stopsWhereItsReaderFails() {
    struct Full: Error {}
    let graph = LineageGraph(sketch: "base <- a; base <- b")
    var met = 0
    #expect(throws: Full.self) {
      try graph.forEachPair { _, _, _ in
        met += 1
        throw Full()
      }
    }
    #expect(met == 1)
  }

  @Test func changesOnlyUnderTheHeadsTouched() {
    for var drawn in RandomGraph.draw(2000) {
      let old = drawn.graph
      let all = Set(drawn.edges)
      let dropped = all.filter { _ in Int.random(in: 0..<6, using: &drawn.random) == 0 }
      let end = Int32(drawn.nodeCount + 1)
      let added = (0..<Int.random(in: 0...2, using: &drawn.random)).map { _ in
        LineageGraph.Edge(
          child: Int32.random(in: 0..<end, using: &drawn.random),
          parent: Int32.random(in: 0..<end, using: &drawn.random)
        )
      }
      let edges = all.subtracting(dropped).union(added)
      let new = LineageGraph(nodeCount: Int(end), edges: edges)
      let changed = all.symmetricDifference(edges)
      let parents = changed.filter { $0.child != $0.parent }.map(\.parent)
      for touched in [old.heads(touchedAt: parents), new.heads(touchedAt: parents)] {
        let kept = pairs(of: old).filter { !touched.contains($0.ancestor) }
        let renewed = kept + pairs(of: new, under: touched)
        #expect(Set(renewed) == Set(pairs(of: new)), "\(drawn), changed \(changed)")
        #expect(renewed.count == pairs(of: new).count, "\(drawn), changed \(changed)")
      }
    }
  }

  @Test func touchesNothingFarAway() {
    let sketch = Sketch("base <- chat <- gguf; other <- merge; chat <- merge")
    #expect(sketch.names(sketch.graph.heads(touchedAt: [sketch["chat"]])) == ["base", "chat"])
  }
}
