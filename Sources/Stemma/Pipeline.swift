import CMalloc
import Foundation
import StemmaCore
import StemmaDerive
import StemmaDuckDB
import StemmaGraph
public import StemmaHarvest
package import StemmaHub
import StemmaLink
import StemmaMetrics
package import StemmaOperations
import StemmaStore
package import StemmaStudies

/// The way of every fact into the cache: harvest, derive, link, graph, measure, check.
///
/// A harvest, a replay and a derivation each end with derived tables (`HTTPResponse`, `RepoRecord`,
/// `Declaration`). What follows from those is the same for all of them.
public struct Pipeline: Sendable {
  /// Derived tables to edges to the closure, in one transaction.
  static let lineage = DerivedTables().then(LinkStage()).then(GraphStage())

  /// The closure to measures to verdicts, of the studies in the cache.
  var verdicts: Transactions<Closure, [ClaimError]> {
    Transactions(MeasureStage()).then(Transactions(CheckStage(claims, version: Version.text)))
  }

  /// All that follows from derived tables.
  var stages: Transactions<Void, [ClaimError]> {
    Transactions(Self.lineage).then(verdicts)
  }

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
  /// it, what it brought is kept, and analyzed unless `shouldStop` says that there is no time.
  ///
  /// - Parameters:
  ///   - request: What to bring in.
  ///   - hub: Where from.
  ///   - shouldStop: Asked ten times a second. Requests under way and waits of any kind are then given
  ///     up, what came is written, and nothing is analyzed.
  ///   - progress: Called after each reply.
  /// - Returns: What it cost and brought.
  /// - Throws: An error of one line when the cache or the Hub cannot be used.
  public func harvest(
    _ request: HarvestRequest,
    from hub: HubSettings,
    shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (HarvestTally) -> Void = { _ in }
  ) async throws -> HarvestSummary {
    let transport = try hub.transport(maxConcurrent: Harvester.concurrency)
    let client = HubClient(
      endpoint: hub.endpoint,
      token: hub.token,
      transport: transport,
      userAgent: "stemma/\(Version.text)",
      log: hub.log
    )
    return try await transport.whileOpen {
      try await harvest(
        request,
        with: client,
        runEnvironment: .machine,
        shouldStop: shouldStop,
        progress: progress
      )
    }
  }

  /// Harvests with a client and a clock of the caller's, and analyzes.
  package func harvest(
    _ request: HarvestRequest,
    with client: HubClient,
    runEnvironment: RunEnvironment,
    shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: @escaping (HarvestTally) -> Void = { _ in }
  ) async throws -> HarvestSummary {
    try request.validate()
    let (lock, cache) = try open(at: runEnvironment.now())
    defer { withExtendedLifetime(lock) {} }
    func analyzeWhatCame() throws {
      guard !shouldStop() else { return }
      // A harvest and an analysis want memory in other pieces.
      stemma_give_back_memory()
      tell(try stages.update(cache, ()))
    }
    client.log?.info(
      "harvest began",
      ["plan": .string(request.plan.rawValue), "endpoint": .string(client.endpoint.base)]
    )
    do {
      let summary = try await Harvester(
        request,
        cache: cache,
        client: client,
        runEnvironment: runEnvironment,
        analyze: { _ = try Self.lineage.update(after: (), on: $0) },
        shouldStop: shouldStop,
        progress: progress
      ).run()
      client.log?.told(of: summary)
      try analyzeWhatCame()
      return summary
    } catch let error as HubError {
      client.log?.fail("harvest failed", ["reason": .string(error.description)])
      try analyzeWhatCame()
      throw error
    }
  }

  /// Re-reads everything that the archives hold and the cache accepted, then links and analyzes.
  ///
  /// What was derived from archives that were compacted since is kept as it is. Where a reply cannot
  /// be read, every table is: what was derived from it would be lost. Each such reply is a finding.
  ///
  /// - Returns: The number of replies read, and what could not be, a sentence each archive; when there
  ///   is any, nothing was derived.
  /// - Throws: An error of one line when the cache or an archive cannot be used.
  public func derive() throws -> (replies: Int, damage: [String]) {
    try Cache.requireThere(cachePath)
    let (lock, cache) = try open(at: RunEnvironment.machine.now())
    defer { withExtendedLifetime(lock) {} }
    try requireNoLakes(in: cache)
    let base = try DerivedBase(of: cache)
    func run() throws -> Int {
      try cache.write { connection in
        let stage = Rederivation(cachePath: cachePath, connection: connection)
        let outcome = try stage.run(from: base)
        guard outcome.damage.isEmpty else { throw DerivationLoss(outcome: outcome) }
        _ = try Self.lineage.run(on: connection)
        return outcome.replies
      }
    }
    do {
      let replies = try base.map { try $0.attached(to: cache, run) } ?? run()
      tell(try verdicts.run(cache))
      return (replies, [])
    } catch let loss as DerivationLoss {
      try cache.write { connection in
        try Rederivation(cachePath: cachePath, connection: connection).note(loss.outcome)
      }
      return (loss.outcome.replies, loss.sentences)
    }
  }

  /// What came from lakes of others is in no archive of this cache: read anew, it would be lost.
  private func requireNoLakes(in cache: Cache) throws {
    let count = try cache.read {
      try $0.count("SELECT count(*) FROM import WHERE columns LIKE 'lake of %'")
    }
    guard count > 0 else { return }
    throw ImportError(
      description:
        "This cache holds what lakes of others brought, which is in none of its archives. "
        + "Derive anew where they were harvested, and import the lakes into a new cache."
    )
  }

  /// Links all declarations anew, builds the graph and writes its closure.
  ///
  /// Gives the same rows as a harvest does, which writes anew only what may differ.
  ///
  /// - Throws: An error of one line when the cache cannot be used.
  public func analyze() throws {
    try Cache.requireThere(cachePath)
    let (lock, cache) = try open(at: RunEnvironment.machine.now())
    defer { withExtendedLifetime(lock) {} }
    tell(try stages.run(cache))
  }

  /// Takes the cache's lock and opens it for writing; one of an earlier layout is brought up first.
  private func open(at time: Double) throws -> (lock: WriterLock, cache: Cache) {
    let lock = try WriterLock(
      cachePath: cachePath,
      startedAt: Timestamp.text(secondsSince1970: time)
    )
    _ = try cacheUpgrade().run()
    return (lock, try Cache(path: cachePath, access: .write))
  }

  private func cacheUpgrade() throws -> CacheUpgrade {
    try CacheUpgrade(of: cachePath, link: { _ = try Self.lineage.run(on: $0) }, tell: notice)
  }

  /// Brings a cache of an earlier layout up to this version's, as the first command that writes to it
  /// does as well.
  ///
  /// - Returns: What was done; nil when there was nothing to do.
  /// - Throws: An error of one line when the cache cannot be used, or another program reads it.
  package func upgrade() throws -> CacheUpgrade.Summary? {
    try Cache.requireThere(cachePath)
    let lock = try WriterLock(
      cachePath: cachePath,
      startedAt: Timestamp.text(secondsSince1970: RunEnvironment.machine.now())
    )
    defer { withExtendedLifetime(lock) {} }
    if let summary = try cacheUpgrade().run() { return summary }
    // There is nothing to do in one of this version; a newer one is refused.
    _ = try Cache(path: cachePath, access: .read)
    return nil
  }

  /// Tells of the claims that are none, or whose queries cannot be run: they are left out.
  func tell(_ faults: [ClaimError]) {
    for fault in faults { notice("Claim not checked: \(fault.sentence)") }
  }
}

/// Undoes a derivation that would lose what was derived from replies which cannot be read now.
private struct DerivationLoss: Error {
  let outcome: Rederivation.Outcome

  /// The first damage of each archive: behind a cut every reply is lost.
  var sentences: [String] {
    var told: Set<String> = []
    return outcome.damage.filter { told.insert($0.path).inserted }.map(\.description)
  }
}

extension Pipeline {
  /// Harvests again from archives, with no network, and analyzes.
  ///
  /// Every row is as the run that made the archive wrote it, its times included. A harvest that the
  /// cache holds already is left out.
  ///
  /// - Parameter paths: Archives of harvests, WARC exports, or folders of them.
  /// - Returns: What was run again, and what could not be read.
  /// - Throws: An error of one line when the cache or an archive cannot be used.
  public func replay(_ paths: [String]) throws -> ReplaySummary {
    let files = try ReplayFiles(paths)
    let (lock, cache) = try open(at: RunEnvironment.machine.now())
    defer { withExtendedLifetime(lock) {} }
    let replay = Replay(cache: cache) { _ = try Self.lineage.run(on: $0) }
    let summary = try replay.run(files)
    tell(try verdicts.run(cache))
    return summary
  }
}

extension Pipeline {
  /// Imports past snapshots of the Hub as back history.
  ///
  /// Each file lands in one transaction. A file that was imported before with the same columns
  /// changes nothing. What is odd in a file becomes findings with their lines, and stops nothing.
  ///
  /// - Parameter request: Which files, and how they read.
  /// - Returns: What each file brought.
  /// - Throws: An error of one line when a file or the cache cannot be used, or when a file lacks a
  ///   column that was named or that of the name or the date.
  public func importHistory(_ request: ImportRequest) throws -> [ImportSummary] {
    try importHistory(request, at: RunEnvironment.machine.now())
  }

  /// Imports as if it were `now`, in seconds since 1970.
  package func importHistory(_ request: ImportRequest, at now: Double) throws -> [ImportSummary] {
    for file in request.files where StreamFile.isStream(file) {
      throw ImportError(
        description:
          "\(file) is a pipe or a device, and a file to import is read twice. Write it to "
          + "a file first."
      )
    }
    for file in request.files {
      guard let reason = FileReason.againstReading(file) else { continue }
      throw ImportError(
        description: "\(file.isEmpty ? "A file" : file) cannot be read: \(reason). "
          + "Name a CSV or JSON file."
      )
    }
    let time = Timestamp.text(secondsSince1970: now)
    let (lock, cache) = try open(at: now)
    defer { withExtendedLifetime(lock) {} }
    return try request.files.map { file in
      try ImportRun(request, file: file, at: time).run(on: cache)
    }
  }
}

extension Pipeline {
  /// Imports the lakes that other harvesters filled, joined by the Hub's identity, and analyzes.
  ///
  /// Each partition lands in one transaction, and one that was imported before is left out: a run that was
  /// cut short goes on where it was.
  ///
  /// - Parameter folders: The lakes.
  /// - Returns: What they brought, and on what they differ.
  /// - Throws: An error of one line when a lake or the cache cannot be used.
  package func importLakes(_ folders: [String]) throws -> LakeImportSummary {
    let engine = try DuckDB()
    let lakes = try folders.map { folder in
      let lake = try Lake(in: URL(filePath: folder))
      guard !lake.partitions.isEmpty else {
        throw ImportError(
          description: "\(folder) is no lake: it has no folder harvest=N. Name the folder of "
            + "`stemma export lake`."
        )
      }
      return lake
    }
    let now = RunEnvironment.machine.now()
    let (lock, cache) = try open(at: now)
    defer { withExtendedLifetime(lock) {} }
    let time = Timestamp.text(secondsSince1970: now)
    let summary = try LakeImport(lakes, by: engine, at: time).run(on: cache)
    stemma_give_back_memory()
    tell(try stages.update(cache, ()))
    return summary
  }
}

extension Pipeline {
  /// Puts a study into the cache, in the place of what its file said before, measures its projects and
  /// checks its claims.
  ///
  /// - Parameter file: The study.
  /// - Returns: Whether anything changed.
  /// - Throws: An error of one line when the cache cannot be used.
  @discardableResult
  package func load(_ file: StudyFile) throws -> Bool {
    let (lock, cache) = try open(at: RunEnvironment.machine.now())
    defer { withExtendedLifetime(lock) {} }
    let isNew = try cache.write { try StudyStage(connection: $0).write(file) }
    if isNew { tell(try verdicts.run(cache)) }
    return isNew
  }
}

extension RunLog {
  /// What came of a harvest, and what a person should look at.
  fileprivate func told(of summary: HarvestSummary) {
    for alarm in summary.alarms { warn("listing shrank", ["reason": .string(alarm)]) }
    info(
      "harvest ended",
      [
        "harvest": .integer(summary.harvest), "outcome": .string(summary.outcome.rawValue),
        "requests": .integer(Int64(summary.tally.requests.total)),
        "rows": .integer(Int64(summary.tally.rows)),
        "changed": .integer(Int64(summary.tally.changes)),
        "seconds": .number(summary.tally.seconds),
      ]
    )
  }
}
