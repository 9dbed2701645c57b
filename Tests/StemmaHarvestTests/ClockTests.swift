import Foundation
@testable import Stemma
@testable import StemmaCore
@testable import StemmaHarvest
@testable import StemmaHub
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A clock that is wrong, and jumps.
  @Suite(.timeLimit(.minutes(2))) struct Clocks {
    private static let world = Trial.family

    /// Harvests with a clock that jumps by up to a year, either way, each time it is looked at.
    private func harvest(
      _ trial: Trial,
      _ plan: HarvestRequest.Plan,
      seed: UInt64,
      into cache: String
    ) async throws -> HarvestSummary {
      let random = Locked(SplitMix64(state: seed))
      var runEnvironment = RunEnvironment.machine
      runEnvironment.now = {
        let jump = random.withLock { Int64.random(in: -31_536_000...31_536_000, using: &$0) }
        return Double(1_770_000_000 + jump)
      }
      let client = HubClient(
        endpoint: try Endpoint(trial.address.absoluteString),
        transport: CurlTransport(now: runEnvironment.now),
        runEnvironment: runEnvironment
      )
      var request = HarvestRequest(subjects: [], plan: plan, maxSeconds: 600)
      request.pageSize = 2
      return try await Pipeline(cachePath: trial.path(cache)).harvest(
        request,
        with: client,
        runEnvironment: runEnvironment
      )
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func losesAndDoublesNothing(seed: UInt64) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest(into: "steady", pageSize: 2)
        let swept = try await harvest(trial, .sweep, seed: seed, into: "jumping")
        #expect(swept.outcome == .complete)
        #expect(differences(try trial.dump("steady"), try trial.dump("jumping")) == [])
        #expect(try trial.damage("jumping") == [])

        // And again, from a time that may be before that of the first.
        let changed =
          Self.world + [
            #"{"model": {"id": "n/new", "cardData": {"base_model": "l/base"}}}"#
          ]
        trial.standIn.serve(try World(lines: changed))
        let refreshed = try await harvest(trial, .refresh, seed: seed + 100, into: "jumping")
        #expect(refreshed.outcome == .complete)
        #expect(try trial.rows("SELECT 1 FROM repo WHERE name = 'n/new'", in: "jumping") == ["1"])
        #expect(try trial.damage("jumping") == [])
      }
    }
  }
}
