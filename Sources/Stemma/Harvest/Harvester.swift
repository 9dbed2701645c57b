import Foundation
import StemmaCache
import StemmaHub
import StemmaJSON
import StemmaRecords

/// Runs one harvest: asks the Hub step by step, and writes each reply with all that follows from
/// it in one transaction.
///
/// 1. A reply's archive record is on its way to the disk before the cache names it.
/// 2. A page's rows, findings and next address land in one transaction, pages that come fast
///    several in one.
/// 3. Memory does not grow with the number of repositories: steps wait in the cache.
///
/// One task writes. Requests run beside it, and replies are read there: the next page of a listing
/// is fetched, unpacked and decoded while the last is written.
final class Harvester {
  let cache: Cache
  let client: HubClient
  let request: HarvestRequest
  let harvest: Int64
  let tables: HarvestTables
  private let derive: DeriveStage
  let archive: ArchiveWriter
  let clock: Surroundings
  let startedAt: Double
  private let addresses: HarvestAddresses
  private let shouldStop: @Sendable () -> Bool
  private let progress: (HarvestTally) -> Void
  private var tally = HarvestTally()
  private var stop: HarvestSummary.Outcome?
  private var failure: HubError?
  /// What the very first step came to, when that was nothing.
  private var firstTrouble: String?
  private var refused: Set<String> = []
  private var namesAsked = 0
  private var lastTaken: Int64 = 0
  private var inFlight = 0
  /// Replies not written yet.
  private var waiting: [Fetched] = []
  private var committedAt = 0.0

  /// Which harvest is taken up again.
  enum Resumption {
    /// The last one, when it asked for the same and was cut short.
    case ifUnfinished
    /// This one.
    case always(Int64)
    /// None.
    case never
  }

  /// Opens the harvest, or takes up the last one when it asked for the same and was cut short.
  init(
    _ request: HarvestRequest,
    cache: Cache,
    client: HubClient,
    surroundings: Surroundings,
    resumption: Resumption = .ifUnfinished,
    shouldStop: @escaping @Sendable () -> Bool,
    progress: @escaping (HarvestTally) -> Void
  ) throws {
    self.cache = cache
    self.client = client
    self.request = request
    self.shouldStop = shouldStop
    self.progress = progress
    clock = surroundings
    startedAt = surroundings.now()
    let time = Timestamp.text(secondsSince1970: Int64(startedAt))
    let endpoint = client.endpoint.base
    let addresses = HarvestAddresses(pageSize: request.pageSize)
    self.addresses = addresses
    (tables, derive, harvest) = try cache.write { connection in
      let tables = try HarvestTables(connection)
      let derive = try DeriveStage(connection)
      let resumed: Int64? =
        switch resumption {
        case .ifUnfinished: try tables.unfinished(request, endpoint: endpoint)
        case .always(let harvest): harvest
        case .never: nil
        }
      if let resumed {
        try tables.resume(resumed)
        return (tables, derive, resumed)
      }
      let harvest = try tables.begin(
        request,
        endpoint: endpoint,
        archive: ArchivePath.name(of:),
        at: time
      )
      for step in addresses.firstSteps(of: request) { try tables.add(step, to: harvest) }
      if request.plan == .sweep { try connection.deferNameIndexes() }
      return (tables, derive, harvest)
    }
    let (tables, harvest) = (tables, harvest)
    archive = try ArchiveWriter(
      path: ArchivePath(cache: cache.path).file(of: harvest),
      committed: cache.read { _ in try tables.archiveEnd(of: harvest) }
    )
  }

  /// Runs the harvest to its end, or until it is told to stop.
  func run() async throws -> HarvestSummary {
    try openSitting()
    do {
      repeat { try await runWaitingSteps() } while try addFollowUps()
    } catch {
      _ = try? finish(.failed)
      throw error
    }
    if let failure {
      try finish(.failed)
      throw failure
    }
    if let firstTrouble, tally.rows == 0 {
      try finish(.failed)
      throw HarvestError(description: firstTrouble)
    }
    return try finish(stop)
  }

  /// Requests under way at a time: the Hub asks for few.
  static let concurrency = 4

  // A transaction writes each page of the file that it touched once, however often it touched it.
  private static let pagesPerTransaction = 5

  /// A reply, read as far as that needs no table.
  struct Fetched: Sendable {
    let step: Step
    let outcome: StepOutcome
    /// Every reply met on the way, redirects and refusals included.
    let exchanges: [HTTPResponse]

    init(_ step: Step, _ outcome: StepOutcome, _ exchanges: [HTTPResponse]) {
      (self.step, self.outcome, self.exchanges) = (step, outcome, exchanges)
    }

    init(_ step: Step, _ reply: Result<HubReply, HubError>, from client: HubClient) {
      self.step = step
      outcome = StepOutcome(of: step, reply, from: client, reader: JSONReader())
      switch reply {
      case .success(let reply): exchanges = reply.exchanges
      case .failure(let error): exchanges = error.exchanges
      }
    }
  }

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
    asked.url = HubAddress.dropping(refused, from: step.url) ?? step.url
    let (client, step) = (client, asked)
    group.addTask {
      do throws(HubError) {
        return Fetched(step, .success(try await client.fetch(url: step.url)), from: client)
      } catch {
        return Fetched(step, .failure(error), from: client)
      }
    }
  }

  private var isStopping: Bool {
    if stop != nil || failure != nil { return true }
    let isOver =
      Task.isCancelled || shouldStop()
      || request.maxRequests.map { client.statistics.requests.values.reduce(0, +) >= $0 } ?? false
      || request.maxSeconds.map { clock.now() - startedAt >= $0 } ?? false
    if isOver { stop = .stopped }
    return isOver
  }

  private func settle(
    _ fetched: Fetched,
    _ group: inout ThrowingTaskGroup<Fetched, any Error>
  ) throws {
    let step = fetched.step
    let outcome = fetched.outcome
    var following = step
    if case .page(_, let next?) = outcome, !isStopping,
      try !wasAsked(next, in: step), next != step.url
    {
      // The next page is on its way while this one is written.
      following.url = next
      fetch(following, &group)
    }
    waiting.append(fetched)
    if !mayWait { try commitWaiting() }
    switch outcome {
    case .refused: fetch(step, &group)
    case .expired(let first, _):
      following.url = first
      fetch(following, &group)
    default: break
    }
    updateTally()
    progress(tally)
  }

  /// Writes the replies that wait, in the order they came, in one transaction.
  private func commitWaiting() throws {
    let replies = waiting
    waiting = []
    guard !replies.isEmpty else { return }
    do {
      try cache.write { _ in
        for reply in replies {
          let places = try archive.append(
            reply.exchanges,
            reply.outcome.ending,
            of: reply.step
          )
          try write(reply, at: places)
        }
        try tables.setArchiveEnd(archive.end, of: harvest)
      }
    } catch {
      derive.forget()
      throw error
    }
    committedAt = clock.now()
    updateTally()
    progress(tally)
  }

  /// Writes a reply whose records stand in the archive at `places`, inside a transaction.
  func write(_ reply: Fetched, at places: [ArchiveWriter.Place]) throws {
    for (index, (response, place)) in zip(reply.exchanges, places).enumerated() {
      try tables.add(
        response,
        of: reply.step,
        isApplied: reply.outcome.isApplied && index == reply.exchanges.count - 1,
        at: place,
        harvest: harvest
      )
    }
    try write(reply.outcome, of: reply.step)
  }

  /// Whether more pages may come before these are written: they come fast, and are few yet.
  private var mayWait: Bool {
    guard let last = waiting.last, case .page(_, _?) = last.outcome else { return false }
    return waiting.count < Self.pagesPerTransaction && clock.now() - committedAt < 0.5
  }

  private func wasAsked(_ url: String, in step: Step) throws -> Bool {
    if waiting.contains(where: { $0.step.id == step.id && $0.step.url == url }) { return true }
    return try cache.read { _ in try tables.hasAsked(url, in: step) }
  }

  private func write(_ outcome: StepOutcome, of step: Step) throws {
    switch outcome {
    case .page(let contents, let next):
      try apply(contents)
      let isLoop = try next.map { try $0 == step.url || tables.hasAsked($0, in: step) } ?? false
      if isLoop {
        try leave(step, "the Hub's next page is one it gave before")
      } else {
        try tables.move(
          step,
          to: next == nil ? .done : .waiting,
          url: next ?? step.url,
          pages: 1,
          rows: contents.facts.count
        )
      }
      if next == nil || isLoop { tally.steps += 1 }
    case .detail(let contents):
      try apply(contents)
      try tables.move(step, to: .done, url: step.url, pages: 1, rows: contents.facts.count)
      tally.steps += 1
    case .absent(let status, let time):
      try derive.applyAbsence(
        of: step.subject,
        kind: step.kind,
        status: status,
        at: time,
        harvest: harvest
      )
      try tables.move(step, to: .missing, url: step.url, reason: "not on the Hub", pages: 1)
      tally.steps += 1
    case .refused(let properties, let finding):
      refused.formUnion(properties)
      try tables.note(finding, harvest: harvest)
    case .expired(let first, let finding):
      try tables.note(finding, harvest: harvest)
      try tables.restart(step, at: first)
    case .incomplete(let reason):
      if tally.rows == 0, tally.steps == 0 { firstTrouble = reason }
      try leave(step, reason)
      tally.steps += 1
    case .unasked:
      stop = .stopped
    case .fatal(let error):
      failure = error
    }
  }

  private func apply(_ contents: ReplyContents) throws {
    tally.rows += contents.facts.count
    tally.changes += try derive.apply(contents, harvest: harvest)
    guard request.plan == .walk else { return }
    for step in addresses.steps(following: contents) { try tables.add(step, to: harvest) }
  }

  /// Ends a step without its answer.
  func leave(_ step: Step, _ reason: String) throws {
    try tables.move(step, to: .incomplete, url: step.url, reason: reason)
    try tables.note(
      Finding(.incompleteStep, subject: step.url, detail: reason),
      harvest: harvest
    )
  }

  /// Adds what follows once no step is waiting, and says whether there is anything.
  private func addFollowUps() throws -> Bool {
    guard !isStopping else { return false }
    return try cache.write { connection in
      let count = try addFollowUps(in: connection)
      if count > 0 { try noteFollowUps() }
      return count > 0
    }
  }

  /// Adds what follows from what was found, inside a transaction; returns how many steps.
  func addFollowUps(in connection: Connection) throws -> Int {
    try connection.buildNameIndexes()
    let followUp = FollowUp(
      harvest: harvest,
      connection: connection,
      tables: tables,
      addresses: addresses,
      day: String(Timestamp.text(secondsSince1970: Int64(startedAt)).prefix(10))
    )
    switch request.plan {
    case .walk:
      // A walk goes up, too: every parent is part of the family.
      return try followUp.addNames(of: [.model], limit: .max)
    case .sweep:
      let vanished = try request.kinds.map(followUp.addVanished).reduce(0, +)
      let limit = request.maxNames - namesAsked
      let named = limit > 0 ? try followUp.addNames(of: request.kinds, limit: limit) : 0
      namesAsked += named
      return vanished + named
    }
  }

  private func updateTally() {
    let statistics = client.statistics
    tally.requests = HarvestTally.Requests(
      api: statistics.requests[.api, default: 0],
      resolvers: statistics.requests[.resolvers, default: 0],
      pages: statistics.requests[.pages, default: 0]
    )
    tally.waitedSeconds = statistics.waited / .seconds(1)
    tally.remaining = client.remaining(in: .api)
    tally.seconds = clock.now() - startedAt
  }

  /// Ends the harvest; one that left steps behind is not complete.
  @discardableResult
  private func finish(_ stop: HarvestSummary.Outcome?) throws -> HarvestSummary {
    updateTally()
    let time = Timestamp.text(secondsSince1970: Int64(clock.now()))
    return try cache.write { connection in
      let left = try connection.count(
        """
        SELECT count(*) FROM step WHERE harvest = ? AND state IN ('waiting', 'incomplete')
        """,
        harvest
      )
      let outcome = stop ?? (left > 0 ? .stopped : .complete)
      try tables.finish(harvest, tally, outcome: outcome.rawValue, at: time)
      try noteClosing()
      return try HarvestSummary(of: harvest, outcome: outcome, tally: tally, in: connection)
    }
  }
}

/// A harvest that brought nothing at all.
public struct HarvestError: Error, CustomStringConvertible {
  /// What happened and what to do, in one line.
  public let description: String
}

extension Finding.Code {
  /// A step that did not come to its end: what it would have brought is missing.
  static let incompleteStep = Finding.Code(rawValue: "incomplete-step")
  /// A cursor that the Hub no longer takes: the listing is walked from its beginning again.
  static let expiredCursor = Finding.Code(rawValue: "expired-cursor")
  /// A property that the Hub refused: the harvest went on without it.
  static let refusedProperty = Finding.Code(rawValue: "refused-property")
}
