import StemmaHub

/// When a harvest is to stop before its end: told to, or at a bound that its request sets.
struct HarvestBounds: Sendable {
  let request: HarvestRequest
  let client: HubClient
  /// Time since the sitting began, in seconds.
  let seconds: @Sendable () -> Double
  let shouldStop: @Sendable () -> Bool

  /// Whether nothing more is to be asked.
  var areReached: Bool {
    Task.isCancelled || shouldStop()
      || request.maxRequests.map { client.statistics.requests.values.reduce(0, +) >= $0 } ?? false
      || request.maxSeconds.map { seconds() >= $0 } ?? false
  }
}
