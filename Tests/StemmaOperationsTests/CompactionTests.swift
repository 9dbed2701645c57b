import Foundation
@testable import Stemma
@testable import StemmaHarvest
@testable import StemmaHub
@testable import StemmaOperations
import StemmaStandIn
@testable import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Old archives give way to what was derived from them, and no derived fact is lost.
  @Suite(.timeLimit(.minutes(3))) struct Compactions {
    @Test(
      arguments: [
        CompactionScope.keeping(0), .keeping(2), .before("2026-01-04"), .olderThan(days: 1),
      ]
    )
    func loseNoDerivedFact(scope: CompactionScope) async throws {
      try await harvested(days: 6) { trial throws in
        let (before, files) = (try trial.derivedRows(), try trial.archiveBytes())
        let summary = try Maintenance(cachePath: trial.path()).compact(scope)
        let whole = [CompactionScope.keeping(0), .olderThan(days: 1)].contains(scope)
        #expect(summary.through == (whole ? 6 : scope == .keeping(2) ? 4 : 3))
        #expect(summary.archives.after < files / 2 || !whole)
        #expect(summary.archives.after < files)
        #expect(try trial.archiveBytes() == summary.archives.after)
        #expect(try differences(before, trial.derivedRows()) == [])
        #expect(try trial.damage() == [])

        let pipeline = Pipeline(cachePath: trial.path())
        _ = try pipeline.derive()
        #expect(try differences(before, trial.derivedRows()) == [])
        try pipeline.analyze()
        #expect(try differences(before, trial.derivedRows()) == [])
        #expect(try trial.damage() == [])
      }
    }

    @Test func mayBeRepeatedWhileHarvestsGoOn() async throws {
      try await harvested(days: 4) { trial in
        let upkeep = Maintenance(cachePath: trial.path())
        #expect(try upkeep.compact(.keeping(2)).through == 2)
        #expect(try upkeep.compact(.keeping(2)).through == nil)
        for day in 5...6 { try await harvest(day: day, in: trial, into: "one") }
        let before = try trial.derivedRows()
        #expect(try upkeep.compact(.keeping(1)).through == 5)
        _ = try Pipeline(cachePath: trial.path()).derive()
        #expect(try differences(before, trial.derivedRows()) == [])
        let names = upkeep.archiveSizes().map(\.name)
        #expect(names == ["derived-000005.sqlite.gz", "harvest-000006.warc.gz"])
        let summary = try WARCExport(cachePath: trial.path()).run { _ in }
        #expect(summary.compacted == [1, 2, 3, 4, 5])
        #expect(summary.harvests == [6])
        #expect(
          try upkeep.sizes().archives.map(\.isCompacted) == [true, true, true, true, true, false]
        )
      }
    }

    @Test func leaveAHarvestThatMayBeTakenUpAgain() async throws {
      try await harvested(days: 3) { trial throws in
        var request = HarvestRequest(subjects: [], plan: .sweep, maxRequests: 2)
        request.pageSize = 5
        try await trial.harvestAtOnce(request, on: "2026-01-09")
        #expect(try Maintenance(cachePath: trial.path()).compact(.keeping(0)).through == 3)
        request.maxRequests = nil
        let summary = try await trial.harvestAtOnce(request, on: "2026-01-10")
        #expect(summary.harvest == 4)
        #expect(summary.outcome == .complete)
      }
    }

    @Test func refuseWhatWouldLoseAFact() async throws {
      try await harvested(days: 3) { trial throws in
        let before = try trial.contents()
        let file = try #require(FileHandle(forUpdatingAtPath: trial.archive(of: 2)))
        try file.seek(toOffset: try file.seekToEnd() / 2)
        try file.write(contentsOf: Data("not what was written".utf8))
        try file.close()
        #expect(throws: ArchiveDamage.self) {
          try Maintenance(cachePath: trial.path()).compact(.keeping(0))
        }
        #expect(try trial.contents() == before)
        #expect(Maintenance(cachePath: trial.path()).archiveSizes().count == 3, "no draft is left")
      }
    }

    @Test func tellOfABaseThatIsGoneOrChanged() async throws {
      try await harvested(days: 3) { trial throws in
        _ = try Maintenance(cachePath: trial.path()).compact(.keeping(0))
        let before = try trial.contents()
        let base = trial.archives() + "/derived-000003.sqlite.gz"
        let file = try #require(FileHandle(forUpdatingAtPath: base))
        try file.truncate(atOffset: try file.seekToEnd() - 20)
        try file.close()
        for _ in 1...2 {
          #expect(try trial.damage().count == 1)
          #expect(throws: ArchiveDamage.self) { try Pipeline(cachePath: trial.path()).derive() }
          #expect(try trial.contents() == before)
          try? FileManager.default.removeItem(atPath: base)
        }
      }
    }

    private func harvested(
      days: Int,
      _ body: (Trial) async throws -> Void
    ) async throws {
      try await Trial.of(try World(lines: [])) { trial in
        try await harvested(days: days, in: trial, into: "one")
        try await body(trial)
      }
    }

    private func harvested(days: Int, in trial: Trial, into cache: String) async throws {
      for day in 1...days { try await harvest(day: day, in: trial, into: cache) }
    }

    /// Sweeps a world in which something changes, appears, is renamed and goes every day.
    private func harvest(day: Int, in trial: Trial, into cache: String) async throws {
      let lines = (0..<60).compactMap { number -> String? in
        if number % 9 == day % 9 { return nil }
        let base = number == 0 ? "" : #", "base_model": "lab/m\#(number / (day % 2 + 2))""#
        let license = (number + day) % 5 == 0 ? "mit" : "apache-2.0"
        let id = String(repeating: "0", count: 22) + (number < 10 ? "0" : "") + "\(number)"
        let name = number % 11 == day ? "new/m\(number)" : "lab/m\(number)"
        return #"{"model": {"id": "\#(name)", "_id": "\#(id)", "likes": \#(number * day), "#
          + #""cardData": {"license": "\#(license)", "tags": ["t\#(day)"]\#(base)}}}"#
      }
      trial.standIn.serve(try World(lines: lines))
      var request = HarvestRequest(subjects: [], plan: .sweep)
      request.pageSize = 5
      try await trial.harvestAtOnce(request, on: "2026-01-0\(day)", into: cache)
    }
  }
}

extension Trial {
  /// Every row of the tables that follow from replies.
  func derivedRows(_ cache: String = "one") throws -> [String] {
    try Self.contents(
      ofCacheAt: path(cache),
      without: [
        "harvest", "step", "forecast", "response", "harvest_finding", "archive_mark", "forgotten",
      ]
    )
  }

  fileprivate func archiveBytes() throws -> Int64 {
    Maintenance(cachePath: path()).archiveSizes().map(\.size).reduce(0, +)
  }
}
