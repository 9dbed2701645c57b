import StemmaCore
@testable import StemmaHub
import StemmaTestSupport
import Testing

/// How long a harvest takes is known within a factor of 1.5 from its first minute on.
@Suite struct QuotaOutlookTests {
  /// A Hub with windows of five minutes, on which pages take from a tenth of a second to two seconds.
  private final class Pages: Sendable {
    let time = VirtualTime()
    private let state: Locked<(random: SplitMix64, window: Int, used: Int)>
    private let quota: Int
    private let slowest: Double

    init(quota: Int, slowest: Double, seed: UInt64) {
      (self.quota, self.slowest) = (quota, slowest)
      state = Locked((SplitMix64(state: seed), 0, 0))
    }

    var seconds: Double { time.runEnvironment.monotonic() / .seconds(1) }

    func answer() -> ScriptedTransport.Answer {
      let chance = state.withLock { Double.random(in: 0..<1, using: &$0.random) }
      time.pass(.seconds(0.1 + chance * chance * slowest))
      let window = Int(seconds / 300)
      let used = state.withLock { state in
        if state.window != window { (state.window, state.used) = (window, 0) }
        state.used += 1
        return state.used
      }
      let reset = 300 - Int(seconds) % 300
      let headers: HTTPHeaders = [
        "RateLimit-Policy": "\"fixed window\";\"api\";q=\(quota);w=300",
        "RateLimit": "\"api\";r=\(max(0, quota - used));t=\(reset)",
      ]
      return used > quota ? .reply(429, headers) : .ok("[]", headers)
    }
  }

  @Test(arguments: [500, 1000, 2500], [0.2, 2])
  func theTimeToGoIsRightWithinHalfAsMuchAgain(quota: Int, slowest: Double) async throws {
    let pages = Pages(quota: quota, slowest: slowest, seed: 4)
    let client = HubClient(
      endpoint: .production,
      transport: ScriptedTransport { _, _ in pages.answer() },
      runEnvironment: pages.time.runEnvironment
    )
    let requests = 3 * quota
    var told: [(at: Double, toGo: Double)] = []
    for done in 1...requests {
      _ = try await client.fetch(url: "/api/models")
      let waited = pages.time.sleeps.reduce(0.0) { $0 + $1 / .seconds(1) }
      guard pages.seconds >= 60, pages.seconds - (told.last?.at ?? 0) >= 30 else { continue }
      let outlook = try #require(client.outlook(of: .api))
      let pace = (pages.seconds - waited) / Double(done)
      told.append((pages.seconds, outlook.seconds(for: requests - done, each: pace)))
    }
    let end = pages.seconds
    #expect(told.count > 5)
    for (time, toGo) in told where end - time > 30 {
      let ratio = toGo / (end - time)
      #expect((1 / 1.5...1.5).contains(ratio), "\(toGo) s at \(time) of \(end)")
    }
  }
}
