import StemmaAnswers
import Stemma
import StemmaCore
import StemmaLink
import StemmaStandIn
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What repositories say of others beside parents and datasets used.
  @Suite(.timeLimit(.minutes(2))) struct Mentions {
    private static let lines = [
      #"{"model": {"id": "l/v1", "cardData": {"new_version": "l/v2"}}}"#,
      #"{"model": {"id": "l/v2", "cardData": {"new_version": "L/V3"}}}"#,
      #"{"model": {"id": "l/v3"}}"#,
      #"{"model": {"id": "a/misled", "cardData": {"base_model": "l/v3", "new_version": "l/v3"}}}"#,
      #"{"model": {"id": "a/self", "cardData": {"new_version": "a/self"}}}"#,
      #"{"model": {"id": "a/lost", "cardData": {"new_version": "gone/next"}}}"#,
      #"{"model": {"id": "a/tuned", "cardData": {"finetuned_from": "l/v3"}}}"#,
      #"""
      {"dataset": {"id": "d/one", "cardData": {"source_datasets": \#
      ["original", "extended|d/two", "extended|other-web", "d/three", "extended|otherlab/data", \#
      "Found", "extended|other"]}}}
      """#,
      #"{"dataset": {"id": "otherlab/data"}}"#,
      #"{"dataset": {"id": "d/two"}}"#,
      #"{"space": {"id": "s/app", "cardData": {"models": ["l/v3"], "duplicated_from": "s/old"}}}"#,
      #"{"space": {"id": "s/old"}}"#,
    ]

    @Test func areResolvedAsParentsAre() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let mentions = try trial.rows(
          """
          SELECT repo.name, field, node.kind, node.name, node.reason, misuse
          FROM mention
          JOIN repo ON repo.id = mention.repo
          JOIN node ON node.id = mention.node
          ORDER BY field, repo.name, node.name
          """
        )
        #expect(
          mentions == [
            "s/app | duplicated_from | space | s/old | - | -",
            "a/tuned | finetuned_from | model | l/v3 | - | -",
            "s/app | model | model | l/v3 | - | -",
            "a/lost | new_version | model | gone/next | unknown | -",
            "a/misled | new_version | model | l/v3 | - | its own base model",
            "a/self | new_version | model | a/self | - | itself",
            "l/v1 | new_version | model | l/v2 | - | -",
            "l/v2 | new_version | model | l/v3 | - | -",
            "d/one | source_dataset | dataset | d/three | unknown | -",
            "d/one | source_dataset | dataset | d/two | - | -",
            "d/one | source_dataset | dataset | otherlab/data | - | -",
          ]
        )
        #expect(try trial.damage() == [])
      }
    }

    /// Rows without a card say it in tags; what they lose on the way to a dataset of the Hub is told.
    @Test func ofADatasetWithoutACardAreReadFromItsTags() async throws {
      let tags = [
        "original", "extended|d/two", "extended|other-web", "extended|10.5281/zenodo.7752615",
        "https://github.com/a/b.git",
      ].map { #""source_datasets:\#($0)""# }.joined(separator: ", ")
      try await Trial.of(
        #"{"dataset": {"id": "d/bare", "tags": [\#(tags)]}}"#,
        #"{"dataset": {"id": "d/carded", "cardData": {"source_datasets": ["found", "d/two"]}}}"#,
        #"{"dataset": {"id": "d/two"}}"#
      ) { trial in
        try await trial.harvest()
        let mentions = try trial.rows(
          """
          SELECT repo.name, node.name, node.reason, sources
          FROM mention
          JOIN repo ON repo.id = mention.repo
          JOIN node ON node.id = mention.node
          ORDER BY repo.name, node.name
          """
        )
        #expect(
          mentions == [
            "d/bare | d/two | - | tag",
            "d/bare | extended|10.5281/zenodo.7752615 | not an id | tag",
            "d/bare | https://github.com/a/b.git | not an id | tag",
            "d/carded | d/two | - | card",
          ]
        )
        #expect(
          try trial.rows("SELECT subject, detail FROM finding WHERE code = 'odd-source' ORDER BY 2")
            == [
              "d/bare | source_datasets names no dataset: extended|10.5281/zenodo.7752615",
              "d/bare | source_datasets names no dataset: extended|other-web",
              "d/bare | source_datasets names no dataset: https://github.com/a/b.git",
            ]
        )
        #expect(try trial.damage() == [])
      }
    }

    @Test func areNoLineageAndTheirGhostsNoParents() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        #expect(try trial.edges() == ["a/misled <- l/v3 (finetune)"])
        #expect(try answers.derivatives(of: "l/v3").all.total == 1)
        #expect(try answers.status().ghosts == 0)
      }
    }

    @Test func aModelKnowsWhatItFollowsAndWhatFollowsIt() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let oldest = try answers.info(on: "l/v1").json
        #expect(oldest["successors"] == ["l/v2"])
        #expect(oldest["latest"] == "l/v3")
        #expect(try answers.info(on: "l/v3").json["predecessors"] == ["l/v2"])
        let misled = try answers.info(on: "a/misled").json
        #expect(misled["successors"] == [])
        #expect(
          misled["mentions"]?.text == """
            [{"field":"new_version","id":"l/v3","sources":["card"],"ghost":false,"reason":null,\
            "misuse":"its own base model"}]
            """
        )
      }
    }

    @Test func aChainOfVersionsThatRunsInACircleEnds() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/a", "cardData": {"new_version": "l/b"}}}"#,
        #"{"model": {"id": "l/b", "cardData": {"new_version": "l/a"}}}"#
      ) { trial in
        try await trial.harvest()
        #expect(try trial.answers().info(on: "l/a").json["latest"] == "l/b")
      }
    }
  }
}
