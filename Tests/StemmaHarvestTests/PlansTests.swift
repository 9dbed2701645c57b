import StemmaCore
import StemmaHarvest
import Foundation
import Stemma
import StemmaStandIn
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The way a harvest goes does not change what it finds.
  @Suite(.timeLimit(.minutes(2))) struct Plans {
    @Test func aWalkFindsWhatASweepFinds() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest(into: "sweep")
        try await trial.harvest("old/base", into: "walk")
        for model in ["l/base", "a/chat", "b/mix"] {
          let walked = try Self.told(of: model, by: trial.answers("walk"))
          let swept = try Self.told(of: model, by: trial.answers("sweep"))
          #expect(walked == swept)
        }
        #expect(try trial.rows("SELECT 1 FROM repo WHERE name = 'x/stranger'", in: "walk") == [])
      }
    }

    private static func told(of model: String, by answers: Answers) throws -> [String] {
      [
        try answers.tree(of: model).text(as: .json),
        try answers.derivatives(of: model).text(as: .json),
        try answers.ancestors(of: model).text(as: .json),
      ]
    }

    @Test(arguments: [[], ["l/base"]])
    func theSizeOfPagesDoesNotMatter(subjects: [String]) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        for size in [1, 2, 1000] {
          let request = try await trial.harvest(subjects, into: "\(size)", pageSize: size)
          #expect(request.outcome == .complete)
        }
        let whole = try trial.dump("1000").filter { !$0.hasPrefix("sighting:") }
        for size in ["1", "2"] {
          let dump = try trial.dump(size).filter { !$0.hasPrefix("sighting:") }
          #expect(differences(whole, dump) == [])
        }
      }
    }

    @Test(arguments: [[], ["l/base"]])
    func aSecondHarvestOfTheSameWorldChangesNothing(subjects: [String]) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        let first = try await trial.harvest(subjects)
        let before = try trial.dump().filter { !$0.hasPrefix("sighting:") }
        let second = try await trial.harvest(subjects)
        #expect(first.tally.changes > 0)
        #expect(second.tally.changes == 0)
        #expect(second.harvest == first.harvest + 1)
        let after = try trial.dump().filter { !$0.hasPrefix("sighting:") }
        #expect(differences(before, after) == [])
      }
    }

    @Test func derivingAndAnalyzingAgainChangesNothing() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        try await trial.harvest("l/base", "gone/model")
        let before = try trial.dump()
        let pipeline = Pipeline(cachePath: trial.path())
        try pipeline.analyze()
        #expect(differences(before, try trial.dump()) == [])
        #expect(try pipeline.derive().replies > 0)
        #expect(differences(before, try trial.dump()) == [])
        #expect(try trial.damage() == [])
      }
    }
  }
}
