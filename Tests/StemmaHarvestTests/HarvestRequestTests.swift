import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaTestSupport
import Testing

/// A harvest request, before anything is sent.
struct HarvestRequestTests {
  @Test(
    arguments: [
      (.walk, nil, [], 1000, "The plan walk needs at least one id."),
      (.details, nil, [], 1000, "Details need at least one id, or a study."),
      (.auto, .all, [], 1000, "Details need at least one id, or a study."),
      (.sweep, nil, ["lab/model"], 1000, "The plan sweep takes no ids: it reads the whole Hub."),
      (
        .refresh, HarvestRequest.Details.none, ["lab/model"], 1000,
        "The plan refresh takes no ids: it reads the whole Hub."
      ),
      (.auto, nil, [], 1001, "The page size must be from 1 to 1000."),
      (.auto, nil, [], 0, "The page size must be from 1 to 1000."),
    ] as [(HarvestRequest.Plan, HarvestRequest.Details?, [String], Int, String)]
  )
  func isRefusedWhenItsPartsDoNotFit(
    plan: HarvestRequest.Plan,
    details: HarvestRequest.Details?,
    ids: [String],
    pageSize: Int,
    sentence: String
  ) {
    var request = HarvestRequest(subjects: ids, plan: plan, details: details)
    request.pageSize = pageSize
    let error = #expect(throws: HarvestError.self) { try request.validate() }
    #expect(error?.description == sentence)
  }

  private static let absurdities:
    [(subject: String, change: @Sendable (inout HarvestRequest) -> Void)] = [
      ("The number of names", { $0.maxNames = -1 }),
      ("The number of names", { $0.maxNames = .max }),
      ("The maximum number of requests", { $0.maxRequests = 0 }),
      ("The maximum number of requests", { $0.maxRequests = .min }),
      ("The time to go on", { $0.maxSeconds = 0 }), ("The time to go on", { $0.maxSeconds = .nan }),
      ("The time to go on", { $0.maxSeconds = .infinity }),
      ("The time to go on", { $0.maxSeconds = 1e308 }),
      ("The page size", { $0.pageSize = .max }),
    ]

  @Test(arguments: absurdities.indices)
  func isRefusedWhenANumberMakesNoSense(index: Int) {
    var request = HarvestRequest(subjects: [])
    Self.absurdities[index].change(&request)
    let error = #expect(throws: HarvestError.self) { try request.validate() }
    #expect(error?.description.hasPrefix(Self.absurdities[index].subject) == true)
  }

  /// The facade took what the command refused.
  @Test func isLookedAtBeforeAnythingIsMade() async throws {
    try await withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      var request = HarvestRequest(subjects: [])
      request.pageSize = 0
      let hub = try HubSettings(endpoint: "http://127.0.0.1:9", token: nil, environment: [:])
      await #expect(throws: HarvestError.self) {
        try await Pipeline(cachePath: path).harvest(request, from: hub)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
  }

  @Test(arguments: [
    "kernels/org/attention", "https://huggingface.co/kernels/org/attention", "buckets/org/runs",
    "hf://containers/org/image",
  ])
  func whatHasNoPartInTheTreeIsRefused(text: String) {
    let request = HarvestRequest(subjects: ["lab/model", text])
    let error = #expect(throws: HarvestError.self) { try request.validate() }
    #expect(error?.description.contains("no part in the family tree") == true)
  }

  @Test func isNamedByAStudyAsWellAsByIds() throws {
    try HarvestRequest(subjects: [], plan: .walk).validate(withStudy: true)
    try HarvestRequest(subjects: [], plan: .details).validate(withStudy: true)
    try HarvestRequest(subjects: ["lab/model"], plan: .sweep, details: .study).validate()
  }

  @Test(
    arguments: [
      (.auto, nil, ["lab/model", "lab/other", "datasets/lab/corpus"]),
      (.sweep, nil, ["lab/model"]), (.refresh, nil, ["lab/model"]),
      (.sweep, .study, ["lab/model", "lab/other", "datasets/lab/corpus"]),
      (.details, HarvestRequest.Details.none, ["lab/model", "lab/other", "datasets/lab/corpus"]),
    ] as [(HarvestRequest.Plan, HarvestRequest.Details?, [String])]
  )
  func takesAStudyForWhatThePlanCanUse(
    plan: HarvestRequest.Plan,
    details: HarvestRequest.Details?,
    named: [String]
  ) {
    let study = [
      CohortMember(.model, "lab/model"), CohortMember(.model, "lab/other"),
      CohortMember(.dataset, "lab/corpus"),
    ]
    let request = HarvestRequest(
      subjects: ["lab/model"],
      study: study,
      plan: plan,
      details: details
    )
    #expect(request.cohort.map(\.text) == named)
  }
}
