import Foundation
import StemmaCache
import StemmaHub
import StemmaRecords

/// Runs one harvest: asks the Hub step by step, and hands the replies to the one who writes them.
///
/// One task writes. Requests run beside it, and replies are read there: the next page of a listing
/// is fetched, unpacked and decoded while the last is written. Memory does not grow with the number
/// of repositories: steps wait in the cache.
final class Harvester {
  private let cache: Cache
  private let client: HubClient
  private let request: HarvestRequest
  private let harvest: Int64
  private let tables: HarvestTables
  private let course: Course
  private let writer: HarvestWriter
  private let clock: Surroundings
  /// In seconds since 1970.
  private let beganAt: Double
  /// On the monotonic clock: the other one may jump.
  private let startedAt: Duration
  private let shouldStop: @Sendable () -> Bool
  private let progress: (HarvestTally) -> Void
  private var isStopped = false
  private var lastTaken: Int64 = 0
  private var inFlight = 0
  /// Replies not written yet.
  private var waiting: [Fetched] = []
  private var committedAt = 0.0

  /// Opens the harvest, or takes up the last one when it asked for the same and was cut short.
  init(
    _ request: HarvestRequest,
    cache: Cache,
    client: HubClient,
    surroundings: Surroundings,
    shouldStop: @escaping @Sendable () -> Bool,
    progress: @escaping (HarvestTally) -> Void
  ) throws {
    self.cache = cache
    self.client = client
    self.request = request
    self.shouldStop = shouldStop
    self.progress = progress
    clock = surroundings
    let now = surroundings.now()
    beganAt = now
    startedAt = surroundings.monotonic()
    let endpoint = client.endpoint.base
    let derive: DeriveStage
    (tables, derive, harvest, course) = try cache.write { connection in
      let tables = try HarvestTables(connection)
      let derive = try DeriveStage(connection)
      let unfinished = try tables.unfinished(request, endpoint: endpoint)
      let harvest =
        try unfinished
        ?? tables.begin(
          request,
          endpoint: endpoint,
          archive: ArchivePath.name(of:),
          at: Timestamp.text(secondsSince1970: Int64(now))
        )
      let course = try Course(
        request,
        of: harvest,
        endpoint: endpoint,
        connection: connection,
        tables: tables,
        at: now
      )
      if unfinished == nil {
        try ArchivePath(cache: cache.path).requireNone(of: harvest)
        try course.begin()
      } else {
        try tables.resume(harvest)
      }
      return (tables, derive, harvest, course)
    }
    let (tables, harvest) = (tables, harvest)
    let archive = try ArchiveWriter(
      path: ArchivePath(cache: cache.path).file(of: harvest),
      committed: cache.read { _ in try tables.archiveEnd(of: harvest) }
    )
    writer = HarvestWriter(
      harvest,
      cache: cache,
      tables: tables,
      derive: derive,
      archive: archive,
      course: course
    )
  }

  /// Runs the harvest to its end, or until it is told to stop.
  func run() async throws -> HarvestSummary {
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
  static let concurrency = 4

  // A transaction writes each page of the file that it touched once, however often it touched it.
  private static let pagesPerTransaction = 5

  private func runWaitingSteps() async throws {
    try await withThrowingTaskGroup(of: Fetched.self) { group in
      lastTaken = 0
      try fill(&group)
      while let fetched = try await group.next() {
        inFlight -= 1
        try settle(fetched, &group)
        try fill(&group)
      }
      try commitWaiting()
    }
  }

  private func goOn() throws -> Bool {
    guard !isStopping else { return false }
    return try writer.commit { _ in
      guard try course.goOn() else { return false }
      try writer.noteFollowUps(at: clock.now())
      return true
    }
  }

  private func fill(_ group: inout ThrowingTaskGroup<Fetched, any Error>) throws {
    while inFlight < Self.concurrency, !isStopping,
      let step = try cache.read({ _ in
        try tables.waitingStep(of: harvest, after: lastTaken)
      })
    {
      lastTaken = step.id
      fetch(step, &group)
    }
  }

  private func fetch(_ step: Step, _ group: inout ThrowingTaskGroup<Fetched, any Error>) {
    inFlight += 1
    var asked = step
    asked.url = HubAddress.dropping(writer.refused, from: step.url) ?? step.url
    let (client, step) = (client, asked)
    group.addTask {
      do throws(HubError) {
        let reply = try await client.fetch(url: step.url, expecting: step.purpose.content)
        return Fetched(step, .success(reply), from: client)
      } catch {
        return Fetched(step, .failure(error), from: client)
      }
    }
  }

  private var isStopping: Bool {
    if writer.failure != nil { return true }
    if !isStopped {
      isStopped =
        writer.isStopped || Task.isCancelled || shouldStop()
        || request.maxRequests.map { client.statistics.requests.values.reduce(0, +) >= $0 }
          ?? false
        || request.maxSeconds.map { seconds >= $0 } ?? false
    }
    return isStopped
  }

  private func settle(
    _ fetched: Fetched,
    _ group: inout ThrowingTaskGroup<Fetched, any Error>
  ) throws {
    let step = fetched.step
    var following = step
    if case .page(_, let next?) = fetched.outcome, !isStopping,
      try !wasAsked(next, in: step), next != step.url
    {
      // The next page is on its way while this one is written.
      following.url = next
      fetch(following, &group)
    }
    waiting.append(fetched)
    if !mayWait { try commitWaiting() }
    switch fetched.outcome {
    case .refused: fetch(step, &group)
    case .expired(let first, _) where writer.mayGoOn(step):
      following.url = first
      fetch(following, &group)
    default: break
    }
    progress(tally)
  }

  /// Writes the replies that wait, in the order they came, in one transaction.
  private func commitWaiting() throws {
    let replies = waiting
    waiting = []
    guard !replies.isEmpty else { return }
    try writer.write(replies)
    committedAt = seconds
    progress(tally)
  }

  /// Whether more pages may come before these are written: they come fast, and are few yet.
  private var mayWait: Bool {
    guard let last = waiting.last, case .page(_, _?) = last.outcome else { return false }
    return waiting.count < Self.pagesPerTransaction && seconds - committedAt < 0.5
  }

  private func wasAsked(_ url: String, in step: Step) throws -> Bool {
    if waiting.contains(where: { $0.step.id == step.id && $0.step.url == url }) { return true }
    return try cache.read { _ in try tables.hasAsked(url, in: step) }
  }

  /// Time since the sitting began.
  private var seconds: Double { (clock.monotonic() - startedAt) / .seconds(1) }

  /// What the harvest cost and brought so far.
  private var tally: HarvestTally {
    var tally = writer.tally
    let statistics = client.statistics
    tally.requests = HarvestTally.Requests(
      api: statistics.requests[.api, default: 0],
      resolvers: statistics.requests[.resolvers, default: 0],
      pages: statistics.requests[.pages, default: 0]
    )
    (tally.plan, tally.reason) = (course.plan, course.reason)
    tally.waitedSeconds = statistics.waited / .seconds(1)
    tally.remaining = client.remaining(in: .api)
    tally.seconds = seconds
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
      let time = Timestamp.text(secondsSince1970: Int64(now))
      try tables.finish(harvest, tally, outcome: outcome.rawValue, at: time)
      try writer.noteClosing(at: now)
      return try HarvestSummary(of: harvest, outcome: outcome, tally: tally, in: connection)
    }
  }
}
