import StemmaCore

/// What may be asked of a bucket from now on, as far as anybody knows: how long so many requests take
/// follows from it.
package struct QuotaOutlook: Sendable, Hashable {
  /// Requests that a whole window allows.
  package let limit: Int
  /// The length of a window, in seconds.
  package let window: Double
  /// Requests left in this window.
  package let remaining: Int
  /// Time until this window ends, in seconds.
  package let secondsLeft: Double

  package init(limit: Int, window: Double, remaining: Int, secondsLeft: Double) {
    self.limit = max(1, limit)
    self.window = max(1, window)
    self.remaining = max(0, remaining)
    self.secondsLeft = max(0, secondsLeft)
  }

  /// How long so many requests take, in seconds, when each takes `pace` seconds of not waiting.
  ///
  /// What is left of this window is used, then whole windows: in each as many requests as it allows or
  /// as there is time for.
  package func seconds(for requests: Int, each pace: Double) -> Double {
    let pace = max(pace, 1e-6)
    let now = min(Double(remaining), secondsLeft / pace)
    guard Double(requests) > now else { return Double(requests) * pace }
    let rest = Double(requests) - now
    let capacity = min(Double(limit), window / pace)
    let windows = ((rest / capacity).rounded(.up) - 1)
    return secondsLeft + windows * window + (rest - windows * capacity) * pace
  }
}

extension QuotaLedger {
  /// What may be asked of a bucket from now on.
  func outlook(of bucket: Bucket, at now: Duration) -> QuotaOutlook {
    (accounts[bucket] ?? BucketAccount()).outlook(limit: plan.quota(of: bucket), at: now)
  }
}

extension HubClient {
  /// What may be asked of a bucket from now on.
  package func outlook(of bucket: Bucket) -> QuotaOutlook? {
    let now = runEnvironment.monotonic()
    return state.withLock {
      $0.ledgers[token == nil ? .anonymous : .bearer]?.outlook(of: bucket, at: now)
    }
  }
}
