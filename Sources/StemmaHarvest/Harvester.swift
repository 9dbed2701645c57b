// StemmaHarvest: what to ask the Hub for, and what becomes of the answers. It plans, forecasts and
// runs harvests, keeps every reply in an archive, and runs archives, imports and refreshes again.
// Replies are read by StemmaHub and written by StemmaDerive; the network is StemmaHub's alone.

import CMalloc
import Foundation
import StemmaCore
import StemmaDerive
package import StemmaHub
package import StemmaStore

/// Runs one harvest: asks the Hub step by step, and hands the replies to the one who writes them.
///
/// One task writes. Beside it a ``StepRun`` for each step under way asks and reads the replies, a
/// few of them ahead. Memory does not grow with the number of repositories: steps wait in the cache.
package final class Harvester {
  private let cache: Cache
  private let client: HubClient
  private let request: HarvestRequest
  private let harvest: Int64
  private let tables: HarvestTables
  private let planner: HarvestPlanner
  private let writer: HarvestWriter
  private let forgotten: ForgottenNames
  private let clock: RunEnvironment
  private let lock: WriterLock
  /// In seconds since 1970.
  private let beganAt: Double
  private let bounds: HarvestBounds
  private let progress: (HarvestTally) -> Void
  private var isStopped = false
  private var lastTaken: Int64 = 0
  /// Steps that are asked for.
  private var runs = 0
  /// Replies not written yet.
  private var waiting: [FetchResult] = []
  private var committedAt = 0.0
  /// Time in which the quota was not waited for, and when it was last added to.
  private var busySeconds = 0.0
  private var lookedAt = 0.0
  private var commits = 0

  /// Opens the harvest, or takes up the last one when it asked for the same and was cut short.
  package init(
    _ request: HarvestRequest,
    cache: Cache,
    client: HubClient,
    runEnvironment: RunEnvironment,
    analyze: @escaping (Connection) throws -> Void,
    shouldStop: @escaping @Sendable () -> Bool,
    progress: @escaping (HarvestTally) -> Void
  ) throws {
    self.cache = cache
    self.client = client
    self.request = request
    self.progress = progress
    clock = runEnvironment
    let now = runEnvironment.now()
    beganAt = now
    let startedAt = runEnvironment.monotonic()
    // On the monotonic clock: the other one may jump.
    bounds = HarvestBounds(
      request: request,
      client: client,
      seconds: { (runEnvironment.monotonic() - startedAt) / .seconds(1) },
      shouldStop: shouldStop
    )
    let endpoint = client.endpoint.base
    let path = ArchivePath(cache: cache.path)
    lock = try path.lock(at: now)
    let derive: DeriveStage
    (tables, derive, harvest, planner) = try cache.write { connection in
      let tables = try HarvestTables(connection)
      let derive = try DeriveStage(connection)
      let unfinished = try tables.unfinished(request, endpoint: endpoint)
      let harvest =
        try unfinished
        ?? tables.begin(
          request,
          endpoint: endpoint,
          archive: ArchivePath.name(of:),
          at: Timestamp.text(secondsSince1970: now)
        )
      let planner = try HarvestPlanner(
        request,
        of: harvest,
        endpoint: endpoint,
        connection: connection,
        tables: tables,
        at: now,
        analyze: analyze
      )
      if unfinished == nil {
        try path.requireFree(for: harvest, in: connection)
        try planner.begin()
      } else {
        let committed = try tables.archiveEnd(of: harvest)
        if let aside = try path.bringHome(harvest, committed: committed, in: connection) {
          try tables.note(.setAside(aside), harvest: harvest)
        }
        try tables.resume(harvest)
      }
      return (tables, derive, harvest, planner)
    }
    forgotten = tables.forgotten
    let (tables, harvest) = (tables, harvest)
    let archive = try ArchiveWriter(
      path: path.file(of: harvest),
      committed: cache.read { _ in try tables.archiveEnd(of: harvest) }
    )
    writer = HarvestWriter(
      harvest,
      cache: cache,
      tables: tables,
      derive: derive,
      archive: archive,
      planner: planner
    )
  }

  /// Runs the harvest to its end, or until it is told to stop.
  package func run() async throws -> HarvestSummary {
    try writer.open(request, at: beganAt)
    do {
      repeat { try await runWaitingSteps() } while try goOn()
    } catch {
      _ = try? finish(.failed)
      throw error
    }
    if let failure = writer.failure {
      try finish(.failed)
      throw failure
    }
    if let trouble = writer.firstTrouble, writer.tally.rows == 0 {
      try finish(.failed)
      throw HarvestError(description: trouble)
    }
    return try finish(isStopped ? .stopped : nil)
  }

  /// Requests under way at a time: the Hub asks for few.
  package static let concurrency = 4

  // A transaction writes each page of the file that it touched once, however often it touched it.
  static let pagesPerTransaction = 5

  // Four transactions: one is written while others come in, and neither side waits for a slow page of
  // the other.
  private static let repliesAhead = 4 * pagesPerTransaction

  private static let commitsBetweenTrims = 20

  private func runWaitingSteps() async throws {
    let gate = BackpressureGate(slots: Self.repliesAhead)
    let (events, continuation) = AsyncStream.makeStream(of: StepRun.Event.self)
    let ask = StepRun(
      client: client,
      forgotten: forgotten,
      gate: gate,
      bounds: bounds,
      events: continuation
    )
    try await withThrowingDiscardingTaskGroup { group in
      do {
        var coming = events.makeAsyncIterator()
        (lastTaken, runs) = (0, 0)
        group.addTask { await Self.beat(to: continuation) }
        try fill(&group, ask)
        while runs > 0, let event = await coming.next() {
          switch event {
          case .reply(let fetched): await gate.give(try settle(fetched, &group, ask))
          case .end: runs -= 1
          case .beat:
            noteTime()
            progress(tally)
          }
          try fill(&group, ask)
          if isStopping { await gate.close() }
          // Ends requests under way, and waits for the quota or before asking again.
          if bounds.endTheWait { group.cancelAll() }
        }
        group.cancelAll()
        try commitWaiting()
      } catch {
        await gate.close()
        throw error
      }
    }
  }

  /// Sends a beat now and then until it is cancelled: while no reply comes, somebody looks whether to
  /// stop, and tells what is waited for.
  private static func beat(to events: AsyncStream<StepRun.Event>.Continuation) async {
    while (try? await Task.sleep(for: .milliseconds(100))) != nil { events.yield(.beat) }
  }

  private func goOn() throws -> Bool {
    guard !isStopping else { return false }
    return try writer.commit { _ in
      let isGoingOn = try planner.goOn()
      if isGoingOn || planner.hasToldOfShrinking { try writer.noteFollowUps(at: clock.now()) }
      return isGoingOn
    }
  }

  private func fill(_ group: inout ThrowingDiscardingTaskGroup<any Error>, _ ask: StepRun) throws {
    while runs < Self.concurrency, !isStopping,
      let step = try cache.read({ _ in
        try tables.waitingStep(of: harvest, after: lastTaken)
      })
    {
      lastTaken = step.id
      try start(step, &group, ask)
    }
  }

  private func start(
    _ step: Step,
    _ group: inout ThrowingDiscardingTaskGroup<any Error>,
    _ ask: StepRun
  ) throws {
    runs += 1
    var first = step
    first.url = step.endpoint.address(step.url, without: writer.refused)
    let asked = step.endpoint.isPaged ? try cache.read { _ in try tables.asked(in: step) } : []
    group.addTask { [first] in await ask(first, asked: asked) }
  }

  private var isStopping: Bool {
    if writer.failure != nil { return true }
    if !isStopped { isStopped = writer.isStopped || bounds.areReached }
    return isStopped
  }

  /// Writes a reply, now or with those that follow it, and asks again where it says so.
  ///
  /// - Returns: How many replies were written.
  private func settle(
    _ fetched: FetchResult,
    _ group: inout ThrowingDiscardingTaskGroup<any Error>,
    _ ask: StepRun
  ) throws -> Int {
    let step = fetched.step
    waiting.append(fetched)
    let written = try mayWait ? 0 : commitWaiting()
    switch fetched.outcome {
    case .refused where !isStopping: try start(step, &group, ask)
    case .again(let again) where writer.mayGoOn(step, again) && !isStopping:
      try start(again.step(step), &group, ask)
    default: break
    }
    progress(tally)
    return written
  }

  /// Writes the replies that wait, in the order they came, in one transaction; says how many.
  @discardableResult
  private func commitWaiting() throws -> Int {
    let replies = waiting
    waiting = []
    guard !replies.isEmpty else { return 0 }
    try writer.write(replies)
    committedAt = bounds.seconds()
    progress(tally)
    commits += 1
    let isTrimDue = commits % Self.commitsBetweenTrims == 0
    // To take thousands of records apart is work, too, and none of the one who writes.
    Task.detached {
      withExtendedLifetime(replies) {}
      // What several threads took in turn lies in pieces, ever more of them.
      if isTrimDue { stemma_give_back_memory() }
    }
    return replies.count
  }

  /// Whether more pages may come before these are written: they come fast, and are few yet.
  private var mayWait: Bool {
    guard let last = waiting.last, case .page(_, _?) = last.outcome else { return false }
    return waiting.count < Self.pagesPerTransaction && bounds.seconds() - committedAt < 0.5
  }

  /// Adds the time since it was last done, unless all calls wait.
  private func noteTime() {
    let now = bounds.seconds()
    if client.wait == nil { busySeconds += now - lookedAt }
    lookedAt = now
  }

  /// What the harvest cost and brought so far.
  private var tally: HarvestTally {
    var tally = writer.tally
    let statistics = client.statistics
    tally.requests = HarvestTally.Requests(
      api: statistics.requests[.api, default: 0],
      resolvers: statistics.requests[.resolvers, default: 0],
      pages: statistics.requests.filter { ![.api, .resolvers].contains($0.key) }.values
        .reduce(0, +)
    )
    (tally.plan, tally.reason, tally.news) = (
      planner.plan, planner.reason, writer.news ?? planner.news
    )
    tally.waitedSeconds = statistics.waited / .seconds(1)
    tally.remaining = client.remaining(in: .api)
    tally.wait = client.wait.map { wait in
      let now = clock.monotonic()
      return HarvestTally.Wait(
        reason: wait.reason,
        seconds: (now - wait.since) / .seconds(1),
        secondsLeft: max(0, (wait.until - now) / .seconds(1))
      )
    }
    tally.seconds = bounds.seconds()
    (tally.busySeconds, tally.outlook) = (busySeconds, client.outlook(of: .api))
    return tally
  }

  /// Ends the harvest; one that left steps behind is not complete.
  @discardableResult
  private func finish(_ ending: HarvestSummary.Outcome?) throws -> HarvestSummary {
    let tally = tally
    let now = clock.now()
    return try writer.commit { connection in
      let left = try connection.count(
        """
        SELECT count(*) FROM step WHERE harvest = ? AND state IN ('waiting', 'incomplete')
        """,
        harvest
      )
      let outcome = ending ?? (left > 0 ? .stopped : .complete)
      let time = Timestamp.text(secondsSince1970: now)
      try tables.finish(harvest, tally, outcome: outcome.rawValue, at: time)
      try writer.noteClosing(at: now)
      return try HarvestSummary(of: harvest, outcome: outcome, tally: tally, in: connection)
    }
  }
}
