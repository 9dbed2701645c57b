import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Datasets that models say they used, under any of their names.
  @Suite(.timeLimit(.minutes(2))) struct DatasetUses {
    @Test func cardsAndTagsAreJoinedOverNames() async throws {
      try await Trial.of(
        #"{"dataset": {"id": "rajpurkar/squad"}}"#,
        #"{"rename": {"kind": "dataset", "from": "squad", "to": "rajpurkar/squad"}}"#,
        #"{"model": {"id": "a/card", "tags": [], "cardData": {"datasets": ["squad"]}}}"#,
        #"{"model": {"id": "a/tag", "tags": ["dataset:squad"]}}"#,
        #"{"model": {"id": "a/both", "cardData": {"datasets": "Rajpurkar/SQuAD"}}}"#,
        #"{"model": {"id": "a/gone", "tags": [], "cardData": {"datasets": "gone/data"}}}"#
      ) { trial in
        try await trial.harvest()
        #expect(
          try trial.rows(
            """
            SELECT repo.name, node.name, node.reason, sources
            FROM dataset_use
            JOIN repo ON repo.id = dataset_use.repo
            JOIN node ON node.id = dataset_use.dataset
            ORDER BY repo.name
            """
          ) == [
            "a/both | rajpurkar/squad | - | card,tag", "a/card | rajpurkar/squad | - | card",
            "a/gone | gone/data | deleted or private | card", "a/tag | rajpurkar/squad | - | tag",
          ]
        )
      }
    }

    @Test func aDatasetAndAModelOfOneNameAreTwo() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/twin"}}"#,
        #"{"dataset": {"id": "l/twin"}}"#,
        #"{"model": {"id": "a/x", "cardData": {"base_model": "l/twin", "datasets": "l/twin"}}}"#
      ) { trial in
        try await trial.harvest()
        #expect(try trial.edges() == ["a/x <- l/twin (finetune)"])
        #expect(
          try trial.rows(
            "SELECT node.kind FROM dataset_use JOIN node ON node.id = dataset_use.dataset"
          ) == ["dataset"]
        )
      }
    }
  }
}
