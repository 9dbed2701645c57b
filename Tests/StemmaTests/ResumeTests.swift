import Stemma
import StemmaStandIn
import Testing

/// A harvest that is stopped after each request in turn and taken up again.
@Suite(.timeLimit(.minutes(3))) struct Resume {
  @Test(arguments: [[], ["old/base"]], [1, 2, 3])
  func endsWhereAnUninterruptedOneDoes(subjects: [String], requests: Int) async throws {
    try await Trial.of(try World(lines: Plans.family)) { trial in
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
    try await Trial.of(try World(lines: Plans.family)) { trial in
      let stopped = try await trial.harvest("l/base", maxRequests: 3)
      #expect(stopped.outcome == .stopped)
      #expect(stopped.incompleteSteps > 0)
      #expect(try trial.answers().derivatives(of: "l/base").direct.total > 0)
    }
  }

  @Test func anotherRequestBeginsAnew() async throws {
    try await Trial.of(try World(lines: Plans.family)) { trial in
      _ = try await trial.harvest("l/base", maxRequests: 1)
      #expect(try await trial.harvest("a/chat").harvest == 2)
    }
  }
}
