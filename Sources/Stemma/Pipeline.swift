import CMalloc
import Foundation
import StemmaAnalysis
import StemmaCache
package import StemmaHub
import StemmaRecords

/// The stages in their order: harvest, derive, link, analyze.
public struct Pipeline: Sendable {
  /// The cache's file.
  public let cachePath: String
  /// The claims that are checked at the end.
  package var claims = ClaimFolder.ofThisProcess
  /// Called with a line on each thing that went wrong and did not stop the work.
  let notice: @Sendable (String) -> Void

  /// Works on the cache at `cachePath`, which is made when something is first written.
  ///
  /// - Parameters:
  ///   - cachePath: The cache's file.
  ///   - notice: Called with a line on each thing that went wrong and did not stop the work, such as
  ///     a claim that cannot be checked.
  public init(cachePath: String, notice: @escaping @Sendable (String) -> Void = { _ in }) {
    self.cachePath = cachePath
    self.notice = notice
  }

  /// Harvests and analyzes.
  ///
  /// A run that was cut short is taken up by the next one that asks for the same. Whatever stops
  /// it, what it brought is analyzed and kept.
  ///
  /// - Parameters:
  ///   - request: What to bring in.
  ///   - hub: Where from.
  ///   - shouldStop: Asked between replies; what is under way is finished first.
  ///   - progress: Called after each reply.
  /// - Returns: What it cost and brought.
  /// - Throws: An error of one line when the cache or the Hub cannot be used.
  public func harvest(
    _ request: HarvestRequest,
    from hub: HubSettings,
    shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (HarvestTally) -> Void = { _ in }
  ) async throws -> HarvestSummary {
    let transport = CurlTransport(maxConcurrent: Harvester.concurrency)
    let client = HubClient(
      endpoint: hub.endpoint,
      token: hub.token,
      transport: transport,
      userAgent: "stemma/\(Version.text)"
    )
    return try await transport.whileOpen {
      try await harvest(
        request,
        with: client,
        surroundings: .machine,
        shouldStop: shouldStop,
        progress: progress
      )
    }
  }

  /// Harvests with a client and a clock of the caller's, and analyzes.
  package func harvest(
    _ request: HarvestRequest,
    with client: HubClient,
    surroundings: Surroundings,
    shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (HarvestTally) -> Void = { _ in }
  ) async throws -> HarvestSummary {
    let lock = try lock(at: surroundings.now())
    let cache = try Cache(path: cachePath, access: .write)
    defer { withExtendedLifetime(lock) {} }
    func analyzeWhatCame() throws {
      // A harvest and an analysis want memory in other pieces.
      stemma_give_back_memory()
      try cache.write(Self.analyzeChanges)
      try check(cache)
    }
    do {
      let summary = try await Harvester(
        request,
        cache: cache,
        client: client,
        surroundings: surroundings,
        shouldStop: shouldStop,
        progress: progress
      ).run()
      try analyzeWhatCame()
      return summary
    } catch let error as HubError {
      try analyzeWhatCame()
      throw error
    }
  }

  /// Re-reads everything that the archives hold and the cache accepted, then links and analyzes.
  ///
  /// What was derived from archives that were compacted since is kept as it is.
  ///
  /// - Returns: The number of replies read, and what could not be, a sentence each.
  /// - Throws: An error of one line when the cache or an archive cannot be used.
  public func derive() throws -> (replies: Int, damage: [String]) {
    let lock = try lock(at: Surroundings.machine.now())
    let cache = try Cache(path: cachePath, access: .write)
    defer { withExtendedLifetime(lock) {} }
    let base = try DerivedBase(of: cache)
    func run() throws -> Rederivation.Outcome {
      try cache.write { connection in
        let stage = Rederivation(cachePath: cachePath, connection: connection)
        let outcome = try stage.run(from: base)
        try Self.analyze(connection)
        return outcome
      }
    }
    let outcome = try base.map { try $0.attached(to: cache, run) } ?? run()
    try check(cache)
    return (outcome.replies, outcome.damage.map(\.description))
  }

  /// Links all declarations anew, builds the graph and writes its closure.
  ///
  /// Gives the same rows as a harvest does, which writes anew only what may differ.
  ///
  /// - Throws: An error of one line when the cache cannot be used.
  public func analyze() throws {
    let lock = try lock(at: Surroundings.machine.now())
    let cache = try Cache(path: cachePath, access: .write)
    defer { withExtendedLifetime(lock) {} }
    try cache.write(Self.analyze)
    try check(cache)
  }

  func lock(at time: Double) throws -> WriterLock {
    try WriterLock(
      cachePath: cachePath,
      startedAt: Timestamp.text(secondsSince1970: Int64(time))
    )
  }

  static func analyze(_ connection: Connection) throws {
    try connection.buildNameIndexes()
    try LinkStage(connection: connection).run()
    try AnalyzeStage(connection).run()
  }

  /// Links and analyzes what changed since the last time.
  ///
  /// Both stages in one transaction: what the first changed is told to the second and kept nowhere.
  static func analyzeChanges(_ connection: Connection) throws {
    try connection.buildNameIndexes()
    let change = try LinkStage(connection: connection).update()
    try AnalyzeStage(connection).update(after: change)
  }
}
