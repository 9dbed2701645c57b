import StemmaCore
@testable import StemmaStandIn
import Testing

@Suite struct Listings {
  @Test(arguments: SortKey.allCases)
  func pagingVisitsEveryRowOnceInOrder(sort: SortKey) async throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = Seeded(state: seed)
    let lines = (0..<257).map { Self.randomModel($0, &random) }
    let asking = try Asking(lines)
    for limit in [1, 7, 100, 257, 1000] where limit > 1 || sort == .likes {
      let rows = try await asking.walk("/api/models?sort=\(sort.rawValue)&limit=\(limit)&full=1")
      #expect(Set(rows.compactMap { $0["_id"]?.string }).count == 257, "seed \(seed)")
      #expect(rows.count == 257, "seed \(seed)")
      let places = rows.map { Self.place(of: $0, sort) }
      let ordered = zip(places, places.dropFirst()).allSatisfy { $0.precedes($1) }
      #expect(ordered, "seed \(seed), limit \(limit)")
    }
  }

  @Test(arguments: [1, 7, 300])
  func theOldestComeFirstWhereThatIsAskedFor(limit: Int) async throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = Seeded(state: seed)
    let asking = try Asking((0..<60).map { Self.randomModel($0, &random) })
    let query = "sort=createdAt&direction=1&limit=\(limit)"
    let rows = try await asking.walk("/api/models?" + query)
    let ids = rows.compactMap { $0["_id"]?.string }
    #expect(ids == ids.sorted() && Set(ids).count == 60, "seed \(seed)")
    let filtered = try await asking.walk("/api/models?filter=t%3A1&" + query)
    #expect(filtered == rows.filter { $0["tags"].strings.contains("t:1") }, "seed \(seed)")
  }

  @Test func aHubWithoutThatOrderRefusesOrIgnoresIt() async throws {
    let uri = "/api/models?sort=createdAt&direction=1&limit=1"
    var options = StandInOptions()
    options.ascending = [.model: .refused]
    #expect(await (try Asking(Self.small, options: options)).reply(uri).status == 400)
    options.ascending = [.model: .ignored]
    let rows = try await Asking(Self.small, options: options).walk(uri)
    #expect(rows == (try await Asking(Self.small).walk("/api/models?sort=createdAt")))
  }

  @Test func pagingVisitsEveryFilteredRowOnce() async throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = Seeded(state: seed)
    let asking = try Asking((0..<200).map { Self.randomModel($0, &random) })
    let all = try await asking.walk("/api/models?limit=1000")
    let wanted = all.filter { $0["tags"].strings.contains("t:1") }
    let paged = try await asking.walk("/api/models?filter=t%3A1&limit=9")
    #expect(paged == wanted, "seed \(seed)")
    #expect(!wanted.isEmpty && wanted.count < 200)
  }

  @Test func filtersNarrow() async throws {
    let asking = try Asking(Self.small)
    let cases: [(String, [String])] = [
      ("filter=license:mit", ["lab/base", "ann/chat"]),
      ("filter=license%3Amit&filter=gguf", ["ann/chat"]), ("author=bob", ["bob/odd"]),
      ("search=CHAT", ["ann/chat"]), ("pipeline_tag=fill-mask", ["bob/odd"]),
      ("gated=true", ["lab/base"]), ("gated=false", ["ann/chat", "bob/odd"]),
      ("filter=none", []), ("filter=base_model:lab/base", ["ann/chat"]),
      ("filter=base_model:quantized:lab/base", ["ann/chat"]),
      // These belong to the web pages: the whole listing comes back.
      ("other=gguf&dataset=x", ["lab/base", "ann/chat", "bob/odd"]),
      ("sort=likes", ["bob/odd", "ann/chat", "lab/base"]),
      ("sort=likes&limit=2&skip=1", ["ann/chat", "lab/base"]),
    ]
    for (query, ids) in cases {
      #expect(try await asking.json("/api/models?\(query)").ids == ids, "\(query)")
    }
  }

  @Test func theLinkRepeatsEveryParameter() async throws {
    let asking = try Asking(Self.small)
    let uri =
      "/api/models?limit=1&expand%5B%5D=likes&filter=license%3Amit&expand[]=sha&sort=createdAt"
    let reply = await asking.reply(uri)
    let link = try #require(reply.headers["Link"])
    let known = """
      <https://huggingface.co/api/models?limit=1&expand=likes&filter=license%3Amit&expand=sha\
      &sort=createdAt&cursor=
      """
    #expect(link.hasPrefix(known))
    #expect(link.hasSuffix("%3D>; rel=\"next\"") || link.hasSuffix(">; rel=\"next\""))
    let next = try #require(reply.next)
    #expect(await asking.reply(next).headers["Link"] == nil)
  }

  @Test func aRefusedPropertyListsTheAllowedOnes() async throws {
    let asking = try Asking([])
    let allowed = """
      author, cardData, createdAt, datasets, disabled, lastModified, likes, models, private, \
      region, resourceGroup, runtime, sdk, sha, siblings, subdomain, tags, trendingScore, xetEnabled
      """
    let reply = await asking.reply("/api/spaces?expand=sha&expand=bogus")
    #expect(reply.status == 400)
    #expect(reply.text == "{\"error\":\"\\\"expand\\\" must be one of [\(allowed)]\"}")
  }

  @Test(arguments: [
    "expand=childrenModelCount", "expand=usedStorage", "expand=sha&full=true",
    "sort=nonsense", "sort=downloads&direction=1", "direction=1", "expand=sha&cardData=true",
    "expand=sha&config=true", "cursor=bm9uZQ%3D%3D",
  ])
  func theListRouteRefuses(query: String) async throws {
    #expect(await (try Asking([])).reply("/api/models?\(query)").status == 400)
  }

  @Test func emptyFieldsFollowTheHubsRules() async throws {
    let asking = try Asking([#"{"model": {"id": "a/b"}}"#])
    let names = WireFields.of(.model).expandable
    let list = names.filter { !WireFields.refusedOnLists.contains($0) }
    let row = try await asking.json("/api/models?\(Self.expand(list))").array?.first
    #expect(
      row?.keys == [
        "_id", "id", "author", "disabled", "gated", "inferenceProviderMapping", "lastModified",
        "likes", "private", "sha", "config", "downloads", "model-index", "tags", "createdAt",
        "siblings", "xetEnabled",
      ]
    )
    #expect(row?["inferenceProviderMapping"] == [])
    #expect(row?["config"] == [:])
    #expect(row?["model-index"] == .null)
    let detail = try await asking.json("/api/models/a/b?\(Self.expand(names))")
    #expect(detail["inferenceProviderMapping"] == [:])
    #expect(detail["spaces"] == [])
    #expect(Set(detail.keys).subtracting(row?.keys ?? []) == ["spaces", "childrenModelCount"])
  }

  @Test func fullAndCardDataAndConfigAdd() async throws {
    let asking = try Asking([
      #"{"model": {"id": "a/b", "cardData": {"x": 1}, "config": {}, "trendingScore": 0.5}}"#
    ])
    let bare = [
      "_id", "id", "likes", "trendingScore", "private", "downloads", "tags", "createdAt",
      "modelId",
    ]
    #expect(try await asking.json("/api/models").array?.first?.keys == bare)
    #expect(
      try await asking.json("/api/models?full=true&cardData=true&config=true").array?.first?.keys
        == bare + [
          "author", "sha", "lastModified", "gated", "disabled", "siblings", "cardData", "config",
        ]
    )
  }

  @Test func privateRowsAreNeverListed() async throws {
    let asking = try Asking([
      #"{"model": {"id": "a/b", "private": true, "tags": ["x"]}}"#,
      #"{"model": {"id": "a/c", "tags": ["x"]}}"#,
    ])
    #expect(try await asking.json("/api/models").ids == ["a/c"])
    #expect(try await asking.json("/api/models?filter=x").ids == ["a/c"])
    #expect(await asking.reply("/api/models/a/b").status == 401)
  }

  private static let small = [
    """
    {"model": {"id": "lab/base", "likes": 1, "trendingScore": 3, "gated": "auto", \
    "cardData": {"license": "mit"}}}
    """,
    """
    {"model": {"id": "ann/chat", "likes": 2, "trendingScore": 2, "tags": \
    ["gguf", "license:mit", "base_model:lab/base", "base_model:quantized:lab/base"]}}
    """,
    """
    {"model": {"id": "bob/odd", "likes": 3, "trendingScore": 1, "pipeline_tag": "fill-mask"}}
    """,
  ]

  private static func expand(_ names: [String]) -> String {
    names.map { "expand[]=\($0)" }.joined(separator: "&")
  }

  private static func randomModel(_ number: Int, _ random: inout Seeded) -> String {
    func maybe(_ name: String, _ value: String) -> String {
      Int.random(in: 0..<4, using: &random) == 0 ? ", \"\(name)\": null" : ", \"\(name)\": \(value)"
    }
    func few() -> Int { Int.random(in: 0..<4, using: &random) }
    let fields =
      maybe("likes", "\(few())") + maybe("downloads", "\(few() * 1000)")
      + maybe("trendingScore", "\(Double(few()) / 2)")
      + maybe("lastModified", "\"2025-01-0\(few() + 1)T00:00:00.000Z\"")
    return """
      {"model": {"id": "u\(number % 5)/m\(number)", "createdAt": \
      "2024-03-0\(few() + 1)T00:00:00.000Z", "tags": ["t:\(few())"]\(fields)}}
      """
  }

  private static func place(of row: JSONValue, _ sort: SortKey) -> ListPosition {
    let value: SortValue? =
      switch row[sort.rawValue] {
      case .string(let text): .text(text)
      case let number?: number.number.map(SortValue.number)
      case nil: nil
      }
    return ListPosition(value: value, hubID: row["_id"]?.string ?? "")
  }
}

/// A small generator whose runs can be repeated.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
