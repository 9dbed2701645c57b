import Stemma
import StemmaGraph
import StemmaLink
import StemmaMetrics
import StemmaStandIn
import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Datasets made from datasets.
  @Suite(.timeLimit(.minutes(2))) struct DatasetLineages {
    private static let world = [
      #"{"dataset": {"id": "l/root", "cardData": {"source_datasets": ["l/root"]}}}"#,
      #"{"dataset": {"id": "l/middle", "cardData": {"source_datasets": ["l/root"]}}}"#,
      #"{"dataset": {"id": "l/leaf", "cardData": {"source_datasets": ["l/middle", "gone/data"]}}}"#,
      #"{"model": {"id": "a/one", "tags": ["dataset:l/leaf"]}}"#,
    ]

    @Test func areFollowedBothWaysThroughCycles() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let root = try answers.reuse(ReuseQuestion(dataset: "l/root")).lineage
        #expect(root.sources.isEmpty)
        #expect(
          root.derived.map { "\($0.id) \($0.distance) \($0.declaredBy)" }
            == ["l/middle 1 0", "l/leaf 2 1"]
        )
        let leaf = try answers.reuse(ReuseQuestion(dataset: "l/leaf")).lineage
        #expect(leaf.sources.map(\.id) == ["gone/data", "l/middle", "l/root"])
        #expect(leaf.sources.map { $0.ghost != nil } == [true, false, false])
      }
    }

    @Test func aPastDateSeesTheSourcesOfThen() async throws {
      let later = [
        #"{"dataset": {"id": "l/root"}}"#,
        #"{"dataset": {"id": "l/middle", "cardData": {"source_datasets": ["l/leaf"]}}}"#,
        #"{"dataset": {"id": "l/leaf", "cardData": {"source_datasets": ["l/new"]}}}"#,
        #"{"dataset": {"id": "l/new"}}"#,
        #"{"model": {"id": "b/two", "tags": ["dataset:l/leaf"]}}"#,
      ]
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2026-01-01")
        let names = ["l/root", "l/middle", "l/leaf"]
        func lineages(_ answers: Answers) throws -> [DatasetLineage] {
          try names.map { try answers.reuse(ReuseQuestion(dataset: $0)).lineage }
        }
        let first = try lineages(trial.answers())
        trial.standIn.serve(try World(lines: later))
        try await trial.sweep(on: "2026-02-01")
        #expect(try lineages(trial.answers(asOf: "2026-01-20")) == first)
        let now = try trial.answers().reuse(ReuseQuestion(dataset: "l/leaf")).lineage
        #expect(now.sources.map(\.id) == ["l/new"] && now.derived.map(\.id) == ["l/middle"])
      }
    }

    /// They used to end after sixteen steps, without a word.
    @Test func areFollowedToTheEnd() async throws {
      let chain = (0...40).map { number in
        #"{"dataset": {"id": "l/d\#(number)", "cardData": {"source_datasets": ["l/d\#(number + 1)"]}}}"#
      }
      try await Trial.of(try World(lines: chain)) { trial in
        try await trial.harvest()
        let sources = try trial.answers().reuse(ReuseQuestion(dataset: "l/d0")).lineage.sources
        #expect(sources.map(\.distance) == Array(1...41))
        #expect(sources.last?.id == "l/d41" && sources.last?.ghost == "unknown")
        let derived = try trial.answers().reuse(ReuseQuestion(dataset: "l/d40")).lineage.derived
        #expect(derived.map(\.distance) == Array(1...40))
      }
    }

    /// No table of millions of rows is read from one end to the other.
    @Test func areFoundByIndexes() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        try Cache(path: trial.path(), access: .read).read { connection in
          let identity = try DatasetIdentity("l/leaf", in: connection)
          let queries = [
            DatasetUser.query(identity.ids), DatasetLineage.query, MentionGraph.query(.up),
            MentionGraph.query(.down),
          ]
          for query in queries {
            let plan = try connection.rows("EXPLAIN QUERY PLAN " + query) { $0.text(3) }
            let scans = plan.filter { $0.hasPrefix("SCAN ") && $0 != "SCAN CONSTANT ROW" }
            #expect(scans == [], "\(plan)")
          }
        }
      }
    }
  }
}
