import StemmaAnswers
import Stemma
@testable import StemmaCore
@testable import StemmaHarvest
@testable import StemmaHub
import StemmaStandIn
import StemmaTrialSupport
import Testing

@Suite struct PlanChoiceTests {
  typealias Costs = PlanChoice.Costs

  @Test(
    arguments: [
      (Costs(sweep: 3013), .sweep),
      (Costs(sweep: 3013, refresh: 60), .refresh),
      (Costs(sweep: 15, refresh: 40), .sweep),
      (Costs(walk: 2, sweep: 3013), .auto),
      (Costs(walk: 900, isWalkKnown: true, sweep: 3013), .walk),
      (Costs(walk: 40_000, isWalkKnown: true, sweep: 3013), .sweep),
      (Costs(walk: 4_000, sweep: 3013), .sweep),
      (Costs(walk: 900, isWalkKnown: true, sweep: 3013, refresh: 60), .refresh),
      (Costs(walk: 20, isWalkKnown: true, sweep: 3013, refresh: 60), .walk),
    ] as [(PlanChoice.Costs, HarvestRequest.Plan)]
  )
  func theFewestRequestsWin(costs: PlanChoice.Costs, plan: HarvestRequest.Plan) {
    #expect(PlanChoice(costs).plan == plan)
  }
}

extension EndToEnd {
  /// `auto` against a Hub: what it chooses, and that it says why.
  @Suite(.timeLimit(.minutes(3))) struct AutoPlan {
    /// A root with many children, more than the Hub has pages.
    private static func hub(children: Int, grandchildren: Int = 0) throws -> World {
      let root = #"{"model": {"id": "lab/base"}}"#
      let others = (0..<children).map { number in
        #"{"model": {"id": "lab/c\#(number)", "cardData": {"base_model": "lab/base"}}}"#
      }
      let grand = (0..<grandchildren).map { number in
        #"{"model": {"id": "lab/g\#(number)", "cardData": {"base_model": "lab/c0"}}}"#
      }
      return try World(lines: [root] + others + grand)
    }

    @discardableResult
    private func harvest(
      _ ids: [String],
      _ trial: Trial,
      on day: String = "2026-01-15"
    ) async throws -> HarvestSummary {
      var request = HarvestRequest(subjects: ids, kinds: [.model])
      request.pageSize = 100
      return try await trial.harvest(request, on: day)
    }

    @Test func aSmallFamilyIsWalked() async throws {
      try await Trial.of(try Self.hub(children: 5)) { trial in
        let summary = try await harvest(["lab/base"], trial)
        #expect(summary.tally.plan == .walk)
        #expect(
          summary.tally.reason
            == "A walk of these families takes about 8 requests, a sweep 31179."
        )
        // The model, its children, and those of each child.
        #expect(summary.tally.requests.api == 7)
        #expect(try trial.answers().derivatives(of: "lab/base").all.total == 5)
      }
    }

    /// A cache that knows how few pages the Hub has.
    @Test func whatIsLargerThanAListingIsSwept() async throws {
      try await Trial.of(try Self.hub(children: 60)) { trial in
        try await harvest([], trial)
        let summary = try await harvest(["lab/base"], trial, on: "2026-01-16")
        #expect(summary.tally.plan == .sweep)
        #expect(summary.tally.requests.api == 1)
      }
    }

    /// Decided by the direct children that the Hub counts, before a single one is asked for.
    @Test func theStudyIsSwept() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.path.hasPrefix("/api/models/study/") else { return nil }
        let name = request.path.dropFirst("/api/models/".count)
        let number = Int(name.split(separator: "t").last ?? "") ?? 0
        return Fault(
          .reply(
            .json([
              "_id": .string("6400000000000000000001\(10 + number)"), "id": .string(String(name)),
              "tags": .array([]),
              "childrenModelCount": [
                "finetune": 2000, "quantized": 500, "adapter": 300, "merge": 7,
              ],
            ])
          )
        )
      }
      let lines = (0..<14).map { number in
        #"{"model": {"id": "study/root\#(number)", "_id": "6400000000000000000001\#(10 + number)"}}"#
      }
      try await Trial.of(try World(lines: lines), options: options) { trial in
        let ids = (0..<14).map { "study/root\($0)" }
        let summary = try await harvest(ids, trial)
        #expect(summary.tally.plan == .sweep)
        #expect(
          summary.tally.reason
            == "A walk of these families takes 49197 requests or more, a sweep about 31179 "
            + "and reads all other families, too."
        )
        let asked = trial.standIn.requests.map { String($0.uri.prefix { $0 != "?" }) }
        #expect(asked.prefix(14).allSatisfy { $0.hasPrefix("/api/models/study/") })
        #expect(asked.dropFirst(14).allSatisfy { $0 == "/api/models" })
        #expect(
          try trial.rows("SELECT asked, plan FROM harvest") == ["auto | sweep"]
        )
      }
    }

    /// Names are asked for in the order given when it was stopped and goes on.
    @Test func whatWasStoppedGoesOnWithThePlanItHad() async throws {
      try await Trial.of(try Self.hub(children: 5)) { trial in
        var request = HarvestRequest(subjects: ["lab/base"], kinds: [.model], maxRequests: 3)
        request.pageSize = 100
        let first = try await trial.harvest(request, on: "2026-01-15")
        #expect(first.outcome == .stopped)
        request.maxRequests = nil
        let second = try await trial.harvest(request, on: "2026-01-15")
        #expect(second.harvest == first.harvest)
        #expect(second.outcome == .complete)
        #expect(second.tally.plan == .walk)
        #expect(try trial.answers().derivatives(of: "lab/base").all.total == 5)
      }
    }

    @Test func statusShowsForecastAgainstActual() async throws {
      try await Trial.of(try Self.hub(children: 5)) { trial in
        try await harvest(["lab/base"], trial)
        let costs = try trial.answers().status().costs
        #expect(costs.map(\.purpose) == ["children", "root"])
        #expect(costs.map(\.forecast) == [7, 1])
        #expect(costs.map(\.actual) == [6, 1])
      }
    }
  }
}
