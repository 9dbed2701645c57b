import Stemma
import StemmaMetrics
import StemmaStandIn
import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What is said of a dataset that the cache does not know.
  @Suite struct UnknownDatasets {
    @Test(
      arguments: [
        (
          "csv",
          "csv is not a dataset but a loader: training tools write this name themselves. No model in the "
            + "cache declares it."
        ),
        (
          "lab/unmet",
          "The cache knows no dataset lab/unmet. Harvest it with `stemma harvest "
            + "datasets/lab/unmet`."
        ),
      ]
    )
    func areNamedAsTheyAreHarvested(name: String, message: String) async throws {
      let world = #"{"model": {"id": "d/pictures", "tags": ["dataset:imagefolder"]}}"#
      try await Trial.of(try World(lines: [world])) { trial in
        try await trial.harvest()
        let error = #expect(throws: AnswerError.self) {
          try trial.answers().reuse(ReuseQuestion(dataset: name))
        }
        #expect(error?.code == .unknownName && error?.description == message)
      }
    }
  }
}
