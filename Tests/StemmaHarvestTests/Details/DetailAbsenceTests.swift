import Foundation
import StemmaCore
import StemmaHarvest
import StemmaStandIn
@testable import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Parts of the details that the Hub does not show.
  @Suite(.timeLimit(.minutes(2))) struct DetailAbsence {
    private static func refusing(_ ending: String, with status: Int) -> StandInOptions {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.path.hasSuffix(ending) else { return nil }
        return Fault(.reply(.error(status, "not here")))
      }
      return options
    }

    @Test(arguments: [401, 403, 404])
    func discussionsThatAreSwitchedOffAreNone(status: Int) async throws {
      let options = Self.refusing("/discussions", with: status)
      try await Trial.of(try World(lines: Cohort().lines), options: options) { trial in
        // A walk has a listing first: so the endpoint is none that serves named repositories alone.
        let summary = try await trial.details(of: "lab/base", plan: .walk)
        #expect(summary.outcome == .complete)
        #expect(try trial.rows("SELECT count(*) FROM discussion") == ["0"])
        #expect(
          try trial.rows("SELECT mark, count FROM detail_mark WHERE part = 'discussions'")
            == ["none | -"]
        )
        // The repository itself is there all the same.
        #expect(try trial.rows("SELECT count(*) FROM absence WHERE name = 'lab/base'") == ["0"])
      }
    }

    @Test func aMissingOrGatedCardIsAskedForOnceACommit() async throws {
      try await Trial.of(
        #"{"model": {"id": "l/bare"}}"#,
        #"{"model": {"id": "l/gated", "gated": "manual"}, "readme": "---\nlicense: mit\n---"}"#
      ) { trial in
        try await trial.details(of: "l/bare", "l/gated")
        #expect(try trial.rows("SELECT count(*) FROM card_text") == ["0"])
        let count = trial.standIn.requests.count
        try await trial.details(of: "l/bare", "l/gated", on: "2026-01-02")
        #expect(trial.asked(after: count).filter { $0.contains("resolve") } == [])
      }
    }

    @Test func aCardThatIsKeptElsewhereIsNotFollowedThere() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.path.contains("/resolve/") else { return nil }
        var reply = Reply.error(302, "")
        reply.headers["Location"] = "https://storage.invalid/README.md"
        return Fault(.reply(reply))
      }
      try await Trial.of(try World(lines: Cohort().lines), options: options) { trial in
        let summary = try await trial.details(of: "lab/base")
        #expect(summary.outcome == .complete)
        #expect(try trial.rows("SELECT count(*) FROM card_text") == ["0"])
      }
    }

    @Test func spacesOfOtherModelsAreNotTaken() async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.path == "/api/spaces" else { return nil }
        let space: JSONValue = [
          "_id": "640000000000000000000001", "id": "x/y", "sha": "0a1b", "models": ["x/other"],
        ]
        return Fault(.reply(.json(.array([space]))))
      }
      try await Trial.of(try World(lines: Cohort().lines), options: options) { trial in
        let summary = try await trial.details(of: "lab/base")
        #expect(summary.outcome == .stopped)
        #expect(
          try trial.rows("SELECT reason FROM step WHERE purpose = 'spaces'")
            == ["the Hub's answer ignores the filter"]
        )
        #expect(try trial.rows("SELECT name FROM repo WHERE name = 'x/y'") == [])
      }
    }

    @Test func aNameThatIsNotThereIsSaidToBeMissing() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        let summary = try await trial.details(of: "lab/base", "lab/nothing")
        #expect(summary.outcome == .complete)
        #expect(summary.missing == ["lab/nothing"])
      }
    }

    @Test func anOldNameLeadsToTheDetails() async throws {
      let rename = #"{"rename": {"from": "old/base", "to": "lab/base"}}"#
      try await Trial.of(try World(lines: Cohort().lines + [rename])) { trial in
        try await trial.details(of: "old/base")
        #expect(try trial.rows("SELECT count(*) FROM repo_commit") == ["3"])
        let count = trial.standIn.requests.count
        try await trial.details(of: "old/base", on: "2026-01-02")
        #expect(trial.asked(after: count).filter { $0.contains("commits") } == [])
      }
    }

    @Test func ownersAreUsersWhereNoOrganizationIsFound() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        try await trial.details(of: "ann/chat")
        let owners = trial.asked().filter { $0.contains("overview") }
        #expect(owners == ["/api/organizations/ann/overview", "/api/users/ann/overview"])
        #expect(
          try trial.rows("SELECT name, kind, created_at FROM account WHERE asked_in IS NOT NULL")
            == ["ann | user | 2022-05-06T13:30:26Z"]
        )
        let count = trial.standIn.requests.count
        try await trial.details(of: "ann/chat", on: "2026-01-20")
        #expect(trial.asked(after: count).filter { $0.contains("overview") } == [])
        try await trial.details(of: "ann/chat", on: "2026-02-20")
        let later = trial.asked(after: count).filter { $0.contains("overview") }
        #expect(later == ["/api/users/ann/overview"])
      }
    }

    @Test func aStoppedRunIsTakenUp() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        try await trial.details(of: "lab/base", "ann/chat", into: "whole")
        var outcome = HarvestSummary.Outcome.stopped
        for _ in 0..<40 where outcome != .complete {
          outcome = try await trial.details(of: "lab/base", "ann/chat", maxRequests: 1).outcome
        }
        #expect(outcome == .complete)
        #expect(try trial.rows("SELECT count(*) FROM harvest") == ["1"])
        #expect(differences(try trial.facts("whole"), try trial.facts()) == [])
      }
    }
  }
}
