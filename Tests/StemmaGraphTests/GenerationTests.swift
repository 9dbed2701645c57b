import StemmaGraph
import Testing

@Suite struct GenerationTests {
  private let sketch = Sketch(
    "base <- chat <- gguf; base <- early; unknown <- chat; base <- undated"
  )
  private let created: [String: Int64] = ["base": 100, "chat": 160, "gguf": 165, "early": 90]

  private func time(_ node: Int32) -> Int64? { created[sketch.name(node)] }

  @Test func takeWhatIsKnownAndKeepTheSign() {
    var times: [String] = []
    sketch.graph.forEachGeneration(created: time) { edge, seconds in
      times.append("\(sketch.name(edge.parent)) <- \(sketch.name(edge.child)): \(seconds)")
    }
    #expect(times == ["base <- chat: 60", "chat <- gguf: 5", "base <- early: -10"])
  }

  @Test(
    arguments: [
      ("base", -10), ("chat", 5), ("gguf", nil), ("unknown", nil), ("undated", nil),
    ] as [(String, Int64?)]
  )
  func beginWithTheEarliestDerivative(_ name: String, _ expected: Int64?) {
    #expect(sketch.graph.timeToFirstDerivative(of: sketch[name], created: time) == expected)
  }
}
