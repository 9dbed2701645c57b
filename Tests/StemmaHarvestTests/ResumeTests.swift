import Stemma
import StemmaAnswers
import StemmaHarvest
import StemmaStandIn
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A harvest that is stopped after each request in turn and taken up again.
  @Suite(.timeLimit(.minutes(3))) struct Resume {
    @Test(arguments: [[], ["old/base"]], [1, 2, 3])
    func endsWhereAnUninterruptedOneDoes(subjects: [String], requests: Int) async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        try await trial.harvest(subjects, into: "whole", pageSize: 2)
        var sittings = 0
        var last: HarvestSummary
        repeat {
          sittings += 1
          last = try await trial.harvest(
            subjects,
            into: "parts",
            pageSize: 2,
            maxRequests: requests
          )
          #expect(last.harvest == 1)
          #expect(try trial.damage("parts") == [])
        } while last.outcome == .stopped && sittings < 60
        #expect(last.outcome == .complete)
        #expect(sittings > 1)
        #expect(try differences(trial.dump("whole"), trial.dump("parts")) == [])
      }
    }

    @Test func whatWasBroughtIsAnalyzedAtEachStop() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        let stopped = try await trial.harvest("l/base", maxRequests: 3)
        #expect(stopped.outcome == .stopped)
        #expect(stopped.incompleteSteps > 0)
        #expect(try trial.answers().derivatives(of: "l/base").direct.total > 0)
      }
    }

    @Test func anotherRequestBeginsAnew() async throws {
      try await Trial.of(try World(lines: Trial.family)) { trial in
        _ = try await trial.harvest("l/base", maxRequests: 1)
        #expect(try await trial.harvest("a/chat").harvest == 2)
      }
    }

    @Test func aHubThatRefusesEveryCursorIsGivenUp() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.query.contains("cursor=") else { return nil }
        return Fault(
          .reply(Reply(status: 400, body: Array(#"{"error": "Invalid cursor"}"#.utf8)))
        )
      }
      try await Trial.of(try World(lines: Trial.family), options: options) { trial in
        let summary = try await trial.harvest(pageSize: 2)
        #expect(summary.outcome == .stopped)
        #expect(
          try trial.rows("SELECT reason FROM step WHERE state = 'incomplete'")
            == ["the Hub repeatedly rejected its own next-page link"]
        )
        #expect(trial.standIn.requests.count < 30)
      }
    }
  }
}
