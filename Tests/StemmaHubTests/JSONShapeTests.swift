@testable import StemmaHub
import StemmaCore
import StemmaTestSupport
import Testing

@Suite struct JSONShapeTests {
  @Test(arguments: [
    (#"[]"#, true), (#" {"a": "]"} "#, true), ("\u{FEFF}[1]\n", true),
    (#"[{"a": [1, {}]}]"#, true), (#"[1"#, false), (#"[1] x"#, false), (#"[{"a": 1}"#, false),
    (#"{"a": [1]"#, false), (#""a""#, false), ("", false), ("]", false), ("[", false),
    (#"{"a": ""#, false), ("<html></html>", false),
  ])
  func tellsATextWithBothEndsFromACutOne(text: String, hasBothEnds: Bool) {
    #expect(JSONShape.hasBothEnds(Array(text.utf8)) == hasBothEnds)
  }

  @Test(
    arguments: [
      (#"[]"#, []), (#"[ ]"#, []), (#"["\\"]"#, [#""\\""#]), (#"["\"]", 1]"#, [#""\"]""#, " 1"]),
      (#" [{"a": [1, {}]}, [2, 3]] "#, [#"{"a": [1, {}]}"#, " [2, 3]"]),
      (#"["\\\"]"#, nil), (#"["]"#, nil), (#"[[1]"#, nil), (#"[1]]"#, nil), (#"[1] x]"#, nil),
      (#"{"a": [1]}"#, nil),
    ] as [(String, [String]?)]
  )
  func takesAWholeArrayApart(text: String, elements: [String]?) {
    let bytes = Array(text.utf8)
    let found = JSONShape.elements(of: bytes)?.map { String(decoding: bytes[$0], as: UTF8.self) }
    #expect(found == elements)
  }

  /// Wherever a page is cut, it is refused: at once, or else by who reads it.
  @Test func everyCutIsNoticed() throws {
    let page =
      #"[{"id": "a/b", "tags": ["x", "]"], "cardData": {"license": "mit"}}, {"id": "a/c"}]"#
    for length in 0..<page.utf8.count {
      let bytes = Array(page.utf8.prefix(length))
      #expect(!JSONShape.hasBothEnds(bytes) || JSONShape.elements(of: bytes) == nil, "\(length)")
      #expect(throws: HubError.self) {
        try ListingPage(decoding: bytes, kind: .model, reader: JSONReader())
      }
    }
  }

  /// Read by the outline alone, an array is whole where it is to who takes it apart.
  @Test func agreesWithTheOutline() {
    let letters = Array(#"[]{}"\a, "#.utf8)
    for seed in seeds(3, of: "JSON outlines") {
      var random = SplitMix64(state: seed)
      for _ in 0..<20_000 {
        let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in
          letters.randomElement(using: &random) ?? 0
        }
        let isArray = JSONShape.elements(of: text) != nil
        #expect(isArray == Self.isWholeArray(text), "\(text) STEMMA_SEED=\(seed)")
      }
    }
  }

  private static func isWholeArray(_ text: [UInt8]) -> Bool {
    let text = text.drop { $0 == UInt8(ascii: " ") }
    guard text.first == UInt8(ascii: "["),
      text.last(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: "]")
    else { return false }
    var outline = JSONShape.Outline()
    for byte in text {
      if outline.isOver, byte != UInt8(ascii: " ") { return false }
      outline.take(byte)
    }
    return outline.isOver
  }
}
