import Foundation
import StemmaCore
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

@testable import StemmaHarvest
@testable import StemmaStore

extension EndToEnd {
  /// Whose details are asked for.
  @Suite(.timeLimit(.minutes(1))) struct Cohorts {
    /// Where ways cross too often, the closure leaves models out; their details were never asked for, and
    /// nothing said so.
    @Test func areAllThatTheEdgesSayThoughTheClosureHasNoneOfIt() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest()
        let before = try Self.family(trial)
        #expect(before.count > 3)
        #expect(before.first == "l/base")
        try OtherDatabase.run(
          "DELETE FROM lineage_span; DELETE FROM lineage_place",
          at: trial.path()
        )
        #expect(try Self.family(trial) == before)
      }
    }

    /// The connection stayed open to the end of the process: SQLite then leaves all that was written in its
    /// log, and whoever copies the cache alone has none of it.
    @Test func leaveTheWholeCacheInItsFile() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvestAtOnce(HarvestRequest(subjects: ["l/base"], details: .all))
        #expect(!FileManager.default.fileExists(atPath: trial.path() + "-wal"))
        #expect(try trial.rows("SELECT count(*) > 0 FROM detail_mark") == ["1"])
      }
    }

    private static func family(_ trial: Trial) throws -> [String] {
      try Cache(path: trial.path(), access: .read).read { connection in
        try CohortReader(connection.as(.planning))
          .families(of: [CohortMember(.model, "l/base"), CohortMember(.dataset, "l/data")])
          .filter { $0.kind == .model }
          .map(\.name)
      }
    }
  }
}
