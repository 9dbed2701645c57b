import Foundation
@testable import StemmaDerive
@testable import StemmaGraph
@testable import StemmaLink
@testable import StemmaMetrics
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// Models that descend from users of a dataset.
@Suite struct HeirsTests {
  @Test func areThoseThatTheClosureHas() throws {
    var seen = 0
    for seed in seeds(40, of: "Hubs with heirs") {
      try withScratchFolder { folder in
        let cache = try Cache(path: folder.appending(path: "one.sqlite").path, access: .write)
        var hub = ChangingHub(seed: seed)
        let derive = try cache.read { try DeriveStage($0) }
        for _ in 1...15 { hub.change() }
        try cache.write { connection in
          try hub.harvest(into: derive)
          try LinkStage().run(on: connection)
          try GraphStage().run(on: connection)
          for (dataset, name) in try Self.datasets(connection) {
            var question = ReuseQuestion(dataset: name)
            question.includesInherited = true
            let reuse = try Reuse(question, in: connection)
            let heirs = try #require(reuse.inherited).map {
              "\($0.model.id) \($0.distance) \($0.model.relation ?? "-")"
            }
            let expected = try Self.heirs(of: dataset, connection)
            #expect(heirs == expected, "STEMMA_SEED=\(seed), \(name)")
            seen += heirs.count
          }
        }
      }
    }
    #expect(seen > 0)
  }

  private static func datasets(_ connection: Connection) throws -> [(Int64, String)] {
    try connection.rows(
      "SELECT DISTINCT id, name FROM dataset_use JOIN node ON id = dataset WHERE kind = 'dataset'"
    ) { ($0.integer(0), $0.text(1)) }
  }

  /// From the table of all pairs, and by all that says how a model was made.
  private static func heirs(of dataset: Int64, _ connection: Connection) throws -> [String] {
    try connection.rows(
      """
      WITH user AS (SELECT repo FROM dataset_use WHERE dataset = ? AND last_seen IS NULL)
      SELECT repo.name, min(distance), coalesce(
        (SELECT coalesce(hub, declared) FROM edge
          WHERE child = repo.id AND edge.last_seen IS NULL AND coalesce(hub, declared) IS NOT NULL
          ORDER BY position, 1 LIMIT 1),
        (SELECT own FROM edge WHERE child = repo.id AND edge.last_seen IS NULL
          ORDER BY position, own LIMIT 1),
        own_relation, '-')
      FROM lineage
      JOIN user ON user.repo = ancestor
      JOIN repo ON repo.id = descendant
      WHERE repo.kind = 'model' AND gone_since IS NULL AND repo.id NOT IN (SELECT repo FROM user)
      GROUP BY repo.id
      ORDER BY 2, 1
      """,
      dataset
    ) { "\($0.text(0)) \($0.integer(1)) \($0.text(2))" }
  }
}
