@testable import StemmaHub
import StemmaTestSupport
import Testing

@Suite struct JSONShapeTests {
  @Test(arguments: [
    (#"[]"#, true), (#" {"a": "]"} "#, true), (#"["\\"]"#, true), (#"["\""]"#, true),
    ("\u{FEFF}[1]\n", true), (#"[{"a": [1, {}]}]"#, true),
    (#"["\\\"]"#, false), (#"["]"#, false), (#"[1"#, false), (#"[1]]"#, false), (#"[1] x"#, false),
    (#""a""#, false), ("", false), ("]", false), (#"{"a": ""#, false),
  ])
  func tellsAWholeTextFromACutOne(text: String, isWhole: Bool) {
    #expect(JSONShape.isWhole(Array(text.utf8)) == isWhole)
  }

  /// Read byte by byte, the outline tells the same.
  @Test func agreesWithTheOutline() {
    let letters = Array(#"[]{}"\a, "#.utf8)
    for seed in seeds(3, of: "JSON outlines") {
      var random = SplitMix64(state: seed)
      for _ in 0..<20_000 {
        let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in
          letters.randomElement(using: &random) ?? 0
        }
        #expect(JSONShape.isWhole(text) == Self.isWhole(text), "\(text) STEMMA_SEED=\(seed)")
      }
    }
  }

  private static func isWhole(_ text: [UInt8]) -> Bool {
    let text = text.drop { $0 == UInt8(ascii: " ") }
    guard let first = text.first, [UInt8(ascii: "["), UInt8(ascii: "{")].contains(first) else {
      return false
    }
    var outline = JSONShape.Outline()
    for byte in text {
      if outline.isOver, byte != UInt8(ascii: " ") { return false }
      outline.take(byte)
    }
    return outline.isOver
  }
}
