import Foundation
@testable import StemmaHarvest
@testable import StemmaHub
import StemmaStandIn
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A quota of the Hub's kind, scaled down: all of it is used, and no more.
  @Suite(.timeLimit(.minutes(3))) struct QuotaUse {
    private static let perWindow = 40
    private static let seconds = 5

    /// The most requests that were being answered at a time.
    private actor Crowd {
      private var now = 0
      private(set) var most = 0

      func pass() async {
        now += 1
        most = max(most, now)
        try? await Task.sleep(for: .milliseconds(20))
        now -= 1
      }
    }

    @Test func aSweepUsesWhatTheWindowsAllow() async throws {
      let crowd = Crowd()
      var options = StandInOptions()
      var quota = Quota()
      quota.seconds = Self.seconds
      quota.anonymous = .init(api: Self.perWindow, resolvers: 10, pages: 10)
      options.quota = quota
      options.intercept = { _, _ in
        await crowd.pass()
        return nil
      }
      let lines =
        (0..<110).map { #"{"model": {"id": "lab/m\#($0)"}}"# }
        + (0..<60).map { #"{"dataset": {"id": "lab/d\#($0)"}}"# }
      try await Trial.of(try World(lines: lines), options: options) { trial in
        // Begun with a window, so that none is cut short by when the test happens to run.
        let now = Date().timeIntervalSince1970
        let next = (now / Double(Self.seconds)).rounded(.up) * Double(Self.seconds)
        try await Task.sleep(for: .seconds(next - now))
        let summary = try await trial.harvest(pageSize: 1)
        #expect(summary.outcome == .complete)
        let requests = trial.standIn.requests
        #expect(requests.allSatisfy { $0.status != 429 })
        let windows = Dictionary(grouping: requests) {
          Int($0.time.timeIntervalSince1970) / Self.seconds
        }.mapValues(\.count)
        let (first, last) = (windows.keys.min() ?? 0, windows.keys.max() ?? 0)
        #expect(last - first >= 3)
        // The last window is left when the work is done.
        let used = (first..<last).map { windows[$0, default: 0] }.reduce(0, +)
        let share = Double(used) / Double((last - first) * Self.perWindow)
        #expect(share >= 0.95, "\(share), \(windows)")
      }
      #expect(await crowd.most <= Harvester.concurrency)
    }
  }
}
