import Stemma
import StemmaMetrics
import StemmaStandIn
import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Metrics on a harvested world, and the measures that are kept.
  @Suite(.timeLimit(.minutes(2))) struct Measures {
    static let family = [
      #"{"model": {"id": "l/base"}}"#,
      #"{"model": {"id": "a/chat", "cardData": {"base_model": "l/base"}}}"#,
      #"""
      {"model": {"id": "b/chat-gguf", "tags": ["base_model:a/chat", \#
      "base_model:quantized:a/chat"], "cardData": {"base_model": "a/chat"}}}
      """#,
    ]

    @Test func areKeptWithTheHarvestTheyCameFrom() async throws {
      try await Trial.of(try World(lines: Self.family)) { trial in
        try await trial.harvest()
        let measure = try trial.answers().measure("derivative-count", of: "l/base")
        #expect(measure.value == 2)
        let keeper = Measurements(cachePath: trial.path())
        try keeper.keep([measure])
        try keeper.keep([measure])
        #expect(
          try trial.rows("SELECT metric, scope, subject, harvest, value, unit FROM measure")
            == ["derivative-count | model | l/base | 1 | 2.0 | models"]
        )
        try Pipeline(cachePath: trial.path()).analyze()
        #expect(try trial.rows("SELECT count(*) FROM measure") == ["1"])
        #expect(
          try trial.rows(measure.evidence).map { $0.prefix { $0 != " " } }.sorted()
            == ["a/chat", "b/chat-gguf"]
        )
      }
    }

    @Test func sayWhatTheyAreNotOf() async throws {
      try await Trial.of(try World(lines: Self.family)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        #expect(throws: AnswerError.self) { try answers.measure("derivative-count", of: "") }
        #expect(throws: AnswerError.self) { try answers.measure("no-such-metric", of: "l/base") }
        #expect(throws: AnswerError.self) {
          try answers.measure("derivative-count", of: "a", scope: .owner)
        }
      }
    }
  }
}
