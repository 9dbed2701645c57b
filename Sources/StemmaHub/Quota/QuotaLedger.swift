import Algorithms
import StemmaCore

/// What may still be asked of each bucket, so that the whole quota is used and no 429 caused.
///
/// Invariants:
/// 1. A request is sent only after ``reserve(_:at:)`` returned zero, and settled exactly once.
/// 2. What a reply says of its window outranks what we count, and within one window the smallest
///    remainder seen counts: replies overtake each other.
/// 3. A request under way may not be in any remainder yet, so it is taken off each.
/// 4. A request that ended without a word may have come after the one a remainder is told with, so
///    those that ended since that one was sent are taken off too.
/// 5. A reply that names another bucket than the one reserved counts there and not here.
/// 6. Without headers no span of a window's length holds more requests than the plan allows,
///    wherever the Hub's own window may begin.
///
/// Times are of one monotonic clock.
package struct QuotaLedger: Sendable {
  private(set) var accounts: [Bucket: BucketAccount] = [:]
  let plan: Plan

  package init(plan: Plan) { self.plan = plan }

  /// Reserves one request and returns zero, or returns how long to wait before asking again.
  package mutating func reserve(_ bucket: Bucket, at now: Duration) -> Duration {
    let delay = delay(before: bucket, at: now)
    if delay == .zero { accounts[bucket, default: BucketAccount()].inFlight += 1 }
    return delay
  }

  /// How long to wait before the next request: zero when it may go at once.
  package func delay(before bucket: Bucket, at now: Duration) -> Duration {
    let account = accounts[bucket] ?? BucketAccount()
    return account.delay(limit: plan.quota(of: bucket), at: now)
  }

  /// Takes note that a reserved request is over, with the headers of its reply if one came.
  ///
  /// - Returns: The bucket that it counted in: the reserved one, unless the reply names another.
  @discardableResult
  package mutating func settle(
    _ bucket: Bucket,
    headers: HTTPHeaders?,
    sentAt sent: Duration,
    at now: Duration
  ) -> Bucket {
    let quotas = headers.map { Quota.quotas(in: $0, for: bucket) } ?? [:]
    let told = quotas.filter { $0.value.remaining != nil }.keys
    let counted = told.contains(bucket) ? bucket : told.count == 1 ? told.first ?? bucket : bucket
    accounts[bucket, default: BucketAccount()].release()
    accounts[counted, default: BucketAccount()].settle(isTold: told.contains(counted), at: now)
    defer { learn(quotas, sentAt: sent, at: now) }
    return counted
  }

  private mutating func learn(
    _ quotas: [Bucket: Quota],
    sentAt sent: Duration,
    at now: Duration
  ) {
    for (bucket, quota) in quotas {
      accounts[bucket, default: BucketAccount()].learn(quota, sentAt: sent, at: now)
    }
  }

  /// Whether the bucket's quota is what holds the next request up, as far as the Hub said or we
  /// counted.
  package func isSpent(_ bucket: Bucket, at now: Duration) -> Bool {
    var account = accounts[bucket] ?? BucketAccount()
    account.heldUntil = nil
    return account.delay(limit: plan.quota(of: bucket), at: now) > .zero
  }

  /// Lets nothing more into the bucket before `moment`: a 429 came that no window explains.
  package mutating func hold(_ bucket: Bucket, until moment: Duration) {
    let held = accounts[bucket]?.heldUntil ?? moment
    accounts[bucket, default: BucketAccount()].heldUntil = max(held, moment)
  }

  /// The requests under way in the bucket.
  package func inFlight(in bucket: Bucket) -> Int { accounts[bucket]?.inFlight ?? 0 }

  /// What the Hub last said was left in the bucket's window; nil when it has not said or the
  /// window is over.
  package func remaining(in bucket: Bucket, at now: Duration) -> Int? {
    guard let window = accounts[bucket]?.window, now < window.end else { return nil }
    return window.remaining
  }
}

/// One bucket's account.
struct BucketAccount: Sendable {
  /// A window as the Hub told it.
  struct Window {
    var remaining: Int
    var end: Duration
  }

  // Clocks count whole seconds there, and a request counts when it arrives, not when it leaves.
  private static let slack = Duration.seconds(1)
  // How often to look again when only a reply under way can tell more.
  private static let glance = Duration.milliseconds(50)

  var inFlight = 0
  var window: Window?
  var heldUntil: Duration?
  private var limit: Int?
  private var length = Plan.window
  private var settled = RecentMoments()
  private var endedUntold = RecentMoments()

  func delay(limit planned: Int, at now: Duration) -> Duration {
    let held = heldUntil.map { max(.zero, $0 - now) } ?? .zero
    return max(held, quotaDelay(limit: max(1, limit ?? planned), at: now))
  }

  private func quotaDelay(limit: Int, at now: Duration) -> Duration {
    guard let window, now < window.end + Self.slack else {
      return countedDelay(limit: limit, at: now)
    }
    if window.remaining > inFlight { return .zero }
    let opening = window.end + Self.slack - now
    return window.remaining > 0 ? min(Self.glance, opening) : opening
  }

  // What was settled before the last told window ended cannot count in a later one.
  private func countedDelay(limit: Int, at now: Duration) -> Duration {
    let span = length + Self.slack
    let start = max(now - span, window?.end ?? now - span)
    guard settled.count(since: start) + inFlight >= limit else { return .zero }
    guard let oldest = settled.oldest(since: start) else { return Self.glance }
    return max(Self.glance, oldest + span - now)
  }

  func outlook(limit planned: Int, at now: Duration) -> QuotaOutlook {
    let limit = max(1, limit ?? planned)
    let isTold = window.map { now < $0.end + Self.slack } ?? false
    let start = max(now - length, window?.end ?? now - length)
    return QuotaOutlook(
      limit: limit,
      window: (length + Self.slack) / .seconds(1),
      remaining: isTold ? window?.remaining ?? 0 : limit - settled.count(since: start),
      secondsLeft: (isTold ? (window?.end ?? now) + Self.slack - now : length) / .seconds(1)
    )
  }

  mutating func release() { inFlight = max(0, inFlight - 1) }

  mutating func settle(isTold: Bool, at now: Duration) {
    settled.append(now, keeping: length + Self.slack)
    guard !isTold else { return }
    endedUntold.append(now, keeping: length)
    if let remaining = window?.remaining { window?.remaining = max(0, remaining - 1) }
  }

  mutating func learn(_ quota: Quota, sentAt sent: Duration, at now: Duration) {
    if let limit = quota.limit { self.limit = limit }
    if let length = quota.window, length > .zero { self.length = length }
    guard let told = quota.remaining, let reset = quota.reset else { return }
    let remaining = max(0, told - endedUntold.count(since: sent))
    let window = Window(remaining: remaining, end: now + reset)
    guard let current = self.window, now < current.end + Self.slack else {
      self.window = window
      return
    }
    let shift = window.end - current.end
    if shift > min(.seconds(2), length / 2) {
      // A later end is the next window, or a clock set right there: the newer word counts.
      self.window = window
    } else if shift > .zero - length / 2 {
      self.window = Window(
        remaining: min(remaining, current.remaining),
        end: min(window.end, current.end)
      )
    }
  }
}

/// Moments of the recent past, oldest first.
private struct RecentMoments: Sendable {
  private var moments: [Duration] = []
  private var start = 0

  mutating func append(_ moment: Duration, keeping span: Duration) {
    while start < moments.count, moments[start] <= moment - span { start += 1 }
    if start > 1024, start * 2 > moments.count {
      moments.removeFirst(start)
      start = 0
    }
    moments.append(moment)
  }

  func count(since moment: Duration) -> Int { moments.count - index(after: moment) }

  func oldest(since moment: Duration) -> Duration? {
    let index = index(after: moment)
    return index < moments.count ? moments[index] : nil
  }

  private func index(after moment: Duration) -> Int {
    moments[start...].partitioningIndex { $0 > moment }
  }
}
