import Foundation
import StemmaCore
import StemmaDerive
import StemmaTestSupport
import Testing

@Suite struct FrontMatterTests {
  @Test(arguments: [
    ("---\nlicense: mit\n---\n# Card", "license: mit"),
    ("\u{FEFF}---\nlicense: mit\n---", "license: mit"),
    ("\n \n---\nlicense: mit\n---\n", "license: mit"),
    ("---\r\nlicense: mit\r\ntags: []\r\n---\r\n", "license: mit\r\ntags: []"),
    ("---\rlicense: mit\r---", "license: mit"),
    ("---\na: 1\n---  \t\ntext\n---\n", "a: 1"),
    ("--- \nlicense: mit\nbase_model: a/b\n---\n", "license: mit\nbase_model: a/b"),
    ("---\t\u{A0}\r\nlicense: mit\r\n---\u{A0}\r\n# Card", "license: mit"),
    ("---\rlicense: mit\r---\r# Card\r---\r", "license: mit"),
    ("---\n\n---\n", ""),
    ("---\na: '\n---x'\n---\n", "a: '\n---x'"),
  ])
  func isFoundAtTheTop(card: String, block: String) {
    #expect(FrontMatter.text(in: card) == block)
  }

  @Test(arguments: [
    "", "# Card\n---\nlicense: mit\n---\n", "--- license: mit\n---\n", "---\nlicense: mit\n",
    "---\n---\n", "----\na: 1\n---\n",
  ])
  func isAbsentElsewhere(card: String) {
    #expect(FrontMatter.text(in: card) == nil)
  }

  @Test func isSearchedForInABoundedPart() {
    let card = "---\na: 1\n" + String(repeating: "é", count: 40 << 20) + "\n---\n"
    #expect(FrontMatter.text(in: card) == nil)
  }

  @Test func keepsScalarsAsText() throws {
    let yaml = """
      language: no
      version: 1.10
      date: 2024-01-02
      base_model: [a/b, ~, "null"]
      empty:
      """
    #expect(
      try FrontMatter.parse(yaml) == [
        "language": "no", "version": "1.10", "date": "2024-01-02",
        "base_model": ["a/b", nil, "null"], "empty": nil,
      ]
    )
  }

  @Test(arguments: ["", "null", "# only a comment"])
  func ofNothingIsEmpty(yaml: String) throws {
    #expect(try FrontMatter.parse(yaml) == .object([]))
  }

  @Test(arguments: [
    "- a\n- b", "text", "a: b: c", "a: [", "a: 1\na: 2", "a: 1\n---\nb: 2", "\ta: 1", "a: \u{1}",
  ])
  func thatIsNoMappingIsRefused(yaml: String) {
    #expect(throws: FrontMatter.Failure.self) { try FrontMatter.parse(yaml) }
  }

  // A template left unfilled stops the process in the library's own loader.
  @Test func survivesAnUnfilledTemplate() throws {
    #expect(throws: Never.self) { try FrontMatter.parse("base_model: {{ base_model }}") }
  }

  @Test(arguments: [false, true])
  func refusesAnAliasBomb(asKey: Bool) {
    var yaml = "a0: &a0 [x, x]\n"
    for level in 1...9 {
      let list = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(list)]\n"
    }
    if asKey { yaml += "? *a9\n: 1\n" }
    #expect(throws: FrontMatter.Failure.tooManyAliases) { try FrontMatter.parse(yaml) }
  }

  @Test func refusesAnOversizedBlock() {
    let yaml = "a: " + String(repeating: "x", count: FrontMatter.sizeLimit)
    #expect(throws: FrontMatter.Failure.larger(than: FrontMatter.sizeLimit)) {
      try FrontMatter.parse(yaml)
    }
  }

  // The collection notes what another parser said of each card; nearly all must be readable.
  @Test(.enabled(if: Shared.file(cards) != nil, "needs the collected cards"))
  func ofCollectedCardsIsReadable() throws {
    let file = try #require(Shared.file(Self.cards))
    let text = try Gzip.inflate(Data(contentsOf: file), limit: 1 << 30)
    var outcomes: [String: Int] = [:]
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let row = try JSONReader().value(Array(line))
      let readme = row["readme"]?.string ?? ""
      let noted = row["front_matter"]?.string ?? ""
      outcomes[
        "\(Self.outcome(of: readme)) where noted \(noted == "ok" ? "ok" : "otherwise")",
        default: 0
      ] += 1
    }
    #expect(outcomes["read where noted ok", default: 0] >= 4_600)
    #expect(outcomes["refused where noted ok", default: 0] <= 10, "\(outcomes)")
  }

  private static let cards = "real-hub/cards/model-cards.jsonl.gz"

  private static func outcome(of readme: String) -> String {
    guard let yaml = FrontMatter.text(in: readme) else { return "absent" }
    return (try? FrontMatter.parse(yaml)) == nil ? "refused" : "read"
  }
}
