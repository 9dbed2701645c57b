package import Foundation
package import Stemma
import StemmaCore
package import StemmaHarvest
import StemmaHub
import StemmaOperations
package import StemmaStandIn
import StemmaStore
import StemmaTestSupport

/// A world served over loopback, and caches to harvest it into.
package struct Trial: Sendable {
  package let standIn: StandIn
  package let address: URL
  package let folder: URL

  /// Serves the world of `lines` for the length of `body`; the caches are removed afterwards.
  package static func of(
    _ lines: String...,
    options: StandInOptions = .withoutQuota,
    _ body: (Trial) async throws -> Void
  ) async throws {
    try await of(World(lines: lines), options: options, body)
  }

  /// Serves `world` for the length of `body`; the caches are removed afterwards.
  package static func of(
    _ world: any Catalogue,
    options: StandInOptions = .withoutQuota,
    _ body: (Trial) async throws -> Void
  ) async throws {
    try await withScratchFolder { folder in
      let standIn = StandIn(world: world, options: options)
      let address = try await standIn.start()
      do {
        try await body(Trial(standIn: standIn, address: address, folder: folder))
      } catch {
        await standIn.stop()
        throw error
      }
      await standIn.stop()
    }
  }

  /// The file of a cache of this trial.
  package func path(_ cache: String = "one") -> String {
    folder.appending(path: "\(cache).sqlite").path
  }

  /// Harvests over libcurl: the families of `ids`, or everything when there are none.
  @discardableResult
  package func harvest(
    _ ids: String...,
    into cache: String = "one",
    pageSize: Int = 1000,
    maxRequests: Int? = nil,
    maxNames: Int = 1000
  ) async throws -> HarvestSummary {
    try await harvest(
      ids,
      into: cache,
      pageSize: pageSize,
      maxRequests: maxRequests,
      maxNames: maxNames
    )
  }

  /// Harvests over libcurl: the families of `ids`, or everything when there are none.
  @discardableResult
  package func harvest(
    _ ids: [String],
    into cache: String = "one",
    pageSize: Int = 1000,
    maxRequests: Int? = nil,
    maxNames: Int = 1000
  ) async throws -> HarvestSummary {
    var request = HarvestRequest(
      subjects: ids,
      plan: ids.isEmpty ? .sweep : .walk,
      maxRequests: maxRequests
    )
    request.pageSize = pageSize
    request.maxNames = maxNames
    let hub = try HubSettings(endpoint: address.absoluteString, token: nil, environment: [:])
    return try await Pipeline(cachePath: path(cache)).harvest(request, from: hub)
  }

  /// Sweeps as if it were the day `date`, such as `2026-01-02`.
  @discardableResult
  package func sweep(on date: String, into cache: String = "one") async throws -> HarvestSummary {
    try await harvest(HarvestRequest(subjects: [], plan: .sweep), on: date, into: cache)
  }

  /// Harvests as if it were the day `date`.
  @discardableResult
  package func harvest(
    _ request: HarvestRequest,
    on date: String,
    into cache: String = "one",
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) async throws -> HarvestSummary {
    let time = Double(Timestamp.secondsSince1970(in: date) ?? 0)
    var runEnvironment = RunEnvironment.machine
    runEnvironment.now = { time }
    let client = HubClient(
      endpoint: try Endpoint(address.absoluteString),
      transport: CurlTransport(now: runEnvironment.now),
      runEnvironment: runEnvironment
    )
    return try await Pipeline(cachePath: path(cache)).harvest(
      request,
      with: client,
      runEnvironment: runEnvironment,
      shouldStop: shouldStop
    )
  }

  package func answers(_ cache: String = "one", asOf date: String? = nil) throws -> Answers {
    try Answers(cachePath: path(cache), asOf: date)
  }

  /// The rows of a query, each with its values between bars.
  package func rows(_ query: String, in cache: String = "one") throws -> [String] {
    try Cache(path: path(cache), access: .read).read { connection in
      let statement = try connection.prepare(query)
      return try statement.rows { row in
        (0..<row.columnCount).map { row.isNull($0) ? "-" : row.text($0) }.joined(separator: " | ")
      }
    }
  }

  /// Everything that the derive, link, graph and measure stages wrote.
  package func dump(_ cache: String = "one") throws -> [String] {
    try Cache(path: path(cache), access: .read).read { try Dump(of: $0).lines }
  }
}

extension Trial {
  /// Child, parent and relation of every edge, ghosts in brackets with their reason.
  package func edges(_ cache: String = "one") throws -> [String] {
    try rows(
      """
      SELECT child.name || ' <- '
        || CASE WHEN node.reason IS NULL THEN node.name
          ELSE '[' || node.name || ': ' || node.reason || ']' END
        || coalesce(' (' || edge.relation || ')', '')
      FROM edge
      JOIN repo AS child ON child.id = edge.child
      JOIN node ON node.id = edge.parent
      ORDER BY child.name, edge.position, node.name
      """,
      in: cache
    )
  }

  package func ghosts(_ cache: String = "one") throws -> [String] {
    try rows("SELECT kind, name, reason FROM ghost ORDER BY kind, name", in: cache)
  }

  /// What is wrong with a cache; nothing when it is sound.
  package func damage(_ cache: String = "one") throws -> [String] {
    try Maintenance(cachePath: path(cache)).faults()
  }
}

extension Trial {
  /// A family over three names and two merges, with a stranger beside it.
  package static let family = [
    #"{"model": {"id": "l/base", "createdAt": "2024-01-01T00:00:00.000Z"}}"#,
    #"{"model": {"id": "l/other"}}"#,
    #"{"model": {"id": "a/chat", "cardData": {"base_model": "old/base", "license": "mit"}}}"#,
    #"{"model": {"id": "a/lora", "library_name": "peft", "cardData": {"base_model": "a/chat"}}}"#,
    #"{"model": {"id": "b/mix", "cardData": {"base_model": ["a/chat", "l/other"]}}}"#,
    #"{"model": {"id": "b/mix-GGUF", "cardData": {"base_model": "b/mix"}}}"#,
    #"{"model": {"id": "b/merge", "cardData": {"base_model": ["b/mix", "l/base"]}}}"#,
    #"{"model": {"id": "b/self", "cardData": {"base_model": ["b/self", "l/base"]}}}"#,
    #"{"model": {"id": "x/stranger"}}"#,
    #"{"rename": {"from": "old/base", "to": "l/base"}}"#,
  ]
}

extension StandInOptions {
  package static var withoutQuota: StandInOptions {
    var options = StandInOptions()
    options.quota = nil
    return options
  }
}
