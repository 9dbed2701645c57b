import Foundation
@testable import Stemma
@testable import StemmaCore
@testable import StemmaHarvest
import StemmaStandIn
import StemmaTrialSupport
import Testing

struct LeadTests {
  @Test func lendsSoManyPlacesAndNoMore() async {
    let lead = Lead(places: 2)
    #expect(await lead.take())
    #expect(await lead.take())
    async let third = lead.take()
    async let given: Void = lead.give(1)
    #expect(await third)
    await given
    await lead.give(2)
    #expect(await lead.take())
    #expect(await lead.take())
  }

  @Test func lendsNoneOnceItIsClosed() async {
    let lead = Lead(places: 1)
    #expect(await lead.take())
    async let waiting = lead.take()
    await lead.close()
    #expect(await waiting == false)
    await lead.give(5)
    #expect(await lead.take() == false)
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
