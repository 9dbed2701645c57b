#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Clocks, sleep and chance, passed in so that tests decide them.
package struct RunEnvironment: Sendable {
  /// Seconds since 1970.
  package var now: @Sendable () -> Double
  /// Time since some fixed moment; never goes back.
  package var monotonic: @Sendable () -> Duration
  package var sleep: @Sendable (Duration) async throws -> Void
  /// A number from 0 up to, but not including, 1.
  package var random: @Sendable () -> Double

  package init(
    now: @escaping @Sendable () -> Double,
    monotonic: @escaping @Sendable () -> Duration,
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    random: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.monotonic = monotonic
    self.sleep = sleep
    self.random = random
  }
}

extension RunEnvironment {
  /// The machine's own.
  package static let machine = RunEnvironment(
    now: epochSeconds,
    monotonic: { launch.duration(to: .now) },
    sleep: { try await Task.sleep(for: $0) },
    random: { Double.random(in: 0..<1) }
  )

  private static let launch = ContinuousClock.now

  /// Seconds since 1970 by the machine's clock.
  @Sendable package static func epochSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
