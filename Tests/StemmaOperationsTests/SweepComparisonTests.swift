import Foundation
@testable import StemmaOperations
import StemmaCore
import StemmaHarvest
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// What a sweep brought is compared with what others counted.
@Suite struct SweepComparisonTests {
  @Test(arguments: [
    (100.0, 100.0, SweepComparison.Verdict.agreed), (96, 100, .agreed), (105, 100, .agreed),
    (94, 100, .toExplain), (119, 100, .toExplain), (79, 100, .atFault), (0, 100, .atFault),
    (200, 100, .atFault),
  ])
  func theDistanceDecides(found: Double, expected: Double, verdict: SweepComparison.Verdict) {
    #expect(SweepComparison.verdict(found, expected: expected, isShare: false) == verdict)
  }

  @Test func aSmallShareIsComparedInPoints() {
    #expect(SweepComparison.verdict(0.4, expected: 0.1, isShare: true) == .agreed)
    #expect(SweepComparison.verdict(3, expected: 0.1, isShare: true) == .atFault)
  }

  @Test func countsGrowWithTheHubAndSharesDoNot() throws {
    let apache = try #require(KnownAnswer.all.first { $0.measure == "models under apache-2.0" })
    let line = SweepComparison.line(apache, found: 1_000_000, models: 2 * 3_094_856)
    #expect(line.expected == 2 * 548_122)
    let share = try #require(KnownAnswer.all.first { $0.measure == "models with a license, %" })
    #expect(SweepComparison.line(share, found: 36, models: 10).expected == 36.34)
  }

  // Needs the reference material beside the project.
  @Test(.enabled(if: Shared.file("real-hub/known-answers.csv") != nil, "needs the known answers"))
  func theFiguresAreThoseThatWerePublished() throws {
    let file = try #require(Shared.file("real-hub/known-answers.csv"))
    let lines = try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline)
    let published = Set(
      lines.dropFirst().compactMap { line -> String? in
        let cells = line.split(separator: ",", maxSplits: 3)
        guard cells.count == 4, let value = Double(cells[1]) else { return nil }
        return "\(value) \(cells[2])"
      }
    )
    for answer in KnownAnswer.all {
      #expect(published.contains("\(answer.value) \(answer.asOf)"), "\(answer.measure)")
    }
  }
}

extension EndToEnd {
  @Suite(.timeLimit(.minutes(1))) struct SweepComparisons {
    @Test func countsWhatTheCacheHoldsAndAsksNothing() async throws {
      let lines = [
        #"{"model": {"id": "google/gemma-2b", "gated": "auto", "downloads": 5}}"#,
        #"{"model": {"id": "a/one", "cardData": {"base_model": "google/gemma-2b", "license": "mit"}}}"#,
        #"{"model": {"id": "a/two", "cardData": {"base_model": ["google/gemma-2b", "gone/away"]}}}"#,
        #"{"model": {"id": "a/set", "cardData": {"datasets": ["d/one", "d/two"]}}}"#,
      ]
      try await Trial.of(try World(lines: lines)) { trial in
        #expect(throws: (any Error).self) { try SweepComparison(cachePath: trial.path()) }
        try await trial.sweep(on: "2026-12-01")
        trial.standIn.forgetRequests()
        let comparison = try SweepComparison(cachePath: trial.path())
        #expect(trial.standIn.requests.isEmpty)
        func found(_ measure: String) -> Double? {
          comparison.lines.first { $0.measure == measure }?.found
        }
        #expect(comparison.models == 4)
        #expect(found("pages of the listing") == 1)
        #expect(found("models of the floor, 2022-03-02") == 4)
        #expect(found("models with a declared parent, %") == 50)
        #expect(found("edges that are finetune, %").map { Int($0) } == 33)
        #expect(found("edges that are merge, %").map { Int($0) } == 66)
        #expect(found("edges whose parent is listed, %").map { Int($0) } == 66)
        #expect(found("models with several parents") == 1)
        #expect(found("children of google/gemma-2b") == 2)
        #expect(found("models with a license, %") == 25)
        #expect(found("models under mit") == 1)
        #expect(found("models that name a dataset, %") == 25)
        #expect(found("uses of datasets") == 2)
        #expect(found("models gated by hand or not: auto") == 1)
        #expect(found("downloads of 30 days") == 5)
        // Four models are no Hub.
        #expect(comparison.isAtFault)
      }
    }
  }
}
