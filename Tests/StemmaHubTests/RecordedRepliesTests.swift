import Foundation
import StemmaCore
import StemmaHub
import StemmaTestSupport
import Testing

/// Replies the Hub once gave: nothing in them may be lost.
///
/// Skipped where the reference material does not stand beside the project.
@Suite(.enabled(if: Shared.file("real-hub/raw") != nil, "no recorded replies here"))
struct RecordedRepliesTests {
  struct Exchange: Sendable {
    var url: String
    var status: Int
    var headers: HTTPHeaders
    var body: String
  }

  @Test(arguments: [
    "hub-api-cassettes.jsonl.gz", "live-2026-07.jsonl.gz", "hub-api-tapes-js.jsonl.gz",
  ])
  func exchangesLoseNothing(file: String) throws {
    let exchanges = try Self.exchanges(file)
    var read = 0
    for exchange in exchanges where exchange.status == 200 {
      guard let (kind, isListing) = Self.route(exchange.url) else { continue }
      try Self.expectNothingLost(Array(exchange.body.utf8), kind, isListing, exchange.url)
      read += 1
    }
    #expect(read > 0)
  }

  @Test(arguments: [
    ("real-hub/raw/list-models-trending-2026-04-26.json", RepoKind.model),
    ("real-hub/raw/list-models-trending-2026-08-02.json", .model),
    ("real-hub/raw/list-models-trending-2026-09.json", .model),
    ("real-hub/raw/list-datasets-full-2023-11.json", .dataset),
    ("hub-examples/models-list-bare.json", .model),
    ("hub-examples/models-list-expand.json", .model),
  ])
  func listingsLoseNothing(file: String, kind: RepoKind) throws {
    let url = try #require(Shared.file(file))
    try Self.expectNothingLost([UInt8](Data(contentsOf: url)), kind, true, file)
  }

  @Test(arguments: [
    ("hub-examples/model-detail-default.json", RepoKind.model),
    ("hub-examples/model-detail-expand.json", .model),
    ("hub-examples/dataset-detail-expand.json", .dataset),
  ])
  func detailsLoseNothing(file: String, kind: RepoKind) throws {
    let url = try #require(Shared.file(file))
    try Self.expectNothingLost([UInt8](Data(contentsOf: url)), kind, false, file)
  }

  @Test func theExampleRepliesMeanWhatTheySay() throws {
    let url = try #require(Shared.file("hub-examples/responses.json"))
    let replies = try JSONReader().value([UInt8](Data(contentsOf: url))).array ?? []
    let codes = replies.compactMap { reply -> String? in
      guard let status = reply["status"]?.integer, status >= 400 else { return nil }
      let fields = reply["headers"]?.object ?? []
      let headers = HTTPHeaders(fields.map { .init($0.key, $0.value.string ?? "") })
      let response = HTTPResponse(url: "", status: Int(status), headers: headers)
      return "\(HubError(reply: response, body: Array((reply["body"]?.string ?? "").utf8)).code)"
    }
    #expect(
      codes == [
        "refusedProperty(allowed: [])", "notFound", "notFound", "gated", "gated", "disabled",
        "rateLimited", "rateLimited",
      ]
    )
  }

  @Test func aDatasetThatSomebodyWroteDownLosesNothing() throws {
    let url = try #require(Shared.file("real-hub/raw/dataset-info-biasshades-2025.json"))
    let told = try JSONReader().value([UInt8](Data(contentsOf: url)))
    let body = try #require(told["body"])
    try Self.expectNothingLost(Array(body.text.utf8), .dataset, false, url.lastPathComponent)
  }

  /// Whoever adds a recording adds it to a test here, or to the two that no reader of ours is for.
  @Test func everyFileOfRecordingsHasATest() throws {
    let folder = try #require(Shared.file("real-hub/raw"))
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(
      Set(files) == [
        "hub-api-cassettes.jsonl.gz", "hub-api-tapes-js.jsonl.gz", "live-2026-07.jsonl.gz",
        "live-2026-09.jsonl.gz", "list-models-trending-2026-04-26.json",
        "list-models-trending-2026-08-02.json", "list-models-trending-2026-09.json",
        "list-datasets-full-2023-11.json", "dataset-info-biasshades-2025.json",
        "discussions-rust-tests.json",
        // In the shape of another client, and of another server.
        "commits-gpt2-js.json", "datasets-server-parquet-2023.json",
      ]
    )
  }

  /// What the last words of a recorded route are, where a reader of ours takes its reply.
  private static let details = ["commits", "discussions", "likers", "refs", "overview"]
  /// And where none does: nothing that Stemma keeps comes from there.
  private static let unread: Set = [
    "tree", "treesize", "paths-info", "runtime", "variables", "members", "likes", "papers",
    "trending",
    "collections", "quicksearch", "whoami-v2",
  ]

  /// Each exchange of each recording: a reply with records is read above, one with details in
  /// `RecordedDetailsTests`, a redirect or an error means what it meant then.
  @Test(arguments: [
    ("hub-api-cassettes.jsonl.gz", 88), ("live-2026-07.jsonl.gz", 30),
    ("hub-api-tapes-js.jsonl.gz", 4), ("live-2026-09.jsonl.gz", 17),
  ])
  func everyExchangeIsRead(file: String, count: Int) throws {
    let exchanges = try Self.exchanges(file)
    #expect(exchanges.count == count)
    for exchange in exchanges {
      let path = exchange.url.prefix { $0 != "?" }.replacing("https://huggingface.co", with: "")
      let segments = path.split(separator: "/").map(String.init)
      let response = HTTPResponse(
        url: exchange.url,
        status: exchange.status,
        headers: exchange.headers
      )
      switch exchange.status {
      case 200:
        let isFile = path.contains("/resolve-cache/") || path.contains("/raw/")
        let isKnown =
          isFile || Self.route(exchange.url) != nil
          || segments.contains { Self.details.contains($0) || Self.unread.contains($0) }
        #expect(isKnown, "no test reads \(exchange.url)")
      case 300..<400:
        let location = try #require(exchange.headers["Location"], "\(exchange.url)")
        let target = try? Endpoint.production.following(location, from: exchange.url)
        // Only a large file is kept off the Hub.
        #expect((target == nil) == path.hasSuffix(".tflite"), "\(exchange.url)")
      default:
        #expect(
          HubError(reply: response, body: Array(exchange.body.utf8)).code == .notFound,
          "\(exchange.url)"
        )
      }
    }
  }

  /// A file of results that failed the Hub's check stands among those that did not.
  @Test func resultsWithAnErrorAreNothingOdd() throws {
    let body = #"""
      [{"_id": "640000000000000000000001", "id": "a/b", "evalResults": [
        {"filename": ".eval_results/a.yaml", "verified": false, "data": {"dataset": {"id": "d/e",
        "task_id": "t"}, "value": 0.5}, "pullRequest": 3},
        {"filename": ".eval_results/b.yaml", "error": "value must be a number"}]}]
      """#
    try Self.expectNothingLost(Array(body.utf8), .model, true, "evalResults")
    let page = try ListingPage(decoding: Array(body.utf8), kind: .model, reader: JSONReader())
    #expect(page.findings == [])
    #expect(page.records.count == 1)
  }

  private static func expectNothingLost(
    _ body: [UInt8],
    _ kind: RepoKind,
    _ isListing: Bool,
    _ origin: String
  ) throws {
    let reader = JSONReader()
    let original = try reader.value(body)
    let rows = isListing ? original.array ?? [] : [original]
    // Some recorded bodies name no identity: they are findings, as they should be.
    let sound = rows.filter { $0["_id"]?.string != nil && $0["id"]?.string != nil }
    guard isListing || !sound.isEmpty else { return }
    let records =
      isListing
      ? try ListingPage(decoding: body, kind: kind, reader: reader).records
      : [try RepoDetail(decoding: body, kind: kind, reader: reader).record]
    #expect(records.count == sound.count, "\(origin)")
    for (record, row) in zip(records, sound) {
      #expect(canonical(reassembled(record)) == canonical(withoutRepeatedName(row)), "\(origin)")
    }
  }

  /// The kind of repository that a recorded address returns, and whether in a list.
  private static func route(_ url: String) -> (RepoKind, isListing: Bool)? {
    let path = url.prefix { $0 != "?" }.replacing("https://huggingface.co/api/", with: "")
    let segments = path.split(separator: "/")
    guard let kind = RepoKind.allCases.first(where: { $0.apiSegment == segments[0] }) else {
      return nil
    }
    switch segments.count {
    case 1: return (kind, true)
    case 2, 3: return (kind, false)
    case 5 where segments[3] == "revision": return (kind, false)
    default: return nil
    }
  }

  /// The exchanges of one file of recordings.
  static func exchanges(_ file: String) throws -> [Exchange] {
    let url = try #require(Shared.file("real-hub/raw/" + file))
    let text = try Gzip.inflate([UInt8](Data(contentsOf: url)), limit: 64 << 20)
    return try text.split(separator: UInt8(ascii: "\n")).map { line in
      let row = try JSONReader().value(Array(line))
      return Exchange(
        url: row["uri"]?.string ?? "",
        status: Int(row["status"]?.integer ?? 0),
        headers: HTTPHeaders(
          (row["response_headers"]?.object ?? []).map { .init($0.key, $0.value.string ?? "") }
        ),
        body: row["body"]?.string ?? ""
      )
    }
  }
}
