import Foundation
import Stemma
import StemmaCore
package import StemmaHarvest
import StemmaHub
import StemmaStandIn
import StemmaStore

extension Trial {
  /// The folder of a cache's archives.
  package func archives(of cache: String = "one") -> String {
    ArchivePath(cache: path(cache)).folder
  }

  /// The archive of one harvest.
  package func archive(of harvest: Int64, in cache: String = "one") -> String {
    ArchivePath(cache: path(cache)).file(of: harvest)
  }

  /// Every row of every table as it is, numbers and times included.
  package func contents(_ cache: String = "one") throws -> [String] {
    try Self.contents(ofCacheAt: path(cache))
  }

  /// Every row of every table of the cache at `path`, but those of the tables `left` and its identity,
  /// which no other cache has.
  package static func contents(ofCacheAt path: String, without left: Set<String> = []) throws
    -> [String]
  {
    let left = left.union(["identity"])
    return try Cache(path: path, access: .read).read { connection in
      try Schema.tablesByStage.flatMap(\.tables).filter { !left.contains($0) }.flatMap { table in
        let rows = try connection.prepare("SELECT * FROM \(table)")
        let names = rows.columnNames
        return try rows.rows { row in
          let cells = names.indices.map { "\(names[$0])=\(row.isNull($0) ? "-" : row.text($0))" }
          return "\(table): " + cells.joined(separator: " ")
        }.sorted()
      }
    }
  }

  /// Replays archives into another cache, and returns what differs from the cache they are of.
  package func differencesAfterReplay(
    of files: [String]? = nil,
    from cache: String = "one",
    into other: String = "again"
  ) throws -> [String] {
    let summary = try Pipeline(cachePath: path(other)).replay(files ?? [archives(of: cache)])
    return try summary.damage + summary.known + differences(contents(cache), contents(other))
  }

  /// Harvests with no time lost: what would be waited for is over at once.
  @discardableResult
  package func harvestAtOnce(
    _ request: HarvestRequest,
    on date: String = "2026-01-02",
    into cache: String = "one",
    token: String? = nil
  ) async throws -> HarvestSummary {
    let skipped = Locked(Duration.zero)
    let start = Double(Timestamp.secondsSince1970(in: date) ?? 0)
    let now: @Sendable () -> Double = {
      start + (RunEnvironment.machine.monotonic() + skipped.withLock { $0 }) / .seconds(1)
    }
    let runEnvironment = RunEnvironment(
      now: now,
      monotonic: { RunEnvironment.machine.monotonic() + skipped.withLock { $0 } },
      sleep: { duration in skipped.withLock { $0 += duration } },
      random: { 0.5 }
    )
    let client = HubClient(
      endpoint: try Endpoint(address.absoluteString),
      token: token.flatMap { Token($0) },
      transport: Hasty(transport: CurlTransport(now: now)),
      runEnvironment: runEnvironment
    )
    return try await Pipeline(cachePath: path(cache)).harvest(
      request,
      with: client,
      runEnvironment: runEnvironment
    )
  }
}

/// Libcurl with little patience: a server that breaks off may leave a connection hanging.
private struct Hasty: Transport {
  let transport: CurlTransport

  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    var request = request
    request.totalTimeout = .milliseconds(500)
    return try await transport.send(request)
  }
}
