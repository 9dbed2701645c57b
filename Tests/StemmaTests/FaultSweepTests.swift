import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaHub
import StemmaOperations
import StemmaStandIn
import StemmaStore
@testable import StemmaTrialSupport
import Testing

/// The n-th reply, for every n, goes wrong in one way.
///
/// The run must end by itself with the cache of a run without faults, or say what is missing; the
/// next run must complete it.
@Suite(.serialized) struct FaultSweepTests {
  /// One way in which a reply can go wrong.
  enum Misbehaviour: String, CaseIterable, Sendable {
    case tooMany, tooManyUntold, fault500, fault502, fault503, fault504
    case cutOff, wrongLength, truncatedGzip, noAnswer, stall, drip
    case brokenJSON, page, brokenRecord, invalidText, linkToItself, expiredCursor, ignoredFilter
  }

  @Test(arguments: Misbehaviour.allCases)
  func aSweepSurvivesWhateverReplyGoesWrong(_ misbehaviour: Misbehaviour) async throws {
    try await sweepFaults(misbehaviour, .sweep)
  }

  @Test(arguments: [Misbehaviour.tooMany, .cutOff, .page, .brokenRecord, .ignoredFilter])
  func aWalkSurvivesWhateverReplyGoesWrong(_ misbehaviour: Misbehaviour) async throws {
    try await sweepFaults(misbehaviour, .walk)
  }

  @Test(arguments: [Misbehaviour.tooMany, .cutOff, .page, .brokenRecord, .expiredCursor])
  func aRefreshSurvivesWhateverReplyGoesWrong(_ misbehaviour: Misbehaviour) async throws {
    try await sweepFaults(misbehaviour, .refresh)
  }

  @Test(arguments: [
    Misbehaviour.tooMany, .fault500, .cutOff, .truncatedGzip, .noAnswer, .brokenJSON, .page,
    .brokenRecord,
  ])
  func detailsSurviveWhateverReplyGoesWrong(_ misbehaviour: Misbehaviour) async throws {
    try await sweepFaults(misbehaviour, .details)
  }

  private func sweepFaults(
    _ misbehaviour: Misbehaviour,
    _ plan: HarvestRequest.Plan
  ) async throws {
    let trial = try await FaultTrial(plan)
    let (expected, count) = try await trial.withoutFault()
    #expect(count >= 6)
    for number in 1...count {
      let outcome = try await trial.run(failing: number, by: misbehaviour)
      #expect(
        outcome.second == expected,
        "\(misbehaviour) at request \(number), after a second run"
      )
      if outcome.isComplete {
        #expect(outcome.first == expected, "\(misbehaviour) at request \(number)")
      }
      #expect(outcome.faults.isEmpty, "\(misbehaviour) at request \(number): \(outcome.faults)")
    }
    await trial.stop()
  }
}

/// Harvests of one small world, with a fault at one request.
private final class FaultTrial: Sendable {
  struct Outcome {
    /// Whether the first run said that nothing is missing.
    var isComplete: Bool
    var first: [String]
    var second: [String]
    var faults: [String]
  }

  private struct Plot: Sendable {
    var number: Int?
    var misbehaviour = FaultSweepTests.Misbehaviour.page
    var seen = 0
  }

  private static let world = """
    {"model": {"id": "lab/base", "createdAt": "2024-01-01T00:00:00.000Z"}}
    {"model": {"id": "ann/chat", "createdAt": "2024-02-01T00:00:00.000Z", "cardData": {"base_model": "old/base", "license": "mit"}}}
    {"model": {"id": "bo/chat-gguf", "createdAt": "2024-03-01T00:00:00.000Z", "cardData": {"base_model": "ann/chat"}}}
    {"model": {"id": "cy/merge", "createdAt": "2024-04-01T00:00:00.000Z", "cardData": {"base_model": ["ann/chat", "lab/other"]}}}
    {"model": {"id": "lab/other", "createdAt": "2024-01-02T00:00:00.000Z"}}
    {"model": {"id": "cy/self", "createdAt": "2024-05-01T00:00:00.000Z", "cardData": {"base_model": ["cy/self", "cy/merge"]}}}
    {"model": {"id": "di/lost", "createdAt": "2024-06-01T00:00:00.000Z", "cardData": {"base_model": ["gone/away", "cy/self"], "datasets": ["old/data"]}}}
    {"dataset": {"id": "lab/data", "createdAt": "2024-01-03T00:00:00.000Z"}}
    {"rename": {"kind": "model", "from": "old/base", "to": "lab/base"}}
    {"rename": {"kind": "dataset", "from": "old/data", "to": "lab/data"}}
    """

  private let plan: HarvestRequest.Plan
  private let standIn: StandIn
  private let endpoint: Endpoint
  private let plot = Locked(Plot())

  init(_ plan: HarvestRequest.Plan) async throws {
    self.plan = plan
    let world = try plan == .details ? World(lines: Cohort().lines) : Self.world(without: [])
    let box = Locked<StandIn?>(nil)
    let plot = plot
    var options = StandInOptions()
    options.intercept = { _, request in
      let due = plot.withLock { plot in
        plot.seen += 1
        return plot.seen == plot.number ? plot.misbehaviour : nil
      }
      guard let due, let standIn = box.withLock({ $0 }) else { return nil }
      return await due.fault(request, standIn)
    }
    standIn = StandIn(world: world, options: options)
    box.withLock { [standIn] in $0 = standIn }
    endpoint = try Endpoint(try await standIn.start().absoluteString)
  }

  func stop() async { await standIn.stop() }

  func withoutFault() async throws -> (rows: [String], requests: Int) {
    let folder = TemporaryFolder()
    try await prepare(folder)
    plot.withLock { $0 = Plot() }
    _ = try await harvest(folder)
    return (try rows(folder), plot.withLock { $0.seen })
  }

  func run(
    failing number: Int,
    by misbehaviour: FaultSweepTests.Misbehaviour
  ) async throws -> Outcome {
    let folder = TemporaryFolder()
    try await prepare(folder)
    plot.withLock { $0 = Plot(number: number, misbehaviour: misbehaviour) }
    let summary = try? await harvest(folder)
    let first = try rows(folder)
    let isComplete = summary?.outcome == .complete && summary?.findings == 0
    plot.withLock { $0.number = nil }
    if !isComplete { _ = try await harvest(folder) }
    return Outcome(
      isComplete: isComplete,
      first: first,
      second: try rows(folder),
      faults: try Maintenance(cachePath: folder.cache).faults()
    )
  }

  /// A refresh goes on from a sweep of the world as it was.
  private func prepare(_ folder: TemporaryFolder) async throws {
    guard plan == .refresh else { return }
    plot.withLock { $0 = Plot() }
    standIn.serve(try Self.world(without: ["cy/merge", "di/lost"]))
    _ = try await harvest(folder, plan: .sweep)
    standIn.serve(try Self.world(without: []))
  }

  private static func world(without models: [String]) throws -> World {
    let lines = world.split(separator: "\n").map(String.init)
    return try World(
      lines: lines.filter { line in !models.contains { line.contains("\"id\": \"\($0)\"") } }
    )
  }

  private func harvest(
    _ folder: TemporaryFolder,
    plan: HarvestRequest.Plan? = nil
  ) async throws -> HarvestSummary {
    let plan = plan ?? self.plan
    let skipped = Locked(Duration.zero)
    let runEnvironment = RunEnvironment(
      now: RunEnvironment.machine.now,
      monotonic: { RunEnvironment.machine.monotonic() + skipped.withLock { $0 } },
      sleep: { duration in skipped.withLock { $0 += duration } },
      random: { 0.5 }
    )
    let client = HubClient(
      endpoint: endpoint,
      transport: Impatient(
        isHasty: plot.withLock { $0.number != nil && $0.misbehaviour == .stall }
      ),
      runEnvironment: runEnvironment
    )
    var request = HarvestRequest(
      subjects: [.sweep, .refresh].contains(plan) ? [] : ["lab/base"],
      plan: plan,
      kinds: [.model, .dataset]
    )
    request.pageSize = 3
    request.census = .always
    return try await Pipeline(cachePath: folder.cache).harvest(
      request,
      with: client,
      runEnvironment: runEnvironment
    )
  }

  /// What the cache says, with names for numbers.
  private func rows(_ folder: TemporaryFolder) throws -> [String] {
    let queries = [
      """
      SELECT 'repo', kind, name, hub_id, license, sha, created_at, likes, gone_since FROM repo
      """,
      """
      SELECT 'tag', repo.name, tag.value
      FROM repo_tag JOIN repo ON repo.id = repo JOIN tag ON tag.id = tag
      WHERE repo_tag.last_seen IS NULL
      """,
      """
      SELECT 'declaration', repo.name, field, source, position, reference.value, relation
      FROM declaration JOIN repo ON repo.id = repo JOIN reference ON reference.id = reference
      WHERE declaration.last_seen IS NULL
      """,
      "SELECT 'alias', alias.kind, alias.name, repo.name FROM alias JOIN repo ON repo.id = repo",
      "SELECT 'ghost', kind, name, reason FROM ghost",
      """
      SELECT 'edge', child.name, parent.name, relation, sources
      FROM edge JOIN node AS child ON child.id = child JOIN node AS parent ON parent.id = parent
      WHERE edge.last_seen IS NULL
      """,
      """
      SELECT 'lineage', above.name, below.name, distance
      FROM lineage JOIN node AS above ON above.id = ancestor
      JOIN node AS below ON below.id = descendant
      """,
      "SELECT 'family', node.name, all_total, depth FROM family JOIN node ON node.id = model",
      """
      SELECT 'commit', oid, committed_at, title, pull_request, position, account.name
      FROM repo_commit
      JOIN commit_author USING (repo, oid)
      JOIN account ON account.id = commit_author.account
      """,
      """
      SELECT 'discussion', num, account.name, title, status, comment_count, is_read, gone_since
      FROM discussion LEFT JOIN account ON account.id = account
      """,
      """
      SELECT 'event', num, discussion_event.hub_id, position, type, account.name, value, gone_since
      FROM discussion_event LEFT JOIN account ON account.id = account
      """,
      "SELECT 'account', name, kind, hub_id, is_bot, asked_in IS NULL FROM account",
      "SELECT 'liker', name, last_seen FROM liker JOIN account ON account.id = account",
      "SELECT 'ref', kind, name, target, last_seen FROM repo_ref",
      "SELECT 'card', sha, text FROM card_text",
      "SELECT 'mark', part, mark, count FROM detail_mark",
      "SELECT 'walk', part, member FROM detail_walk",
    ]
    return try Cache(path: folder.cache, access: .read).read { connection in
      try queries.flatMap { query in
        try connection.rows(query) { row in
          (0..<row.columnCount).map { row.optionalText($0) ?? "-" }.joined(separator: " | ")
        }
      }.sorted()
    }
  }
}

/// Libcurl, with little patience where a stall is meant to be over soon.
private final class Impatient: Transport {
  private let transport = CurlTransport()
  private let isHasty: Bool

  init(isHasty: Bool) { self.isHasty = isHasty }

  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    var request = request
    if isHasty { request.totalTimeout = .milliseconds(400) }
    return try await transport.send(request)
  }
}

/// A folder for one cache, removed with the value that made it.
private final class TemporaryFolder {
  private let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)

  var cache: String { folder.appending(path: "stemma.sqlite").path }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

extension FaultSweepTests.Misbehaviour {
  /// The fault to show in place of the right answer to `request`.
  fileprivate func fault(_ request: HubRequest, _ standIn: StandIn) async -> Fault? {
    func page(_ status: Int) -> Fault {
      var reply = Reply(status: status, body: Array("<html><h1>Sorry</h1></html>".utf8))
      reply.headers["Content-Type"] = "text/html"
      return Fault(.reply(reply))
    }
    switch self {
    case .tooMany:
      var reply = Reply.error(429, "We had to rate limit you")
      reply.headers["RateLimit"] = "\"api\";r=0;t=3"
      reply.headers["RateLimit-Policy"] = "\"fixed window\";\"api\";q=500;w=300"
      return Fault(.reply(reply))
    case .tooManyUntold: return page(429)
    case .fault500: return page(500)
    case .fault502: return page(502)
    case .fault503: return page(503)
    case .fault504: return page(504)
    case .page: return page(200)
    case .cutOff: return Fault(.drop(after: 20))
    case .wrongLength: return Fault(.wrongLength(by: 50))
    case .truncatedGzip: return Fault(.truncatedGzip(keeping: 30))
    case .noAnswer: return Fault(.hangUp)
    case .stall: return Fault(.none, delay: .seconds(1))
    case .drip: return Fault(.drip(bytes: 512, every: .milliseconds(5)))
    case .expiredCursor:
      return request.uri.contains("cursor=")
        ? Fault(.reply(.error(400, "Invalid cursor"))) : nil
    default: return await changed(request, standIn)
    }
  }

  /// The right answer, spoilt.
  private func changed(_ request: HubRequest, _ standIn: StandIn) async -> Fault? {
    var plain = request
    plain.headers["accept-encoding"] = nil
    if self == .ignoredFilter { plain = plain.withoutFilter }
    var reply = await standIn.reply(to: plain)
    guard reply.status == 200 else { return nil }
    let text = String(decoding: reply.body, as: UTF8.self)
    switch self {
    case .brokenJSON:
      // Nothing tells that the text of a card is cut short under a length that agrees.
      guard text.hasPrefix("[") || text.hasPrefix("{") else { return nil }
      reply.body = Array(text.dropLast(5).utf8)
    case .brokenRecord:
      guard text.hasPrefix("[") else { return nil }
      reply.body = Array((#"[{"id": 5}, 7, "# + text.dropFirst()).utf8)
      if text == "[]" { return nil }
    case .invalidText:
      guard let quote = text.range(of: #""tags":[""#) else { return nil }
      reply.body =
        Array(text[..<quote.upperBound].utf8) + [0xFF, 0xFE] + Array(text[quote.upperBound...].utf8)
    case .linkToItself:
      reply.headers["Link"] = "<https://huggingface.co\(request.uri)>; rel=\"next\""
    default: break
    }
    return Fault(.reply(reply))
  }
}

extension HubRequest {
  /// The same listing of everything.
  fileprivate var withoutFilter: HubRequest {
    let kept = query.split(separator: "&").filter { !$0.hasPrefix("filter=") }
    return HubRequest(
      method: method,
      path: path,
      query: kept.joined(separator: "&"),
      headers: headers
    )
  }
}
