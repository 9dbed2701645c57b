internal import CCurl

/// When to ask again, and how long to wait before.
///
/// Every request is a GET, so asking again is always safe.
package struct RetryPolicy: Sendable, Hashable {
  package enum Decision: Sendable, Hashable {
    case retry(after: Duration)
    case giveUp
  }

  /// Requests in all, the first included.
  package var maxAttempts = 6
  /// Requests in all to an address that may be no Hub: it cannot be reached, or gives no JSON, and
  /// has not answered well before.
  package var maxFirstAttempts = 3
  /// Requests in all to a page that takes the Hub too long, when a smaller one can be asked for.
  package var maxHeavyAttempts = 2
  /// The wait after the first failure; doubled after each further one.
  package var base = Duration.seconds(1)
  /// The longest wait of our own choosing.
  package var ceiling = Duration.seconds(60)
  /// The longest wait the Hub may ask for; a longer one is cut to it.
  package var retryAfterCeiling = Duration.seconds(600)

  package init() {}

  /// Decides after the failure of request number `attempt`, counted from 1.
  ///
  /// - Parameters:
  ///   - error: What the request came to.
  ///   - attempt: How many requests were sent by now.
  ///   - retryAfter: What `Retry-After` of the reply asks for.
  ///   - quota: What the reply said of its bucket.
  ///   - hasAnswered: Whether the Hub gave a good reply before, to any request.
  ///   - chance: A number from 0 up to 1 that spreads the waits of many clients.
  /// - Returns: `giveUp` for what asking again cannot mend, and after the last attempt.
  package func decide(
    after error: HubError,
    attempt: Int,
    retryAfter: Duration? = nil,
    quota: Quota? = nil,
    hasAnswered: Bool = true,
    chance: Double
  ) -> Decision {
    let most =
      Self.isHeavyPage(error)
      ? maxHeavyAttempts
      : hasAnswered || !Self.mayBeNoHub(error) ? maxAttempts : maxFirstAttempts
    guard attempt < most, Self.mayPass(error) else { return .giveUp }
    if error.code == .rateLimited, quota?.remaining == 0, let reset = quota?.reset {
      return .retry(after: min(reset + .seconds(1), retryAfterCeiling))
    }
    if let retryAfter {
      // The Hub counts in whole seconds: one more keeps clear of its rounding.
      return .retry(after: min(retryAfter + .seconds(1), retryAfterCeiling))
    }
    return .retry(after: backOff(attempt: attempt, chance: chance))
  }

  /// Whether the same request may succeed later.
  package static func mayPass(_ error: HubError) -> Bool {
    switch error.code {
    case .unreachable, .connectionLost, .timedOut, .brokenBody, .notJSON, .rateLimited: true
    case .serverFault: [408, 500, 502, 503, 504].contains(error.status)
    // A proxy that is not there, or does not find the Hub, may do so later; one that refuses will not.
    case .proxy: error.status.map { $0 == 408 || $0 >= 500 } ?? true
    default: false
    }
  }

  /// Whether fewer rows a page may be what the Hub needs.
  package static func isHeavyPage(_ error: HubError) -> Bool {
    error.status == 504 && error.url.flatMap(HubAddress.halvingLimit) != nil
  }

  /// Whether the address may be a wrong one.
  private static func mayBeNoHub(_ error: HubError) -> Bool {
    switch error.code {
    case .unreachable, .notJSON, .proxy: true
    default: false
    }
  }

  // Between half and the whole of the doubled wait: never at once, never all together.
  private func backOff(attempt: Int, chance: Double) -> Duration {
    let doubled = base * (1 << min(attempt - 1, 30))
    return min(doubled, ceiling) * (0.5 + min(max(chance, 0), 1) / 2)
  }
}

/// The `Retry-After` header: seconds, or a date.
package enum RetryAfter {
  /// The wait it asks for; nil when absent or unreadable, zero for a date gone by.
  ///
  /// A date is measured against the reply's own `Date` where it has one, so that a wrong clock
  /// here does no harm; otherwise against `now`, in seconds since 1970.
  package static func wait(in headers: HTTPHeaders, now: Double) -> Duration? {
    guard let value = headers["Retry-After"]?.trimmingBlanks, !value.isEmpty else { return nil }
    if value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return .seconds(Int64(value).map { min($0, longest) } ?? longest)
    }
    guard let moment = date(value) else { return nil }
    let present = headers["Date"].flatMap(date) ?? now
    return .seconds(min(max(0, moment - present), Double(longest)))
  }

  // A year: the policy's ceiling is far below, and arithmetic stays in bounds.
  private static let longest: Int64 = 31_536_000

  /// A date of HTTP, in seconds since 1970.
  static func date(_ text: String) -> Double? {
    let seconds = curl.getdate(text, nil)
    return seconds == -1 ? nil : Double(seconds)
  }
}
