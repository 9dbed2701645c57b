import Stemma
import StemmaAnswers
import StemmaHarvest
import StemmaStandIn
import StemmaTrialSupport
import Testing

@Suite struct RefusedPropertyTests {
  @Test(arguments: [
    #""expand" must be one of [author, cardData, createdAt, tags]"#,
    #""expand" must be one of [author, cardData, …]"#,
  ])
  func areDroppedAndTheHarvestGoesOn(message: String) async throws {
    var options = StandInOptions.withoutQuota
    options.intercept = { _, request in
      request.query.contains("baseModels") && request.path == "/api/models"
        ? Fault(.reply(.error(400, message))) : nil
    }
    try await Trial.of(
      #"{"model": {"id": "lab/base", "createdAt": "2024-01-01T00:00:00.000Z"}}"#,
      #"{"model": {"id": "ann/chat", "cardData": {"base_model": "lab/base"}}}"#,
      options: options
    ) { trial in
      let summary = try await trial.harvest()
      #expect(summary.outcome == .complete)
      #expect(
        try trial.rows("SELECT code, count(*) FROM harvest_finding GROUP BY code")
          == ["refused-property | 1"]
      )
      #expect(try trial.answers().derivatives(of: "lab/base").all.finetune == 1)
    }
  }
}
