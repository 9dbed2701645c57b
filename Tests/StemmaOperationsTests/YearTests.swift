import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaOperations
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A year of a small Hub, as the schedule lives it: a refresh a day, a sweep a week, days without a
  /// network, two upgrades in between and archives that are compacted by the month.
  ///
  /// Faults, kills and a full disk have thirty days of their own.
  @Suite(.timeLimit(.minutes(3))) struct Year {
    /// The Hub on a day: every third day somebody makes a model from an earlier one, every month one goes,
    /// and now and then a license changes.
    private static func world(on day: Int) throws -> World {
      var lines: [String] = []
      for number in 0...(day / 3) where number % 10 != 7 || day < number * 3 + 45 {
        let parent = number == 0 ? "" : #","base_model":"lab/m\#((number - 1) / 2)""#
        let license = number % 5 == 0 && day > number * 3 + 100 ? "mit" : "apache-2.0"
        let date = Self.date(number * 3).prefix(10)
        let changed = Self.date(license == "mit" ? number * 3 + 101 : number * 3)
        lines.append(
          #"{"model":{"id":"lab/m\#(number)","createdAt":"\#(date)T00:00:00.000Z","#
            + #""lastModified":"\#(changed)","downloads":\#(day * (number + 1)),"#
            + #""cardData":{"license":"\#(license)"\#(parent)}}}"#
        )
      }
      return try World(lines: lines)
    }

    /// The harvest of a day, at 3:17 UTC.
    private static func date(_ day: Int) -> String {
      let start = Timestamp.secondsSince1970(in: "2026-01-04T03:17:00Z") ?? 0
      return Timestamp.text(secondsSince1970: start + Int64(day) * 86_400)
    }

    /// A fortnight in summer, and single days.
    private static func isOffline(_ day: Int) -> Bool { (190..<204).contains(day) || day % 53 == 5 }

    @Test func leavesTheCacheSoundAndTrue() async throws {
      try await Trial.of(try Self.world(on: 0), options: .withoutQuota) { trial in
        var told: [Int: Int] = [:]
        var forecasts: [Int: (growth: Double, bytes: Int64)] = [:]
        var descriptors: [Int] = []
        for day in 0...364 where !Self.isOffline(day) {
          trial.standIn.serve(try Self.world(on: day))
          let plan: HarvestRequest.Plan = day % 7 == 0 || day == 364 ? .sweep : .refresh
          let request = HarvestRequest(subjects: [], plan: plan, kinds: [.model])
          let summary = try await trial.harvest(request, on: Self.date(day))
          #expect(summary.outcome == .complete, "day \(day)")
          if day % 28 == 0 {
            told[day] = try trial.answers().derivatives(of: "lab/m0").all.total
            _ = try Maintenance(cachePath: trial.path()).compact(.keeping(60))
            descriptors.append(Process.openDescriptors)
          }
          if [150, 300].contains(day) { try upgrade(trial) }
          if [140, 224].contains(day) {
            let time = Double(Timestamp.secondsSince1970(in: Self.date(day)) ?? 0)
            let health = try CacheHealth(of: trial.path(), at: time)
            let growth = Double(try #require(health.archiveBytesPerYear))
            forecasts[day] = (growth, try bytes(trial))
          }
        }
        #expect(try Maintenance(cachePath: trial.path()).faults() == [])
        for (day, count) in told.sorted(by: { $0.key < $1.key }) {
          let then = try trial.answers(asOf: Self.date(day)).derivatives(of: "lab/m0").all.total
          #expect(then == count, "day \(day)")
        }
        // Twelve weeks later the archives have grown as they were said to.
        if let first = forecasts[140], let last = forecasts[224] {
          let foretold = first.growth / 365 * 84
          let grown = Double(last.bytes - first.bytes)
          #expect((0.5...1.5).contains(grown / foretold), "\(grown) of \(foretold) bytes")
        }
        #expect((descriptors.last ?? 0) - descriptors[1] < 12, "\(descriptors)")
        try await expectAFreshSweep(trial)
      }
    }

    /// What all harvests brought, whatever was compacted since.
    private func bytes(_ trial: Trial) throws -> Int64 {
      Int64(try trial.rows("SELECT sum(archive_length) FROM harvest")[0]) ?? 0
    }

    /// Makes the cache one of an earlier layout, and brings it up.
    private func upgrade(_ trial: Trial) throws {
      let before = try trial.rows("SELECT count(*) FROM repo_history")
      try OtherDatabase.run("UPDATE grdb_migrations SET identifier = '1'", at: trial.path())
      let summary = try #require(try Pipeline(cachePath: trial.path()).upgrade())
      #expect(summary.damage == nil)
      #expect(try trial.rows("SELECT count(*) FROM repo_history") == before)
    }

    private func expectAFreshSweep(_ trial: Trial) async throws {
      try await trial.sweep(on: Self.date(364), into: "fresh")
      for query in [
        """
        SELECT name, license, downloads FROM repo WHERE kind = 'model' AND gone_since IS NULL
        ORDER BY name
        """,
        """
        SELECT child.name, parent.name FROM edge JOIN repo AS child ON child.id = edge.child
        JOIN repo AS parent ON parent.id = edge.parent
        WHERE edge.last_seen IS NULL AND child.gone_since IS NULL AND parent.gone_since IS NULL
        ORDER BY 1, 2
        """,
      ] {
        #expect(differences(try trial.rows(query, in: "fresh"), try trial.rows(query)) == [])
      }
    }
  }
}

extension Process {
  fileprivate static var openDescriptors: Int {
    (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
  }
}
