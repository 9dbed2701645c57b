import Stemma
import StemmaAnalysis
import StemmaCache
import StemmaStandIn
import Testing

extension EndToEnd {
  /// Datasets made from datasets.
  @Suite(.timeLimit(.minutes(2))) struct DatasetLineages {
    private static let world = [
      #"{"dataset": {"id": "l/root"}}"#, #"{"dataset": {"id": "l/middle"}}"#,
      #"{"dataset": {"id": "l/leaf"}}"#,
      #"{"model": {"id": "a/one", "tags": ["dataset:l/leaf"]}}"#,
    ]

    /// What the link stage writes for `source_datasets`, with a cycle, as cards do claim.
    private static func mention(_ pairs: [(String, String)], in path: String) throws {
      try Cache(path: path, access: .write).write { connection in
        for (repo, node) in pairs {
          try connection.run(
            """
            INSERT OR REPLACE INTO mention (repo, field, node, sources, first_seen)
            SELECT one.id, 'source_dataset', other.id, 'card', 1
            FROM repo AS one, repo AS other
            WHERE one.name = ? AND other.name = ?
            """,
            repo,
            node
          )
        }
      }
    }

    @Test func areFollowedBothWaysThroughCycles() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        try Self.mention(
          [("l/leaf", "l/middle"), ("l/middle", "l/root"), ("l/root", "l/root")],
          in: trial.path()
        )
        let answers = try trial.answers()
        let root = try answers.reuse(ReuseQuestion(dataset: "l/root")).lineage
        #expect(root.sources.isEmpty)
        #expect(
          root.derived.map { "\($0.id) \($0.distance) \($0.declaredBy)" }
            == ["l/middle 1 0", "l/leaf 2 1"]
        )
        let leaf = try answers.reuse(ReuseQuestion(dataset: "l/leaf")).lineage
        #expect(leaf.sources.map(\.id) == ["l/middle", "l/root"])
      }
    }

    /// No table of millions of rows is read from one end to the other.
    @Test func areFoundByIndexes() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        try Cache(path: trial.path(), access: .read).read { connection in
          let identity = try DatasetIdentity("l/leaf", at: .now, in: connection)
          for query in [DatasetUser.query(identity, .now)] + DatasetLineage.queries(identity, .now)
          {
            let plan = try connection.rows("EXPLAIN QUERY PLAN " + query) { $0.text(3) }
            let scans = plan.filter { $0.hasPrefix("SCAN ") && $0 != "SCAN kin" }
            #expect(scans == [], "\(plan)")
          }
        }
      }
    }
  }
}
