import Foundation
import Stemma
import StemmaAnswers
@testable import StemmaHarvest
import StemmaOperations
import StemmaStandIn
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A source that suddenly lacks a large part of what it had is an alarm, and no update.
  @Suite(.timeLimit(.minutes(2))) struct Shrinkings {
    @Test func nothingIsTakenForGoneUntilItIsAccepted() async throws {
      try await Trial.of(Self.world(400)) { trial in
        try await sweep(on: "2026-01-01", in: trial)
        trial.standIn.serve(try Self.world(250))
        for day in ["2026-01-02", "2026-01-03", "2026-01-04"] {
          let count = trial.standIn.requests.count
          let summary = try await sweep(on: day, in: trial)
          #expect(summary.outcome == .complete)
          #expect(summary.alarms.count == 1, "each harvest tells of it, and none gets used to it")
          #expect(summary.alarms.first?.hasPrefix("The listing of models has 250 rows") == true)
          #expect(try gone(in: trial) == 0)
          #expect(trial.standIn.requests.count == count + 3, "nobody is asked for one by one")
        }
        let health = try CacheHealth(of: trial.path())
        #expect(health.shrunken == ["models"])
        #expect(health.problems.contains { $0.contains("--accept-shrinking") })
        let status = WatchedStatus(try Answers(cachePath: trial.path()).status(), health)
        #expect(status.prometheus.contains("\nstemma_shrunken_listings 1\n"))
        #expect(
          try trial.rows("SELECT count(*), subject FROM finding WHERE code = 'source-shrank'")
            == ["3 | models"]
        )
        #expect(try trial.differencesAfterReplay() == [])

        for day in ["2026-01-05", "2026-01-06"] {
          #expect(try await sweep(on: day, in: trial, accepting: true).alarms == [])
        }
        #expect(try gone(in: trial) == 150)
        #expect(try CacheHealth(of: trial.path()).shrunken == [])
        #expect(try await sweep(on: "2026-01-07", in: trial).alarms == [], "it is the measure now")
        #expect(try trial.differencesAfterReplay(into: "accepted") == [])
      }
    }

    @Test func whatComesBackEndsTheAlarm() async throws {
      try await Trial.of(Self.world(400)) { trial in
        try await sweep(on: "2026-01-01", in: trial)
        trial.standIn.serve(try Self.world(120))
        #expect(try await sweep(on: "2026-01-02", in: trial).alarms.count == 1)
        // A listing that lacks a few is news as ever.
        trial.standIn.serve(try Self.world(390))
        #expect(try await sweep(on: "2026-01-03", in: trial).alarms == [])
        #expect(try await sweep(on: "2026-01-04", in: trial).alarms == [])
        #expect(try gone(in: trial) == 10)
        #expect(try CacheHealth(of: trial.path()).shrunken == [])
      }
    }

    private static func world(_ count: Int) throws -> World {
      try World(lines: (0..<count).map { #"{"model": {"id": "lab/m\#($0)"}}"# })
    }

    @discardableResult
    private func sweep(
      on day: String,
      in trial: Trial,
      accepting: Bool = false
    ) async throws -> HarvestSummary {
      var request = HarvestRequest(subjects: [], plan: .sweep)
      request.acceptsShrinking = accepting
      return try await trial.harvest(request, on: day)
    }

    private func gone(in trial: Trial) throws -> Int {
      try trial.rows("SELECT 1 FROM repo WHERE gone_since IS NOT NULL").count
    }
  }
}
