import StemmaGraph
import Testing

@Suite struct ComponentsTests {
  @Test func joinOverParentsAndChildren() {
    let sketch = Sketch("base <- merge; other <- merge; far <- away; lonely")
    let components = Components(of: sketch.graph)
    #expect(
      sketch.byName(sketch.names(components.representatives))
        == [
          "base": "base", "merge": "base", "other": "base", "far": "far", "away": "far",
          "lonely": "lonely",
        ]
    )
    #expect(components.count == 3)
    #expect(components.sizes() == [3, 0, 0, 2, 0, 1])
  }

  @Test func agreeWithThePlainTable() {
    for drawn in RandomGraph.draw(2000) {
      let components = Components(of: drawn.graph)
      let expected = Oracle(drawn).representatives
      #expect(components.representatives == expected, "\(drawn)")
      #expect(components.count == Set(expected).count, "\(drawn)")
      #expect(components.sizes().reduce(0, +) == Int32(drawn.nodeCount), "\(drawn)")
    }
  }
}
