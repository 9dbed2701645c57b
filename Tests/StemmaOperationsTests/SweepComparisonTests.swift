import Foundation
@testable import StemmaOperations
import StemmaCore
import StemmaHarvest
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// What a sweep brought is compared with what others counted.
@Suite struct SweepComparisonTests {
  private static func figure(
    _ scale: ComparedFigure.Scale = .models,
    lower: ComparedFigure.Cause = .method("fewer"),
    higher: ComparedFigure.Cause = .fault("broken")
  ) -> ComparedFigure {
    ComparedFigure("things", scale, lower: lower, higher: higher)
  }

  @Test(arguments: [
    (10_000.0, SweepComparison.Verdict.agreed), (9_600, .agreed), (10_500, .agreed),
    (9_400, .explained), (8_100, .explained), (7_900, .atFault), (0, .atFault),
    // What pushes it up is no method.
    (10_600, .atFault), (20_000, .atFault),
  ])
  func theDistanceAndTheCauseDecide(found: Double, verdict: SweepComparison.Verdict) {
    #expect(Self.figure().judge(found, expected: 10_000).0 == verdict)
  }

  @Test func onlyWhatPushesThatWayIsSaid() {
    #expect(Self.figure().judge(9_000, expected: 10_000).meaning == "fewer")
    #expect(Self.figure().judge(11_000, expected: 10_000).meaning == "broken")
    #expect(Self.figure().judge(10_000, expected: 10_000).meaning == "")
    let none = Self.figure(higher: .unknown).judge(11_000, expected: 10_000)
    #expect(none == (.atFault, "nothing that is known pushes it this way"))
  }

  /// Three roots of what is expected, and never less than three.
  @Test(arguments: [
    (0.0, 0.01, SweepComparison.Verdict.agreed), (1, 0.01, .agreed), (3, 0.2, .agreed),
    (4, 0.2, .atFault), (0, 8, .agreed), (0, 10, .atFault), (17, 9, .agreed), (130, 100, .agreed),
    (131, 100, .atFault),
  ])
  func chanceExplainsSmallCounts(found: Double, expected: Double, verdict: SweepComparison.Verdict)
  {
    #expect(Self.figure().judge(found, expected: expected).0 == verdict)
  }

  @Test func sharesAreJudgedByTheSizeOfTheirWhole() {
    let share = Self.figure(.share)
    #expect(share.judge(50, expected: 28.13, of: 4).0 == .agreed)
    #expect(share.judge(50, expected: 28.13, of: 4_000).0 == .atFault)
    #expect(share.judge(0.4, expected: 0.1, of: 1_000_000).0 == .agreed)
    #expect(share.judge(3, expected: 0.1, of: 1_000_000).0 == .atFault)
    // None at all where there should be some: missing parents were dropped.
    #expect(share.judge(100, expected: 98.11, of: 1_000_000).0 == .atFault)
    #expect(share.judge(98.6, expected: 98.11, of: 1_000_000).0 == .agreed)
  }

  @Test func placesAreExplainedUpToTwo() {
    let place = Self.figure(.place, higher: .method("grew"))
    #expect(
      [2.0, 3, 4, 5].map { place.judge($0, expected: 2).0 }
        == [.agreed, .explained, .explained, .atFault]
    )
  }

  @Test func countsGrowWithTheHubAndSharesDoNot() throws {
    func expected(_ name: String, of models: Double) throws -> Double {
      let answer = try #require(KnownAnswer.all.first { $0.name == name })
      guard case .figure(let compared) = answer.comparison else { return -1 }
      return compared.expected(of: answer, models: models, listedAt: "2026-10-05T00:00:00Z")
    }
    #expect(try expected("license:apache-2.0", of: 2 * 3_094_856) == 2 * 548_122)
    #expect(try expected("models.with_license.pct", of: 10) == 36.34)
    #expect(try expected("models.createdAt_floor_2022-03-02", of: 2 * 3_094_856) == 29_579)
    #expect(try expected("models.createdAt_floor_2022-03-02", of: 0.5 * 3_094_856) == 14_789.5)
    #expect(try expected("models", of: 7) == 3_094_856 + 2877 * 10)
  }

  // Needs the reference material beside the project.
  @Test(.enabled(if: Shared.file("real-hub/known-answers.csv") != nil, "needs the known answers"))
  func everyPublishedFigureIsThereAndIsComparedOrSaidWhyNot() throws {
    let file = try #require(Shared.file("real-hub/known-answers.csv"))
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    let published = lines.dropFirst().map { line in
      line.split(separator: ",", maxSplits: 3).prefix(3).map(String.init)
    }
    let ours = Dictionary(
      grouping: KnownAnswer.all,
      by: { "\($0.name) \($0.asOf) \($0.value)" }
    )
    #expect(published.count == KnownAnswer.all.count)
    for row in published {
      let value = try #require(Double(row[1]))
      #expect(ours["\(row[0]) \(row[2]) \(value)"]?.count == 1, "\(row)")
    }
    for answer in KnownAnswer.all {
      switch answer.comparison {
      case .figure(let compared): #expect(!compared.words.isEmpty)
      case .none(let reason): #expect(!reason.isEmpty)
      }
    }
  }
}

extension EndToEnd {
  @Suite(.timeLimit(.minutes(1))) struct SweepComparisons {
    private static func comparison(_ trial: Trial) throws -> SweepComparison {
      try #require(
        try Cache(path: trial.path(), access: .read).read { try SweepComparison(in: $0) }
      )
    }

    /// Reported: the cache of the demo, or of one family, was judged "at fault" in sixty figures.
    @Test func saysWhereThereIsNothingToCompare() async throws {
      let lines = (0..<9).map { #"{"model": {"id": "lab/m\#($0)"}}"# }
      func reason(_ trial: Trial, _ cache: String) -> String {
        do {
          _ = try SweepComparison(cachePath: trial.path(cache))
          return ""
        } catch {
          return "\(error)"
        }
      }
      try await Trial.of(try World(lines: lines)) { trial in
        try await trial.harvest("lab/m1", into: "walked")
        #expect(
          reason(trial, "walked")
            == "The cache holds no complete listing of models. "
            + "Run `stemma harvest --plan sweep` first."
        )
        try await trial.harvest([], into: "begun", pageSize: 4, maxRequests: 2)
        let begun = reason(trial, "begun")
        #expect(begun.contains("One came to ") && begun.contains("which goes on with it"))
        try await trial.harvest(into: "small")
        #expect(
          reason(trial, "small")
            .contains("9 models of \(trial.address.absoluteString), which is not")
        )
        // The address is all that tells it from the public Hub, short of a mirror of most of it.
        try OtherDatabase.run(
          "UPDATE harvest SET endpoint = 'https://huggingface.co'",
          at: trial.path("small")
        )
        #expect(try SweepComparison(cachePath: trial.path("small")).models == 9)
      }
    }

    @Test func countsWhatTheCacheHoldsAndAsksNothing() async throws {
      let lines = [
        #"{"model": {"id": "google/gemma-2b", "gated": "auto", "downloads": 5}}"#,
        #"{"model": {"id": "a/one", "cardData": {"base_model": "google/gemma-2b", "license": "mit"}}}"#,
        #"{"model": {"id": "a/two", "cardData": {"base_model": ["google/gemma-2b", "gone/away"]}}}"#,
        #"{"model": {"id": "a/run-1717000000", "cardData": {"base_model": "google/gemma-2b"}}}"#,
        #"{"model": {"id": "a/set", "cardData": {"datasets": ["d/one", "d/two"]}}}"#,
      ]
      try await Trial.of(try World(lines: lines)) { trial in
        try await trial.sweep(on: "2026-12-01")
        trial.standIn.forgetRequests()
        let comparison = try Self.comparison(trial)
        #expect(trial.standIn.requests.isEmpty)
        #expect(comparison.lines.count + comparison.omissions.count == KnownAnswer.all.count)
        func found(_ name: String) -> Double? {
          comparison.lines.first { $0.name == name }?.found
        }
        #expect(comparison.models == 5)
        #expect(found("sweep.requests") == 1)
        #expect(found("models.createdAt_floor_2022-03-02") == 5)
        #expect(found("models.with_parent.pct") == 60)
        #expect(found("edges.declared") == 4)
        #expect(found("edges.relation.finetune") == 2)
        #expect(found("edges.relation_share.merge.pct") == 50)
        #expect(found("edges.parent_listed.pct") == 75)
        #expect(found("edges.undated") == 4)
        #expect(found("models.with_several_parents") == 1)
        #expect(found("children.raw:google/gemma-2b") == 3)
        #expect(found("children.cleaned:google/gemma-2b") == 2)
        #expect(found("children.excluded:google/gemma-2b.pct").map { Int($0) } == 33)
        #expect(found("mass_upload.timestamp_suffix") == 1)
        #expect(found("mass_upload.any.pct") == 20)
        #expect(found("models.with_license.pct") == 20)
        #expect(found("license:mit") == 1)
        #expect(found("models.with_dataset.pct") == 20)
        #expect(found("edges.dataset_use") == 2)
        #expect(found("models.gated.auto") == 1)
        #expect(found("downloads_30d.sum") == 5)
        #expect(found("cycles.components") == 0)
        let omitted = Dictionary(
          comparison.omissions.map { ($0.name, $0.reason) },
          uniquingKeysWith: { first, _ in first }
        )
        #expect(omitted["sweep.minutes"] == "it depends on the quota and the line")
        #expect(omitted["children.rank:google/gemma-2b"] != nil)
        // Of so few, chance explains nearly every count, but not that all are of one day.
        #expect(
          Set(comparison.lines.filter { $0.verdict == .atFault }.map(\.name))
            == [
              "models", "downloads_30d.sum", "models.createdAt_floor_2022-03-02", "edges.undated",
            ]
        )
        #expect(
          comparison.lines.allSatisfy {
            $0.expected < 10 || $0.expected == $0.expected.rounded() || $0.name.hasSuffix(".pct")
          }
        )
        #expect(comparison.isAtFault)
      }
    }

    @Test func findsCyclesAndOtherLetters() async throws {
      let lines = [
        #"{"model": {"id": "a/one", "cardData": {"base_model": "a/three"}}}"#,
        #"{"model": {"id": "a/two", "cardData": {"base_model": "a/one"}}}"#,
        #"{"model": {"id": "a/three", "cardData": {"base_model": "a/two"}}}"#,
        #"{"model": {"id": "b/one", "cardData": {"base_model": "b/two"}}}"#,
        #"{"model": {"id": "b/two", "cardData": {"base_model": "b/one"}}}"#,
        #"{"model": {"id": "c/self", "cardData": {"base_model": "c/self"}}}"#,
        #"{"model": {"id": "c/case", "tags": ["base_model:A/ONE", "base_model:finetune:A/ONE"]}}"#,
        #"{"model": {"id": "c/gone", "tags": ["base_model:runwayml/stable-diffusion-v1-5"]}}"#,
      ]
      try await Trial.of(try World(lines: lines)) { trial in
        let request = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
        try await trial.harvest(request, on: "2026-12-01")
        let comparison = try Self.comparison(trial)
        func found(_ name: String) -> Double? {
          comparison.lines.first { $0.name == name }?.found
        }
        #expect(
          comparison.omissions.first { $0.name == "datasets" }?.reason
            == "the datasets were not listed"
        )
        #expect(found("cycles.components") == 2)
        #expect(found("cycles.edges") == 5)
        #expect(found("edges.self_loops_removed") == 1)
        #expect(found("edges.parent_case_fixed") == 1)
        #expect(found("children.of_vanished:runwayml/stable-diffusion-v1-5") == 1)
        #expect(found("edges.relation.unspecified") == 1)
      }
    }
  }
}
