// StemmaHub: the wire. It makes the Hub's addresses, sends requests within the quota, follows
// redirects, tries again, and reads each reply as one value, with what was odd beside it. It knows
// no cache and no harvest: what is asked for, why, and where it is kept is decided above.

import StemmaCore

/// Asks the Hub: keeps to its quota, follows its redirects, asks again what may pass.
///
/// Any number of tasks may ask at once. The token goes to Hub origins only.
package final class HubClient: Sendable {
  /// What was asked so far.
  package struct Statistics: Sendable, Hashable {
    /// Requests sent, redirects and retries included.
    package var requests: [Bucket: Int] = [:]
    /// Time spent waiting for quota and before retries, summed over all tasks.
    package var waited = Duration.zero
  }

  /// Whose quota a request uses.
  enum Caller: Hashable { case bearer, anonymous }

  struct State {
    var ledgers: [Caller: QuotaLedger]
    var statistics = Statistics()
    /// Whether there was a good reply.
    var hasAnswered = false
    /// What tells the replies so far from each other.
    var replies = RecentReplies()
    /// What each call under way does.
    var calls: [UInt64: Call] = [:]
    var lastCall: UInt64 = 0
  }

  /// What a call is busy with.
  enum Call: Sendable {
    case asking(since: Duration)
    case waiting(HubWait)
  }

  /// The way of one call from the address asked for to the reply.
  struct RequestContext {
    let call: UInt64
    let requestedURL: String
    var url: String
    var caller: Caller
    var exchanges: [HTTPResponse] = []
    var attempts = 0
    var waited = Duration.zero
    /// What the token was refused with, once it was.
    var refusal: HubError?
  }

  package let endpoint: Endpoint
  let token: Token?
  let transport: any Transport
  let runEnvironment: RunEnvironment
  let policy: RetryPolicy
  let userAgent: String
  let maxBodyBytes: Int
  /// Where failed calls and waits are written down; nil for nowhere.
  package let log: RunLog?
  let state: Locked<State>

  static let maxRedirects = 20

  /// Creates a client that has asked nothing yet.
  ///
  /// Until the Hub tells its quota, `plan` is assumed: nil stands for a free account's with a token
  /// and the anonymous one without. No body may have more than `maxBodyBytes`, on the wire or
  /// decoded.
  package init(
    endpoint: Endpoint,
    token: Token? = nil,
    plan: Plan? = nil,
    transport: any Transport,
    runEnvironment: RunEnvironment = .machine,
    policy: RetryPolicy = RetryPolicy(),
    userAgent: String = "stemma",
    maxBodyBytes: Int = 64 << 20,
    log: RunLog? = nil
  ) {
    self.log = log
    self.endpoint = endpoint
    self.token = token
    self.transport = RedactingTransport(transport, hiding: token)
    self.runEnvironment = runEnvironment
    self.policy = policy
    self.userAgent = userAgent
    self.maxBodyBytes = maxBodyBytes
    // A request whose token was refused counts against the address, not the account.
    let anonymous = token == nil ? plan ?? .anonymous : .anonymous
    state = Locked(
      State(ledgers: [
        .bearer: QuotaLedger(plan: plan ?? .free), .anonymous: QuotaLedger(plan: anonymous),
      ])
    )
  }

  /// Whether there was a good reply to anything.
  package var hasAnswered: Bool { state.withLock { $0.hasAnswered } }

  package var statistics: Statistics { state.withLock { $0.statistics } }

  /// What the Hub last said was left in the bucket's window; nil when it has not said or the window
  /// is over.
  package func remaining(in bucket: Bucket) -> Int? {
    let now = runEnvironment.monotonic()
    return state.withLock {
      $0.ledgers[token == nil ? .anonymous : .bearer]?.remaining(in: bucket, at: now)
    }
  }

  /// What all calls under way wait for, told by the one that goes on first; nil while one of them
  /// gets on.
  package var wait: HubWait? {
    let now = runEnvironment.monotonic()
    let calls = state.withLock { Array($0.calls.values) }
    let waits = calls.map { call in
      switch call {
      case .waiting(let wait): wait
      case .asking(let start): HubWait(reply: start, limit: totalTimeout)
      }
    }
    guard waits.allSatisfy({ now - $0.since >= ($0.isForReply ? Self.patience : .zero) })
    else { return nil }
    return waits.min { $0.until < $1.until }
  }

  // A reply that takes no longer is none to speak of.
  private static let patience = Duration.seconds(5)

  private var totalTimeout: Duration { HTTPRequest(url: "").totalTimeout }

  /// Asks one of the Hub's routes.
  package func fetch(
    _ address: HubAddress,
    expecting content: ReplyContent = .json
  ) async throws(HubError) -> HubReply {
    try await fetch(url: address.pathAndQuery, expecting: content)
  }

  /// Asks an address that the Hub gave, spelt as it gave it, or a path.
  ///
  /// - Throws: What stopped it, with every reply met on the way.
  package func fetch(
    url: String,
    expecting content: ReplyContent = .json
  ) async throws(HubError) -> HubReply {
    let url = try endpoint.rewriting(url)
    let call = state.withLock { state in
      state.lastCall += 1
      return state.lastCall
    }
    defer { state.withLock { _ = $0.calls.removeValue(forKey: call) } }
    var context = RequestContext(
      call: call,
      requestedURL: url,
      url: url,
      caller: token == nil ? .anonymous : .bearer
    )
    do throws(HubError) {
      return try await followRedirects(&context, content)
    } catch {
      var error = error
      error.exchanges = context.exchanges
      error.attempts = context.attempts
      error.waited = context.waited
      throw error
    }
  }

  /// The address of the page after `reply`, or nil when it is the last.
  ///
  /// Whether a listing may go on there, its harvest judges.
  ///
  /// - Throws: ``HubError/Code/unreadableLink(_:)`` when the reply does not say clearly,
  ///   ``HubError/Code/foreignLink(_:)`` when it leads off the Hub.
  package func next(after reply: HubReply) throws(HubError) -> String? {
    let links = reply.headers.all("Link")
    func unreadable() -> HubError {
      HubError(.unreadableLink(links.joined(separator: ", ")), url: reply.finalURL)
    }
    switch LinkHeader.next(in: links) {
    case .end: return nil
    case .unreadable: throw unreadable()
    case .page(let link):
      do throws(HubError) {
        return try endpoint.following(link, from: reply.finalURL)
      } catch {
        guard case .foreignRedirect(let url) = error.code else { throw unreadable() }
        throw HubError(.foreignLink(url), url: reply.finalURL)
      }
    }
  }
}

extension HubClient {
  func followRedirects(
    _ context: inout RequestContext,
    _ content: ReplyContent
  ) async throws(HubError) -> HubReply {
    for _ in 0...Self.maxRedirects {
      let (response, body) = try await retry(&context, content)
      guard response.isRedirect else {
        return HubReply(
          requestedURL: context.requestedURL,
          finalURL: context.url,
          status: response.status,
          headers: response.headers,
          body: body,
          exchanges: context.exchanges,
          attempts: context.attempts,
          waited: context.waited
        )
      }
      context.url = try target(of: response)
    }
    throw HubError(.tooManyRedirects(limit: Self.maxRedirects), url: context.requestedURL)
  }

  private func target(of response: HTTPResponse) throws(HubError) -> String {
    guard let location = response.headers["Location"] else {
      throw response.error(.brokenRedirect("no Location"))
    }
    do throws(HubError) {
      return try endpoint.following(location, from: response.url)
    } catch {
      if case .foreignRedirect = error.code { throw response.error(error.code) }
      throw response.error(.brokenRedirect(location))
    }
  }

  /// Asks the request's address until there is an answer, or no point in asking again.
  private func retry(
    _ context: inout RequestContext,
    _ content: ReplyContent
  ) async throws(HubError) -> (HTTPResponse, [UInt8]) {
    var attempt = 0
    while true {
      attempt += 1
      let bucket = endpoint.bucket(of: context.url)
      let (headers, judged) = try await ask(&context, bucket, content)
      switch judged {
      case .success(let success):
        state.withLock { $0.hasAnswered = true }
        return success
      case .failure(let error):
        let decision = decide(after: error, headers, bucket, attempt: attempt)
        if case .retry(let delay) = decision {
          log?.failed(error, at: context.url, attempt: attempt, retryingIn: delay)
          if error.code == .rateLimited { hold(bucket, for: delay, context.caller) }
          try await wait(delay, reason(of: error, bucket, context.caller), &context)
        } else {
          log?.failed(error, at: context.url, attempt: attempt, retryingIn: nil)
          try giveUp(error, &context)
          attempt = 0
        }
      }
    }
  }

  /// Why a call waits after `error`.
  private func reason(of error: HubError, _ bucket: Bucket, _ caller: Caller) -> String {
    error.code == .rateLimited && isSpent(bucket, caller) ? HubWait.spentQuota : error.waitReason
  }

  private func isSpent(_ bucket: Bucket, _ caller: Caller) -> Bool {
    let now = runEnvironment.monotonic()
    return state.withLock { $0.ledgers[caller]?.isSpent(bucket, at: now) ?? false }
  }

  private func decide(
    after error: HubError,
    _ headers: HTTPHeaders?,
    _ bucket: Bucket,
    attempt: Int
  ) -> RetryPolicy.Decision {
    policy.decide(
      after: error,
      attempt: attempt,
      retryAfter: headers.flatMap { RetryAfter.wait(in: $0, now: runEnvironment.now()) },
      quota: headers.flatMap { Quota.quotas(in: $0, for: bucket)[bucket] },
      hasAnswered: state.withLock { $0.hasAnswered },
      chance: runEnvironment.random()
    )
  }

  /// The headers of a reply, unless a cache kept it: nobody waits for a window that is past.
  private func fresh(_ response: HTTPResponse) -> HTTPHeaders? {
    let isNew = state.withLock { $0.replies.take(response.headers) }
    return isNew && !response.headers.areReplayed(at: runEnvironment.now())
      ? response.headers : nil
  }

  /// Goes on without the token when it was refused what anonymous callers may see; else throws.
  private func giveUp(_ error: HubError, _ context: inout RequestContext) throws(HubError) {
    let isRefusal = error.status == 401 || error.status == 403
    if let refusal = context.refusal { throw isRefusal ? refusal : error }
    guard context.caller == .bearer, isRefusal,
      error.code == .notFound || error.code == .forbidden
    else { throw error }
    context.refusal = error
    context.caller = .anonymous
  }

  /// Sends one request when the quota lets it.
  ///
  /// - Returns: The headers of the reply, unless a cache kept it, and what it came to.
  private func ask(
    _ context: inout RequestContext,
    _ bucket: Bucket,
    _ content: ReplyContent
  ) async throws(HubError) -> (HTTPHeaders?, Result<(HTTPResponse, [UInt8]), HubError>) {
    let caller = context.caller
    let sent = try await reserve(bucket, &context)
    let call = context.call
    state.withLock { $0.calls[call] = .asking(since: sent) }
    context.attempts += 1
    let request = request(for: context, content)
    let result: Result<HTTPResponse, HubError>
    do throws(HubError) {
      result = .success(try await transport.send(request))
    } catch {
      result = .failure(error)
    }
    let response = try? result.get()
    let headers = response.flatMap(fresh)
    state.withLock { state in
      let counted = state.ledgers[caller]?.settle(
        bucket,
        headers: headers,
        sentAt: sent,
        at: runEnvironment.monotonic()
      )
      guard let counted, counted != bucket else { return }
      state.statistics.requests[bucket, default: 0] -= 1
      state.statistics.requests[counted, default: 0] += 1
    }
    if let response { context.exchanges.append(response) }
    let judged = result.flatMap { response in
      content.judge(response, limit: maxBodyBytes).map { (response, $0) }
    }
    return (headers, judged)
  }

  private func request(for context: RequestContext, _ content: ReplyContent) -> HTTPRequest {
    var headers: HTTPHeaders = [
      "User-Agent": userAgent, "Accept": content.accept, "Accept-Encoding": "gzip",
    ]
    if let token, context.caller == .bearer, endpoint.isHubOrigin(context.url) {
      headers.fields.append(.init("Authorization", token.authorization))
    }
    var request = HTTPRequest(url: context.url, headers: headers)
    request.maxBodyBytes = maxBodyBytes
    return request
  }
}

extension HubClient {
  /// Waits until the quota lets a request go, and returns the moment it went.
  private func reserve(
    _ bucket: Bucket,
    _ context: inout RequestContext
  ) async throws(HubError) -> Duration {
    while true {
      let caller = context.caller
      // Whoever was told to stop meanwhile sends nothing more.
      guard !Task.isCancelled else { throw HubError(.cancelled, url: context.url) }
      let (delay, now) = state.withLock { state in
        let now = runEnvironment.monotonic()
        let delay = state.ledgers[caller]?.reserve(bucket, at: now) ?? .zero
        if delay == .zero { state.statistics.requests[bucket, default: 0] += 1 }
        return (delay, now)
      }
      if delay == .zero { return now }
      let reason =
        isSpent(bucket, caller)
        ? HubWait.spentQuota : HubError(.rateLimited, status: 429).waitReason
      try await wait(delay, reason, &context)
    }
  }

  private func hold(_ bucket: Bucket, for delay: Duration, _ caller: Caller) {
    state.withLock {
      $0.ledgers[caller]?.hold(bucket, until: runEnvironment.monotonic() + delay)
    }
  }

  private func wait(
    _ delay: Duration,
    _ reason: String,
    _ context: inout RequestContext
  ) async throws(HubError) {
    context.waited += delay
    // Short ones keep the pace, and say nothing.
    if delay >= .seconds(3) {
      log?.info("waiting", ["reason": .string(reason), "seconds": .number(delay / .seconds(1))])
    }
    let call = context.call
    let now = runEnvironment.monotonic()
    state.withLock { state in
      state.statistics.waited += delay
      state.calls[call] = .waiting(HubWait(reason: reason, since: now, until: now + delay))
    }
    do {
      try await runEnvironment.sleep(delay)
    } catch {
      throw HubError(.cancelled, url: context.url)
    }
  }
}

/// What a call waits for, and until when; times are of the client's monotonic clock.
package struct HubWait: Sendable, Hashable {
  /// Why, as the end of a sentence.
  package let reason: String
  /// When it began.
  package let since: Duration
  /// When it ends at the latest.
  package let until: Duration
  /// Whether a request is under way, which may end at any time.
  package let isForReply: Bool

  init(reason: String, since: Duration, until: Duration) {
    (self.reason, self.since, self.until, self.isForReply) = (reason, since, until, false)
  }

  /// A request that was sent, and is given up after `limit`.
  init(reply sent: Duration, limit: Duration) {
    (reason, since, until, isForReply) = ("the Hub has not replied yet", sent, sent + limit, true)
  }

  static let spentQuota = "the Hub's quota is spent"
}

extension HubError {
  /// Why it is waited before asking again: ``description`` without what stays the same.
  var waitReason: String {
    let line = summary + (status.map { " (HTTP \($0))" } ?? "")
    return line.prefix(1).lowercased() + line.dropFirst()
  }
}
