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
