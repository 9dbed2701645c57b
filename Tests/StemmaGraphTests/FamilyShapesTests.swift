import Stemma
import StemmaHarvest
import StemmaAnswers
import StemmaGraph
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Shapes that families take on the Hub, from the world to the answer.
  @Suite(.timeLimit(.minutes(2))) struct FamilyShapes {
    @Test func aModelThatNamesItselfSurvives() async throws {
      try await Trial.of(
        #"{"model": {"id": "a/self", "cardData": {"base_model": "a/self"}}}"#,
        #"{"model": {"id": "a/child", "cardData": {"base_model": "a/self"}}}"#
      ) { trial in
        try await trial.harvest("a/self")
        #expect(
          try trial.edges() == ["a/child <- a/self (finetune)", "a/self <- a/self (finetune)"]
        )
        let derivatives = try trial.answers().derivatives(of: "a/self")
        #expect(derivatives.direct.total == 1)
        #expect(derivatives.all.total == 1)
        #expect(try trial.answers().tree(of: "a/self").nodes.map(\.id) == ["a/self", "a/child"])
      }
    }

    @Test func aMergeKeepsAllItsParents() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/one"}}"#,
        #"{"model": {"id": "l/two"}}"#,
        #"{"model": {"id": "l/three"}}"#,
        #"""
        {"model": {"id": "ann/mix", "cardData": {"base_model": ["l/two", "l/three", "l/one"]}}}
        """#
      ) { trial in
        try await trial.harvest()
        #expect(
          try trial.edges() == [
            "ann/mix <- l/two (merge)", "ann/mix <- l/three (merge)", "ann/mix <- l/one (merge)",
          ]
        )
        for parent in ["l/one", "l/two", "l/three"] {
          #expect(try trial.answers().derivatives(of: parent).direct.merge == 1)
        }
        #expect(
          try trial.answers().path(from: "l/one", to: "ann/mix").path == ["l/one", "ann/mix"]
        )
      }
    }

    @Test func aPathKeepsToTheRelationsAndStepsAskedFor() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/base"}}"#,
        #"{"model": {"id": "a/chat", "cardData": {"base_model": "l/base"}}}"#,
        #"""
        {"model": {"id": "b/lora", "library_name": "peft", "tags": ["base_model:l/base", \#
        "base_model:adapter:l/base"], "cardData": {"base_model": "l/base"}}}
        """#
      ) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        func path(_ scope: FamilyScope) -> [String]? {
          try? answers.path(from: "a/chat", to: "b/lora", in: scope).path
        }
        #expect(path(FamilyScope()) == ["a/chat", "l/base", "b/lora"])
        #expect(path(FamilyScope(relations: ["adapter"])) == nil)
        #expect(path(FamilyScope(depth: 1)) == ["a/chat", "l/base", "b/lora"])
        #expect(path(FamilyScope(depth: 0)) == nil)
      }
    }

    @Test func aCycleOfThreeEnds() async throws {
      try await Trial.of(
        #"{"model": {"id": "c/a", "cardData": {"base_model": "c/c"}}}"#,
        #"{"model": {"id": "c/b", "cardData": {"base_model": "c/a"}}}"#,
        #"{"model": {"id": "c/c", "cardData": {"base_model": "c/b"}}}"#,
        #"{"model": {"id": "c/leaf", "cardData": {"base_model": "c/b"}}}"#
      ) { trial in
        let summary = try await trial.harvest("c/b")
        #expect(summary.outcome == .complete)
        let derivatives = try trial.answers().derivatives(of: "c/a")
        #expect(derivatives.direct.total == 1)
        #expect(derivatives.all.total == 3)
        #expect(derivatives.maxDistance == 2)
        #expect(derivatives.depth == 1)
        let tree = try trial.answers().tree(of: "c/a")
        #expect(
          tree.nodes.map { "\($0.distance) \($0.id)" } == ["0 c/a", "1 c/b", "2 c/c", "2 c/leaf"]
        )
        #expect(tree.edges.count == 4)
        #expect(try trial.answers().ancestors(of: "c/leaf").roots == [])
      }
    }

    @Test func aWalkFromTheMiddleFindsTheWholeFamily() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/base"}}"#,
        #"{"model": {"id": "l/chat", "cardData": {"base_model": "l/base"}}}"#,
        #"{"model": {"id": "l/sister", "cardData": {"base_model": "l/base"}}}"#,
        #"{"model": {"id": "q/chat-GGUF", "cardData": {"base_model": "l/chat"}}}"#,
        #"{"model": {"id": "x/stranger"}}"#
      ) { trial in
        try await trial.harvest("l/chat")
        #expect(
          try trial.edges() == [
            "l/chat <- l/base (finetune)", "q/chat-GGUF <- l/chat (quantized)",
          ]
        )
        #expect(try trial.rows("SELECT count(*) FROM repo") == ["3"])
      }
    }
  }
}
