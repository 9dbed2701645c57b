import DequeModule
import StemmaCore
import StemmaHub

/// Asks for what one step needs, page after page, ahead of the one who writes.
///
/// A page is fetched and unpacked while the one before it is read, and those before that are
/// written.
struct StepRun: Sendable {
  /// What becomes of a step.
  enum Event: Sendable {
    /// A reply came; it holds a slot of the gate.
    case reply(FetchResult)
    /// No more replies follow.
    case end
    /// Some time has passed, with or without replies.
    case beat
  }

  let client: HubClient
  /// Whose names are taken out of each reply before anything reads it.
  let forgotten: ForgottenNames
  let gate: BackpressureGate
  let bounds: HarvestBounds
  let events: AsyncStream<Event>.Continuation

  /// Asks until the last page, or until something other than a page comes.
  ///
  /// - Parameters:
  ///   - step: What to ask for first.
  ///   - asked: Addresses that the step was given answers from: a listing that leads back to one
  ///     of them would never end.
  func callAsFunction(_ step: Step, asked: Set<String>) async {
    defer { events.yield(.end) }
    var (step, asked) = (step, asked)
    // Its working memory, a few times that of a page, serves all pages of the step.
    let reader = JSONReader()
    var reply = await ask(step)
    while let present = reply {
      // As the Hub's links spell it.
      asked.insert((try? client.endpoint.rewriting(step.url)) ?? step.url)
      let foretold = foretold(by: present, to: step, asked)
      async let ahead = ask(foretold)
      let fetched = FetchResult(step, present, asked: asked, from: client, reader)
      events.yield(.reply(fetched))
      let going = fetched.outcome.nextPage
      if let going, going.url == foretold?.url {
        step.turn(to: going)
        reply = await ahead
      } else {
        if await ahead != nil { await gate.give(1) }
        guard let going, !bounds.areReached else { return }
        step.turn(to: going)
        reply = await ask(step)
      }
    }
  }

  /// What is asked next, as far as a reply tells without being read.
  ///
  /// A complete listing ends with its links, every other one may end before. Whether it comes oldest
  /// first, its first page tells.
  private func foretold(
    by reply: Result<HubReply, HubError>,
    to step: Step,
    _ asked: Set<String>
  ) -> Step? {
    guard step.endpoint.endsWithItsLinks, case .success(let reply) = reply,
      HubAddress.hasCursor(step.url) || !HubAddress.isAscending(step.url),
      let next = try? NextPage(step: step, client: client, hasAsked: asked.contains)
        .address(after: reply, .link),
      !bounds.areReached
    else { return nil }
    var following = step
    following.url = next
    return following
  }

  /// Asks once a slot is free; nil when there is nothing to ask, or nothing more is to be asked.
  private func ask(_ step: Step?) async -> Result<HubReply, HubError>? {
    guard let step, await gate.take() else { return nil }
    do throws(HubError) {
      let reply = try await client.fetch(url: step.url, expecting: step.endpoint.content)
      return .success(forgotten.reply(reply))
    } catch {
      return .failure(forgotten.error(error))
    }
  }
}

extension Step {
  /// Goes on to the page behind the one that was answered.
  fileprivate mutating func turn(to next: (url: String, beginning: String?)) {
    (url, beginning, doubts) = (next.url, next.beginning, 0)
  }
}

extension StepOutcome {
  /// Where a page says that the answer goes on, and what it begins with itself; nil behind the last one.
  fileprivate var nextPage: (url: String, beginning: String?)? {
    guard case .page(let contents, let next?) = self else { return nil }
    return (next, contents.beginning)
  }
}

/// When a harvest is to stop before its end: told to, or at a bound that its request sets.
struct HarvestBounds: Sendable {
  let request: HarvestRequest
  let client: HubClient
  /// Time since the session began, in seconds.
  let seconds: @Sendable () -> Double
  let shouldStop: @Sendable () -> Bool

  /// Whether nothing more is to be asked.
  var areReached: Bool {
    endTheWait
      || request.maxRequests.map { client.statistics.requests.values.reduce(0, +) >= $0 } ?? false
  }

  /// Whether nobody is to wait any longer either, for a reply or before asking again.
  var endTheWait: Bool {
    Task.isCancelled || shouldStop() || request.maxSeconds.map { seconds() >= $0 } ?? false
  }
}

/// How far asking runs ahead of writing.
///
/// Each reply needs a slot from before it is asked for until it is written. So memory stays
/// bounded, however much faster the Hub is than the disk.
actor BackpressureGate {
  private var free: Int
  private var isClosed = false
  private var queue: Deque<CheckedContinuation<Bool, Never>> = []

  init(slots: Int) { free = slots }

  /// Takes a slot, once one is free; false when nothing more is to be asked.
  func take() async -> Bool {
    guard !isClosed else { return false }
    guard free == 0 else {
      free -= 1
      return true
    }
    return await withCheckedContinuation { queue.append($0) }
  }

  /// Gives slots back.
  func give(_ count: Int) {
    free += count
    while free > 0, !queue.isEmpty {
      free -= 1
      queue.removeFirst().resume(returning: true)
    }
  }

  /// Lets nobody ask for more.
  func close() {
    isClosed = true
    for waiting in queue { waiting.resume(returning: false) }
    queue = []
  }
}

/// A reply to a step, read as far as that needs no table.
struct FetchResult: Sendable {
  let step: Step
  let outcome: StepOutcome
  /// Every reply met on the way, redirects and refusals included.
  let exchanges: [HTTPResponse]
  /// The records of the archive for the replies and for what became of the step, packed; none where the
  /// archive has them already.
  let members: Result<[[UInt8]], any Error>

  /// Replies that an archive tells of.
  init(_ step: Step, _ outcome: StepOutcome, _ exchanges: [HTTPResponse]) {
    (self.step, self.outcome, self.exchanges) = (step, outcome, exchanges)
    members = .success([])
  }

  init(
    _ step: Step,
    _ reply: Result<HubReply, HubError>,
    asked: Set<String>,
    from client: HubClient,
    _ reader: JSONReader
  ) {
    self.step = step
    outcome = StepOutcome(
      of: step,
      reply,
      hasAsked: asked.contains,
      from: client,
      reader: reader
    )
    switch reply {
    case .success(let reply): exchanges = reply.exchanges
    case .failure(let error): exchanges = error.exchanges
    }
    // Digests and checksums are work, too, and none of the one who writes.
    let (replies, ending) = (exchanges, outcome.ending)
    members = Result { try WARCRecord.records(of: replies, ending, to: step).map(\.member) }
  }
}
