import Stemma
import StemmaAnswers
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Parents that are declared and are not on the Hub, each with the reason that is known.
  @Suite(.timeLimit(.minutes(2))) struct Ghosts {
    @Test func namesThatNobodyAskedForAreUnknown() async throws {
      try await Trial.of(
        #"{"model": {"id": "a/one", "cardData": {"base_model": "gone/model"}}}"#,
        #"{"model": {"id": "a/two", "cardData": {"base_model": "oldbert"}}}"#
      ) { trial in
        try await trial.harvest(maxNames: 0)
        #expect(
          try trial.edges() == [
            "a/one <- [gone/model: unknown] (finetune)",
            "a/two <- [oldbert: legacy bare name] (finetune)",
          ]
        )
      }
    }

    @Test func namesThatTheHubDoesNotShowAreDeletedOrPrivate() async throws {
      try await Trial.of(
        #"{"model": {"id": "a/one", "cardData": {"base_model": ["gone/model", "secret/model"]}}}"#,
        #"{"model": {"id": "secret/model", "private": true}}"#
      ) { trial in
        try await trial.harvest("a/one")
        #expect(
          try trial.edges() == [
            "a/one <- [gone/model: deleted or private] (merge)",
            "a/one <- [secret/model: deleted or private] (merge)",
          ]
        )
        #expect(
          try trial.rows("SELECT name, status FROM absence ORDER BY name") == [
            "gone/model | 401", "secret/model | 401",
          ]
        )
      }
    }

    @Test(arguments: [
      ("./outputs/checkpoint-500", "local path"), ("/root/models/x", "local path"),
      (#"C:\\models\\x"#, "local path"), ("{{ base_model }}", "placeholder"),
      ("None", "placeholder"), ("", "placeholder"), ("my own model", "not an id"),
      ("https://example.org/a/b", "not an id"), ("a--b/c", "not an id"),
    ])
    func textsThatAreNoNamesSayWhy(text: String, reason: String) async throws {
      try await Trial.of(
        #"{"model": {"id": "a/one", "tags": [], "cardData": {"base_model": "\#(text)"}}}"#
      ) { trial in
        try await trial.harvest()
        let name = text.replacing(#"\\"#, with: #"\"#)
        #expect(try trial.edges() == ["a/one <- [\(name): \(reason)]"])
        #expect(try trial.damage() == [])
      }
    }

    @Test func oneGhostStandsForEverySpelling() async throws {
      try await Trial.of(
        #"{"model": {"id": "a/one", "cardData": {"base_model": "Gone/Model"}}}"#,
        #"{"model": {"id": "a/two", "cardData": {"base_model": "gone/model"}}}"#,
        #"{"model": {"id": "a/three", "cardData": {"base_model": "https://hf.co/gone/model"}}}"#
      ) { trial in
        try await trial.harvest(maxNames: 0)
        #expect(try trial.ghosts().count == 1)
        #expect(try trial.answers().derivatives(of: "gone/model").direct.total == 3)
      }
    }

    /// Two spellings are one ghost, and what the Hub answered to one of them is its reason.
    @Test func theSpellingThatWasAskedForGivesTheReason() async throws {
      try await Trial.of(
        #"{"model": {"id": "a/one", "cardData": {"base_model": "gone/model"}}}"#,
        #"{"model": {"id": "a/two", "cardData": {"base_model": "Gone/Model"}}}"#
      ) { trial in
        try await trial.harvest("a/one")
        try await trial.harvest(maxNames: 0)
        #expect(
          try trial.rows("SELECT name, reason FROM ghost") == ["gone/model | deleted or private"]
        )
      }
    }

    @Test func tagsThatAnAuthorWroteMakeNone() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/base"}}"#,
        #"""
        {"model": {"id": "a/lora", "cardData": {"base_model": "l/base", \#
        "tags": ["lora", "base_model:adapter:/root/x", "base_model:adapter:l/other"]}}}
        """#
      ) { trial in
        try await trial.harvest()
        #expect(try trial.edges() == ["a/lora <- l/base (finetune)"])
        #expect(try trial.ghosts() == [])
      }
    }
  }
}
