import StemmaHub
import Testing

@Suite struct RetryPolicyTests {
  static func error(_ code: HubError.Code, _ status: Int? = nil) -> HubError {
    HubError(code, status: status)
  }

  static func decision(
    _ error: HubError,
    attempt: Int = 1,
    retryAfter: Duration? = nil,
    quota: Quota? = nil,
    chance: Double = 0
  ) -> RetryPolicy.Decision {
    RetryPolicy().decide(
      after: error,
      attempt: attempt,
      retryAfter: retryAfter,
      quota: quota,
      chance: chance
    )
  }

  @Test(arguments: [
    error(.unreachable("")), error(.connectionLost("")), error(.timedOut("")),
    error(.brokenBody("")), error(.notJSON("")), error(.rateLimited, 429),
    error(.serverFault, 408), error(.serverFault, 500), error(.serverFault, 502),
    error(.serverFault, 503), error(.serverFault, 504),
  ])
  func asksAgainWhatMayPass(error: HubError) {
    #expect(Self.decision(error) == .retry(after: .milliseconds(500)))
    #expect(Self.decision(error, attempt: 6) == .giveUp)
  }

  @Test(arguments: [
    error(.notFound, 404), error(.badToken, 401), error(.gated, 403), error(.disabled, 403),
    error(.forbidden, 403), error(.badRequest, 400), error(.tooLarge(limit: 1)),
    error(.serverFault, 501), error(.serverFault, 505), error(.unexpectedStatus, 418),
    error(.foreignRedirect("")), error(.foreignLink("")),
    error(.cancelled), error(.untrusted("")), error(.badAddress("")),
    error(.refusedProperty(allowed: []), 400),
  ])
  func givesUpWhatCannotPass(error: HubError) {
    #expect(Self.decision(error) == .giveUp)
  }

  @Test(arguments: [
    (1, 0, 0.5), (2, 0, 1), (3, 0, 2), (4, 0, 4), (5, 0, 8), (1, 0.5, 0.75), (5, 0.5, 12),
  ])
  func doublesItsWaitAndSpreadsIt(attempt: Int, chance: Double, seconds: Double) {
    let decision = Self.decision(Self.error(.timedOut("")), attempt: attempt, chance: chance)
    #expect(decision == .retry(after: .seconds(seconds)))
  }

  @Test func neverWaitsLongerThanItsCeiling() {
    var policy = RetryPolicy()
    policy.maxAttempts = 100
    let decision = policy.decide(after: Self.error(.timedOut("")), attempt: 90, chance: 1)
    #expect(decision == .retry(after: .seconds(60)))
  }

  @Test(arguments: [(30, 31), (0, 1), (599, 600), (86_400, 600)])
  func obeysTheServerUpToACeiling(asked: Int, waited: Int) {
    for error in [Self.error(.rateLimited, 429), Self.error(.serverFault, 503)] {
      let decision = Self.decision(error, attempt: 3, retryAfter: .seconds(asked), chance: 1)
      #expect(decision == .retry(after: .seconds(waited)))
    }
  }

  @Test func waitsForTheWindowWhenTheQuotaIsSpent() {
    let spent = Quota(remaining: 0, reset: .seconds(55))
    let error = Self.error(.rateLimited, 429)
    #expect(Self.decision(error, quota: spent) == .retry(after: .seconds(56)))
    #expect(
      Self.decision(error, retryAfter: .seconds(5), quota: spent) == .retry(after: .seconds(56))
    )
    let left = Quota(remaining: 480, reset: .seconds(120))
    #expect(
      Self.decision(error, retryAfter: .seconds(5), quota: left) == .retry(after: .seconds(6))
    )
    #expect(Self.decision(error, quota: left) == .retry(after: .milliseconds(500)))
  }

  @Test(
    arguments: [
      (["Retry-After": "30"], .seconds(30)), (["Retry-After": " 0 "], .seconds(0)),
      (["Retry-After": "99999999999999999999"], .seconds(31_536_000)),
      (["Retry-After": "-5"], nil), (["Retry-After": "soon"], nil), (["Retry-After": ""], nil),
      ([:], nil),
      // 2025-10-09 08:53:20 is second 1,760,000,000.
      (["Retry-After": "Thu, 09 Oct 2025 08:53:50 GMT"], .seconds(30)),
      (["Retry-After": "Thursday, 09-Oct-25 08:53:50 GMT"], .seconds(30)),
      (["Retry-After": "Thu Oct  9 08:53:50 2025"], .seconds(30)),
      (["Retry-After": "Thu, 09 Oct 2025 08:53:00 GMT"], .zero),
      (
        ["Retry-After": "Thu, 01 Jan 2026 00:00:10 GMT", "Date": "Thu, 01 Jan 2026 00:00:00 GMT"],
        .seconds(10)
      ),
    ] as [(HTTPHeaders, Duration?)]
  )
  func readsSecondsAndDates(headers: HTTPHeaders, wait: Duration?) {
    #expect(RetryAfter.wait(in: headers, now: 1_760_000_000) == wait)
  }
}
