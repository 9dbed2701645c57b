import StemmaCore
import StemmaDerive
import StemmaHub
import StemmaStore

/// One session of a harvest that is run again: what asks for nothing and writes everything.
struct ReplaySession {
  let harvest: Int64
  let planner: HarvestPlanner
  let writer: HarvestWriter
  /// Reads replies; its door to the network is shut.
  let client: HubClient

  /// Opens a new harvest, or takes up the one of number `number`, as the archive tells that it was.
  ///
  /// - Throws: ``HarvestError`` when this version cannot do what was asked for.
  init(
    _ told: ArchiveNote.Session,
    resuming number: Int64? = nil,
    in cache: Cache,
    analyze: @escaping (Connection) throws -> Void
  ) throws {
    guard let request = HarvestRequest(parts: told.request) else {
      guard told.version != Version.text else {
        throw Self.impossible("It asked for what nobody can ask for.")
      }
      throw HarvestError(
        description:
          "The archive is of another version of Stemma (\(told.version)), which asked in "
          + "a way that this one does not know. Replay it with that version."
      )
    }
    do {
      try request.requireBounds()
      try told.requireTime()
    } catch {
      throw Self.impossible(error.description)
    }
    client = HubClient(
      endpoint: try Endpoint(told.endpoint),
      transport: OfflineTransport(),
      runEnvironment: RunEnvironment(
        now: { told.beganAt },
        monotonic: { .zero },
        sleep: { _ in },
        random: { 0 }
      )
    )
    let endpoint = client.endpoint.base
    let (tables, derive, harvest, planner) = try cache.write { connection in
      let tables = try HarvestTables(connection)
      let harvest =
        try number
        ?? tables.begin(
          request,
          endpoint: endpoint,
          archive: ArchivePath.name(of:),
          at: told.harvestStartedAt
        )
      let planner = try HarvestPlanner(
        request,
        of: harvest,
        endpoint: endpoint,
        connection: connection,
        tables: tables,
        at: told.beganAt,
        analyze: analyze
      )
      if number == nil { try planner.begin() } else { try tables.resume(harvest) }
      return (tables, try DeriveStage(connection), harvest, planner)
    }
    (self.harvest, self.planner) = (harvest, planner)
    writer = HarvestWriter(
      harvest,
      cache: cache,
      tables: tables,
      derive: derive,
      archive: try ArchiveWriter(
        path: ArchivePath(cache: cache.path).file(of: harvest),
        committed: cache.read { _ in try tables.archiveEnd(of: harvest) },
        mode: .repeating
      ),
      planner: planner
    )
  }
}

extension ReplaySession {
  private static func impossible(_ what: String) -> HarvestError {
    HarvestError(
      description: "What the archive tells of its harvest cannot be. \(what) "
        + "Get the archive again from where it came."
    )
  }
}

/// No network: whatever is asked of it fails at once.
struct OfflineTransport: Transport {
  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    throw HubError(.unreachable("a replay asks nothing of the network"), url: request.url)
  }
}
