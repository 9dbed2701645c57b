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
  }

  /// The way of one call from the address asked for to the reply.
  struct Journey {
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
  let surroundings: Surroundings
  let policy: RetryPolicy
  let userAgent: String
  let maxBodyBytes: Int
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
    surroundings: Surroundings = .machine,
    policy: RetryPolicy = RetryPolicy(),
    userAgent: String = "stemma",
    maxBodyBytes: Int = 64 << 20
  ) {
    self.endpoint = endpoint
    self.token = token
    self.transport = DiscreetTransport(transport, hiding: token)
    self.surroundings = surroundings
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

  package var statistics: Statistics { state.withLock { $0.statistics } }

  /// What the Hub last said was left in the bucket's window; nil when it has not said or the window
  /// is over.
  package func remaining(in bucket: Bucket) -> Int? {
    let now = surroundings.monotonic()
    return state.withLock {
      $0.ledgers[token == nil ? .anonymous : .bearer]?.remaining(in: bucket, at: now)
    }
  }

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
    var journey = Journey(requestedURL: url, url: url, caller: token == nil ? .anonymous : .bearer)
    do throws(HubError) {
      return try await travel(&journey, content)
    } catch {
      var error = error
      error.exchanges = journey.exchanges
      error.attempts = journey.attempts
      error.waited = journey.waited
      throw error
    }
  }

  /// The address of the page after `reply`, or nil when it is the last.
  ///
  /// - Throws: ``HubError/Code/unreadableLink(_:)`` when the reply does not say clearly, or leads
  ///   back to itself; ``HubError/Code/foreignRedirect(_:)`` when it leads off the Hub.
  package func next(after reply: HubReply) throws(HubError) -> String? {
    let links = reply.headers.all("Link")
    func unreadable() -> HubError {
      HubError(.unreadableLink(links.joined(separator: ", ")), url: reply.finalURL)
    }
    switch LinkHeader.next(in: links) {
    case .end: return nil
    case .unreadable: throw unreadable()
    case .page(let link):
      let next: String
      do throws(HubError) {
        next = try endpoint.following(link, from: reply.finalURL)
      } catch {
        if case .foreignRedirect = error.code { throw error }
        throw unreadable()
      }
      if next == reply.finalURL || next == reply.requestedURL { throw unreadable() }
      return next
    }
  }
}

extension HubClient {
  func travel(
    _ journey: inout Journey,
    _ content: ReplyContent
  ) async throws(HubError) -> HubReply {
    for _ in 0...Self.maxRedirects {
      let (response, body) = try await persist(&journey, content)
      guard response.isRedirect else {
        return HubReply(
          requestedURL: journey.requestedURL,
          finalURL: journey.url,
          status: response.status,
          headers: response.headers,
          body: body,
          exchanges: journey.exchanges,
          attempts: journey.attempts,
          waited: journey.waited
        )
      }
      journey.url = try target(of: response)
    }
    throw HubError(.tooManyRedirects(limit: Self.maxRedirects), url: journey.requestedURL)
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

  /// Asks the journey's address until there is an answer, or no point in asking again.
  private func persist(
    _ journey: inout Journey,
    _ content: ReplyContent
  ) async throws(HubError) -> (HTTPResponse, [UInt8]) {
    var attempt = 0
    while true {
      attempt += 1
      let bucket = endpoint.bucket(of: journey.url)
      let (response, judged) = try await ask(&journey, bucket, content)
      switch judged {
      case .success(let success):
        state.withLock { $0.hasAnswered = true }
        return success
      case .failure(let error):
        let decision = decide(after: error, response, bucket, attempt: attempt)
        if case .retry(let delay) = decision {
          if error.code == .rateLimited { hold(bucket, for: delay, journey.caller) }
          try await wait(delay, &journey)
        } else {
          try resign(error, &journey)
          attempt = 0
        }
      }
    }
  }

  private func decide(
    after error: HubError,
    _ response: HTTPResponse?,
    _ bucket: Bucket,
    attempt: Int
  ) -> RetryPolicy.Decision {
    policy.decide(
      after: error,
      attempt: attempt,
      retryAfter: response.flatMap {
        RetryAfter.wait(in: $0.headers, now: surroundings.now())
      },
      quota: response.flatMap { Quota.quotas(in: $0.headers, for: bucket)[bucket] },
      hasAnswered: state.withLock { $0.hasAnswered },
      chance: surroundings.random()
    )
  }

  /// Goes on without the token when it was refused what anonymous callers may see; else throws.
  private func resign(_ error: HubError, _ journey: inout Journey) throws(HubError) {
    let isRefusal = error.status == 401 || error.status == 403
    if let refusal = journey.refusal { throw isRefusal ? refusal : error }
    guard journey.caller == .bearer, isRefusal,
      error.code == .notFound || error.code == .forbidden
    else { throw error }
    journey.refusal = error
    journey.caller = .anonymous
  }

  /// Sends one request when the quota lets it.
  private func ask(
    _ journey: inout Journey,
    _ bucket: Bucket,
    _ content: ReplyContent
  ) async throws(HubError) -> (HTTPResponse?, Result<(HTTPResponse, [UInt8]), HubError>) {
    let caller = journey.caller
    let sent = try await reserve(bucket, &journey)
    journey.attempts += 1
    let request = request(for: journey, content)
    let result: Result<HTTPResponse, HubError>
    do throws(HubError) {
      result = .success(try await transport.send(request))
    } catch {
      result = .failure(error)
    }
    let response = try? result.get()
    state.withLock {
      $0.ledgers[caller]?.settle(
        bucket,
        headers: response?.headers,
        sentAt: sent,
        at: surroundings.monotonic()
      )
    }
    if let response { journey.exchanges.append(response) }
    let judged = result.flatMap { response in
      content.judge(response, limit: maxBodyBytes).map { (response, $0) }
    }
    return (response, judged)
  }

  private func request(for journey: Journey, _ content: ReplyContent) -> HTTPRequest {
    var headers: HTTPHeaders = [
      "User-Agent": userAgent, "Accept": content.accept, "Accept-Encoding": "gzip",
    ]
    if let token, journey.caller == .bearer, endpoint.isHubOrigin(journey.url) {
      headers.fields.append(.init("Authorization", token.authorization))
    }
    var request = HTTPRequest(url: journey.url, headers: headers)
    request.maxBodyBytes = maxBodyBytes
    return request
  }
}

extension HubClient {
  /// Waits until the quota lets a request go, and returns the moment it went.
  private func reserve(
    _ bucket: Bucket,
    _ journey: inout Journey
  ) async throws(HubError) -> Duration {
    while true {
      let caller = journey.caller
      let (delay, now) = state.withLock { state in
        let now = surroundings.monotonic()
        let delay = state.ledgers[caller]?.reserve(bucket, at: now) ?? .zero
        if delay == .zero { state.statistics.requests[bucket, default: 0] += 1 }
        return (delay, now)
      }
      if delay == .zero { return now }
      try await wait(delay, &journey)
    }
  }

  private func hold(_ bucket: Bucket, for delay: Duration, _ caller: Caller) {
    state.withLock {
      $0.ledgers[caller]?.hold(bucket, until: surroundings.monotonic() + delay)
    }
  }

  private func wait(_ delay: Duration, _ journey: inout Journey) async throws(HubError) {
    journey.waited += delay
    state.withLock { $0.statistics.waited += delay }
    do {
      try await surroundings.sleep(delay)
    } catch {
      throw HubError(.cancelled, url: journey.url)
    }
  }
}
