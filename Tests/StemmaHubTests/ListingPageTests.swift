import StemmaCore
import StemmaHub
import Testing

@Suite struct ListingPageTests {
  static func page(_ text: String, kind: RepoKind = .model) throws -> ListingPage {
    try page(Array(text.utf8), kind: kind)
  }

  static func page(_ bytes: [UInt8], kind: RepoKind = .model) throws -> ListingPage {
    try ListingPage(decoding: bytes, kind: kind, reader: JSONReader())
  }

  /// The record of one row whose members besides the identity are given.
  static func row(_ members: String) throws -> (RepoRecord, [Finding]) {
    let page = try page(#"[{"_id":"1","id":"a/b",\#(members)}]"#)
    return (try #require(page.records.first), page.findings)
  }

  @Test func readsEveryFieldIntoItsPlace() throws {
    let (record, findings) = try Self.row(
      #"""
      "author":"a","sha":"f0","createdAt":"2024-05-01T10:00:00.000Z",
      "lastModified":"2024-05-02T10:00:00Z","gated":"manual","private":false,
      "disabled":true,"downloads":18,"downloadsAllTime":640,"likes":3.0,"trendingScore":0.5,
      "library_name":"peft","pipeline_tag":"text","tags":["x","y"],"cardData":{"license":"mit"},
      "baseModels":{"relation":"finetune","models":[{"_id":"9","id":"c/d"}]},"modelId":"a/b",
      "childrenModelCount":{"merge":0,"finetune":7},"siblings":[{"rfilename":"README.md"}],
      "safetensors":{"parameters":{"BF16":5},"total":5},"key":"","xetEnabled":true
      """#
    )
    var expected = RepoRecord(kind: .model, hubID: "1", name: "a/b")
    expected.author = "a"
    expected.sha = "f0"
    expected.createdAt = "2024-05-01T10:00:00.000Z"
    expected.lastModified = "2024-05-02T10:00:00Z"
    expected.gated = .manual
    expected.isPrivate = false
    expected.isDisabled = true
    expected.downloads = 18
    expected.downloadsAllTime = 640
    expected.likes = 3
    expected.trendingScore = 0.5
    expected.libraryName = "peft"
    expected.pipelineTag = "text"
    expected.tags = ["x", "y"]
    expected.cardData = ["license": "mit"]
    expected.baseModels = BaseModels(relation: .finetune, models: [.init(hubID: "9", name: "c/d")])
    expected.childrenModelCount = ["merge": 0, "finetune": 7]
    expected.siblings = ["README.md"]
    expected.safetensorsTotal = 5
    expected.rest = [
      .init("safetensors", ["parameters": ["BF16": 5], "total": 5]), .init("key", ""),
      .init("xetEnabled", true),
    ]
    #expect(record == expected)
    #expect(findings.isEmpty)
  }

  @Test(arguments: [
    (#""gated":false"#, Gating.no), (#""gated":"auto""#, .auto),
    (#""gated":true"#, Gating(rawValue: "true")), (#""gated":"new""#, Gating(rawValue: "new")),
    (#""gated":null"#, nil), (#""gated":7"#, nil), (#""gated":"false""#, nil),
  ])
  func readsGating(member: String, gating: Gating?) throws {
    #expect(try Self.row(member).0.gated == gating)
  }

  @Test(arguments: [
    #""likes":"many""#, #""likes":1.5"#, #""tags":"one""#, #""tags":["a",1]"#, #""private":"no""#,
    #""author":{"name":"a"}"#, #""cardData":"text""#, #""childrenModelCount":7"#,
    #""childrenModelCount":{"merge":"x"}"#, #""siblings":"x""#, #""safetensors":5"#,
    #""downloads":[1]"#, #""createdAt":1646263744"#, #""trendingScore":9007199254740993"#,
    #""baseModels":"a/b""#, #""likes":99999999999999999999"#,
  ])
  func keepsAFieldOfTheWrongShapeAndSaysSo(member: String) throws {
    let (record, findings) = try Self.row(member)
    #expect(record.rest.count == 1)
    #expect(findings.allSatisfy { $0.code == .oddField && $0.subject == "a/b" })
    #expect(!findings.isEmpty)
  }

  @Test(arguments: ["author", "likes", "tags", "baseModels", "cardData", "siblings", "gated"])
  func keepsNullWithoutAWord(key: String) throws {
    let (record, findings) = try Self.row("\"\(key)\":null")
    #expect(record.rest == [.init(key, .null)])
    #expect(findings.isEmpty)
  }

  @Test(
    arguments: [
      (
        #"{"relation":"merge","models":[{"_id":"1","id":"a"},{"_id":"2","id":"b"}]}"#, "merge: a b",
        true
      ),
      (#"[{"_id":"1","id":"a"},"b"]"#, "nil: a b", false),
      (#"[{"relation":"merge","models":[{"id":"a"}]}]"#, "merge: a", false),
      (#"{"merge":[{"_id":"1","id":"a"}],"finetune":[]}"#, "merge: a", false),
      (#"{"merge":[{"id":"a"}],"finetune":["b"]}"#, "nil: a b", false),
      (#"{"models":[{"id":"a"}]}"#, "nil: a", false),
      (#"{"relation":"new","models":[]}"#, "new: ", true),
      (#"[]"#, nil, false), (#"{}"#, nil, false), (#"[[],7]"#, nil, false),
    ] as [(String, String?, Bool)]
  )
  func readsParentsInAnyShape(value: String, parents: String?, isRegular: Bool) throws {
    let (record, findings) = try Self.row("\"baseModels\":\(value)")
    let read = record.baseModels.map { base in
      (base.relation?.rawValue ?? "nil") + ": " + base.models.map(\.name).joined(separator: " ")
    }
    #expect(read.map { $0.split(separator: " ") } == parents.map { $0.split(separator: " ") })
    #expect(record.rest.isEmpty == isRegular)
    #expect(findings.isEmpty == isRegular)
  }

  @Test func keepsAnotherModelID() throws {
    #expect(try Self.row(#""modelId":"old/name""#).0.rest == [.init("modelId", "old/name")])
  }

  @Test func keepsFileSizesBesideTheNames() throws {
    let (record, findings) = try Self.row(#""siblings":[{"rfilename":"a","size":1}]"#)
    #expect(record.siblings == ["a"])
    #expect(record.rest.map(\.key) == ["siblings"])
    #expect(findings.isEmpty)
  }

  @Test func countsTheFirstOfTwoMembersOfOneName() throws {
    let (record, findings) = try Self.row(#""author":"a","author":"b""#)
    #expect(record.author == "a")
    #expect(record.rest == [.init("author", "b")])
    #expect(findings.map(\.code) == [.oddField])
  }

  @Test(arguments: [
    "7", "null", "[]", "{}", #"{"id":"x"}"#, #"{"_id":"1"}"#, #"{"_id":7,"id":"x"}"#,
    #"{"_id":"","id":"x"}"#, #"{"_id":"1","id":null}"#,
    // These do not even parse.
    "{nonsense}", "tru", #"{"_id":"1","id":"x",}"#, "",
    String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000),
  ])
  func aBrokenRecordSpoilsNoOther(broken: String) throws {
    let good = #"{"_id":"1","id":"a/b"}"#
    let page = try Self.page("[\(good),\(broken),\(good)]")
    #expect(page.records.map(\.name) == ["a/b", "a/b"])
    #expect(page.findings.map(\.code) == [.brokenRecord])
  }

  @Test(
    arguments: [
      ([0xFF], "�", Finding.Code.invalidText), (Array(#"\ud83d"#.utf8), "\u{FFFD}", .invalidText),
      (Array(#"\ude00x"#.utf8), "\u{FFFD}x", .invalidText),
      (Array(#"\ud83d\ud83d\ude00"#.utf8), "\u{FFFD}😀", .invalidText),
    ] as [([UInt8], String, Finding.Code)]
  )
  func repairsText(bytes: [UInt8], text: String, code: Finding.Code) throws {
    let body = Array(#"[{"_id":"1","id":"a/b","description":""#.utf8) + bytes
    let page = try Self.page(body + Array(#""},{"_id":"2","id":"c/d"}]"#.utf8))
    #expect(page.records.map(\.name) == ["a/b", "c/d"])
    #expect(page.records.first?.rest == [.init("description", .string(text))])
    #expect(page.findings.map(\.code) == [code])
    #expect(page.findings.map(\.subject) == ["a/b"])
  }

  @Test func readsNumbersThatNoIntegerHolds() throws {
    let page = try Self.page(#"[{"_id":"1","id":"a/b","gguf":{"total":-100000000000000000000}}]"#)
    #expect(page.records.first?.rest == [.init("gguf", ["total": .number(-1e20)])])
    #expect(page.findings.map(\.code) == [.oddField])
  }

  @Test(arguments: [
    "", " ", "<html>", "{}", #"{"error":"x"}"#, "7", "[", #"[{"_id":"1","id":"a"}"#,
    #"[{"_id":"1","id":"a"}]]"#, "[] []", #"[{"id":"a]"#,
  ])
  func isNoPageWhenItIsNoWholeArray(text: String) {
    #expect(throws: HubError.self) { try Self.page(text) }
  }

  @Test func forgivesAByteOrderMark() throws {
    let body = [0xEF, 0xBB, 0xBF] + Array(#" [{"_id":"1","id":"a/b"}] "#.utf8)
    #expect(try Self.page(body).records.map(\.name) == ["a/b"])
  }

  @Test(arguments: ["2024-02-30T00:00:00.000Z", "", "soon"])
  func aTimeThatTellsNoMomentIsAFinding(text: String) throws {
    let (record, findings) = try Self.row(#""createdAt":"\#(text)","likes":3"#)
    #expect(record.createdAt == nil)
    #expect(record.likes == 3)
    #expect(record.rest == [.init("createdAt", .string(text))])
    #expect(findings.map(\.detail) == [#"createdAt: "\#(text)""#])
  }

  @Test(arguments: ["1e400", "-1e400", "NaN", "Infinity", "-Infinity"])
  func aNumberThatIsNoneCostsItsFieldAlone(number: String) throws {
    let page = try Self.page(
      #"[{"_id":"1","id":"a/b","downloads":\#(number),"likes":3,"odd":[1,\#(number)]},"#
        + #"{"_id":"2","id":"c/d","downloads":7}]"#
    )
    #expect(page.records.map(\.name) == ["a/b", "c/d"])
    #expect(page.records.first?.downloads == nil)
    #expect(page.records.first?.likes == 3)
    #expect(page.records.last?.downloads == 7)
    #expect(page.findings.map(\.code) == [.oddField, .oddField])
    #expect(page.findings.allSatisfy { $0.subject == "a/b" && $0.detail.contains(number) })
  }

  @Test func theEmptyPageIsAPage() throws {
    #expect(try Self.page("[ ]") == Self.page("[]"))
  }

  @Test func survivesDamageAnywhere() throws {
    let whole = Array(
      #"[{"_id":"1","id":"a/b","tags":["x","é\u00e9"],"n":1e5},{"_id":"2","id":"c"}]"#.utf8
    )
    var random = SeededRandom(seed: 7)
    for _ in 0..<4000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0...255,
          using: &random
        )
      }
      let page = try? Self.page(bytes)
      #expect((page?.records.count ?? 0) <= 4)
    }
  }
}

@Suite struct RepoDetailTests {
  static func detail(_ text: String) throws -> RepoDetail {
    try RepoDetail(decoding: Array(text.utf8), kind: .model, reader: JSONReader())
  }

  @Test func isReadLikeARow() throws {
    let detail = try Self.detail(#"{"_id":"1","id":"a/b","likes":"x","d":"\ud83d"}"#)
    #expect(detail.record.name == "a/b")
    #expect(detail.findings.map(\.code) == [.oddField, .invalidText])
  }

  @Test(arguments: ["", "[]", "{}", #"{"error":"x"}"#, "<html>", #"{"_id":"1","id":"a""#])
  func isNoneWithoutAnIdentity(text: String) {
    #expect(throws: HubError.self) { try Self.detail(text) }
  }
}
