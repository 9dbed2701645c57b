import Foundation
@testable import Stemma
@testable import StemmaCore
@testable import StemmaHarvest
import StemmaStandIn
import StemmaTrialSupport
import Testing

struct LeadTests {
  @Test func lendsSoManyPlacesAndNoMore() async {
    let gate = BackpressureGate(slots: 2)
    #expect(await gate.take())
    #expect(await gate.take())
    async let third = gate.take()
    async let given: Void = gate.give(1)
    #expect(await third)
    await given
    await gate.give(2)
    #expect(await gate.take())
    #expect(await gate.take())
  }

  @Test func lendsNoneOnceItIsClosed() async {
    let gate = BackpressureGate(slots: 1)
    #expect(await gate.take())
    async let waiting = gate.take()
    await gate.close()
    #expect(await waiting == false)
    await gate.give(5)
    #expect(await gate.take() == false)
  }
}

extension EndToEnd {
  /// Asking runs ahead of writing, and not too far.
  @Suite(.timeLimit(.minutes(1))) struct RunAhead {
    @Test func asksForTwentyPagesWhileTheFirstWaits() async throws {
      let lines = (0..<40).map { #"{"model": {"id": "lab/m\#($0)"}}"# }
      try await Trial.of(try World(lines: lines)) { trial in
        var request = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
        (request.pageSize, request.maxNames) = (1, 0)
        let standIn = trial.standIn
        var ahead: Int?
        let summary = try await Pipeline(cachePath: trial.path()).harvest(
          request,
          from: try HubSettings(
            endpoint: trial.address.absoluteString,
            token: nil,
            environment: [:]
          ),
          progress: { _ in
            guard ahead == nil else { return }
            // The one who writes is held here, until nothing more is asked for.
            var seen = 0
            for _ in 0..<100 where seen < 20 {
              Thread.sleep(forTimeInterval: 0.05)
              seen = standIn.requests.count
            }
            Thread.sleep(forTimeInterval: 0.2)
            ahead = standIn.requests.count
          }
        )
        #expect(ahead == 20)
        #expect(summary.outcome == .complete && summary.tally.rows == 40)
        #expect(standIn.requests.count == 40)
      }
    }
  }
}
