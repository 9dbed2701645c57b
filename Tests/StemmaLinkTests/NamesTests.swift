import StemmaAnswers
import StemmaHarvest
import Stemma
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Models go by many names: each leads to the one model.
  @Suite(.timeLimit(.minutes(2))) struct Names {
    @Test func aBareNameFindsTheModelThatWasRenamed() async throws {
      try await Trial.of(
        #"{"model": {"id": "openai-community/gpt2"}}"#,
        #"{"model": {"id": "ann/chat", "cardData": {"base_model": "gpt2"}}}"#,
        #"{"rename": {"from": "gpt2", "to": "openai-community/gpt2"}}"#
      ) { trial in
        let summary = try await trial.harvest("gpt2")
        #expect(summary.outcome == .complete)
        #expect(summary.missing == [])
        #expect(try trial.edges() == ["ann/chat <- openai-community/gpt2 (finetune)"])
        #expect(try trial.ghosts() == [])
        #expect(try trial.answers().tree(of: "gpt2").model == "openai-community/gpt2")
      }
    }

    @Test func aSweepAsksForNamesThatLeadNowhere() async throws {
      try await Trial.of(
        #"{"model": {"id": "new/base"}}"#,
        #"{"model": {"id": "ann/chat", "tags": [], "cardData": {"base_model": "old/base"}}}"#,
        #"{"rename": {"from": "old/base", "to": "new/base"}}"#
      ) { trial in
        try await trial.harvest()
        #expect(try trial.edges() == ["ann/chat <- new/base"])
        #expect(try trial.ghosts() == [])
        #expect(
          try trial.rows("SELECT name, evidence FROM alias") == ["old/base | redirect"]
        )
      }
    }

    @Test func theCardsOldNameAndTheTagsNewOneMakeOneEdge() async throws {
      try await Trial.of(
        #"{"model": {"id": "new/base"}}"#,
        #"{"model": {"id": "ann/chat", "cardData": {"base_model": "old/base"}}}"#,
        #"{"rename": {"from": "old/base", "to": "new/base"}}"#
      ) { trial in
        // Nobody asks for the old name, so only the tags tell.
        try await trial.harvest(maxNames: 0)
        #expect(try trial.edges() == ["ann/chat <- new/base (finetune)"])
        #expect(try trial.rows("SELECT sources FROM edge") == ["card,hub,tag"])
        #expect(try trial.ghosts() == [])
      }
    }

    @Test func letterCaseDoesNotMatter() async throws {
      try await Trial.of(
        #"{"model": {"id": "Lab/Base"}}"#,
        #"{"model": {"id": "ann/chat", "tags": [], "cardData": {"base_model": "lab/BASE"}}}"#
      ) { trial in
        try await trial.harvest(maxNames: 0)
        #expect(try trial.edges() == ["ann/chat <- Lab/Base"])
        #expect(try trial.ghosts() == [])
        #expect(
          try trial.answers().tree(of: "LAB/base").nodes.map(\.id) == ["Lab/Base", "ann/chat"]
        )
      }
    }

    @Test(arguments: [
      "https://huggingface.co/lab/base", "hf.co/lab/base",
      "https://huggingface.co/lab/base/tree/main",
      "https://huggingface.co/lab/base/blob/main/README.md?x=1", "lab/base/",
    ])
    func anAddressOnTheHubIsAName(address: String) async throws {
      try await Trial.of(
        #"{"model": {"id": "lab/base"}}"#,
        #"{"model": {"id": "ann/chat", "cardData": {"base_model": "lab/base"}}}"#
      ) { trial in
        try await trial.harvest(address)
        #expect(try trial.edges() == ["ann/chat <- lab/base (finetune)"])
        #expect(try trial.answers().derivatives(of: address).all.total == 1)
      }
    }
  }
}
