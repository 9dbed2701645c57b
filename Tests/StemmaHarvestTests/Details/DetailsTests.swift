import StemmaHarvest
import Foundation
import Stemma
import StemmaCore
import StemmaHub
import StemmaStandIn
@testable import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The life of a cohort's repositories, brought in and kept.
  @Suite(.timeLimit(.minutes(2))) struct Details {
    @Test func everythingAboutAModelComesIn() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        let summary = try await trial.details(of: "lab/base")
        #expect(summary.outcome == .complete)
        #expect(
          try trial.rows(
            """
            SELECT ltrim(oid, '0'), committed_at, title, pull_request, account.name
            FROM repo_commit
            JOIN commit_author USING (repo, oid)
            JOIN account ON account.id = commit_author.account
            ORDER BY oid, position
            """
          ) == [
            "1 | 2024-01-01T00:00:00Z | initial commit | - | system",
            "2 | 2024-02-01T00:00:00Z | Add safetensors | - | SFconvertbot",
            "3 | 2024-03-01T00:00:00Z | Update README.md (#2) | 2 | ann",
            "3 | 2024-03-01T00:00:00Z | Update README.md (#2) | 2 | bo",
          ]
        )
        #expect(
          try trial.rows(
            """
            SELECT num, account.name, title, status, is_pull_request, comment_count, is_read
            FROM discussion
            LEFT JOIN account ON account.id = account
            ORDER BY num
            """
          ) == [
            "1 | ann | Why? | open | 0 | 2 | 1",
            "2 | bo | Update README.md | merged | 1 | 0 | 1",
            "3 | SFconvertbot | Adding model files | draft | 1 | 0 | 1",
            "5 | - | gone author | closed | 0 | 1 | 1",
          ]
        )
        #expect(
          try trial.rows(
            """
            SELECT num, discussion_event.hub_id, type, account.name, is_maintainer, value
            FROM discussion_event
            LEFT JOIN account ON account.id = account
            ORDER BY num, position
            """
          ) == [
            "1 | e1 | comment | ann | 0 | -", "1 | e2 | comment | keeper | 1 | -",
            "2 | f1 | commit | bo | - | c0ffee", "2 | f2 | status-change | - | - | merged",
            #"2 | f3 | pin | - | - | {"isPinned":true}"#, "5 | g1 | comment | - | - | -",
          ]
        )
        #expect(
          try trial.rows(
            "SELECT name FROM liker JOIN account ON account.id = account ORDER BY name"
          ) == ["Q-bot", "ann", "bo"]
        )
        #expect(try trial.rows("SELECT kind, name, target FROM repo_ref") == ["branch | main | 3"])
        #expect(
          try trial.rows("SELECT name FROM account WHERE is_bot ORDER BY name")
            == ["Q-bot", "SFconvertbot", "system"]
        )
        #expect(
          try trial.rows(
            """
            SELECT name, kind, created_at, follower_count FROM account WHERE asked_in IS NOT NULL
            """
          ) == ["lab | organization | 2020-07-13T06:32:32Z | 9"]
        )
        #expect(
          try trial.rows(
            """
            SELECT field, value FROM declaration
            JOIN reference ON reference.id = reference
            WHERE source = 'readme'
            ORDER BY field
            """
          ) == ["base_model | old/root", "dataset | lab/data"]
        )
        #expect(
          try trial.rows("SELECT ltrim(sha, '0'), substr(text, -7) FROM card_text") == [
            "3 | # Base\n"
          ]
        )
        #expect(
          try trial.rows(
            """
            SELECT repo.name FROM declaration JOIN repo ON repo.id = repo
            WHERE field = 'model' AND source = 'hub'
            """
          ) == ["ann/demo"]
        )
        // What people said, and who they are beyond their login, is kept nowhere but in the archive.
        #expect(try !trial.dump().contains { $0.contains("private words") })
        #expect(try trial.damage() == [])
      }
    }

    @Test func whatDidNotChangeCostsOnlyTheChecks() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        try await trial.details(of: "lab/base", "datasets/lab/data", "spaces/ann/demo")
        let (before, count) = (try trial.facts(), trial.standIn.requests.count)
        let summary = try await trial.details(
          of: "lab/base",
          "datasets/lab/data",
          "spaces/ann/demo",
          on: "2026-01-02"
        )
        #expect(
          trial.asked(after: count).sorted() == [
            "/api/datasets/lab/data", "/api/datasets/lab/data/discussions?p=0",
            "/api/models/lab/base", "/api/models/lab/base/discussions?p=0",
            "/api/spaces/ann/demo", "/api/spaces/ann/demo/discussions?p=0",
            "/api/spaces?models=lab%2Fbase&sort=createdAt&limit=1000",
          ]
        )
        #expect(summary.tally.changes == 0)
        #expect(differences(before, try trial.facts()) == [])
      }
    }

    @Test func onlyWhatChangedIsReadAgain() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        try await trial.details(of: "lab/base")
        let count = trial.standIn.requests.count
        let four = Cohort.oid("4")
        var later = Cohort()
        later.commits.insert(Cohort.commit("4", "Fix", "2024-04-01", by: "ann"), at: 0)
        later.likers = ["bo", "cy"]
        later.discussions[0].replace(#""status": "open""#, with: #""status": "closed""#)
        later.discussions.remove(at: 3)
        later.readme = "# Base\n"
        later.refs =
          #"{"branches": [{"name": "main", "targetCommit": "4"}], "tags": [{"name": "v1", "targetCommit": "3"}]}"#
        later.spaces = []
        trial.standIn.serve(try World(lines: later.lines))
        try await trial.details(of: "lab/base", on: "2026-02-01")
        #expect(
          trial.asked(after: count).sorted() == [
            "/api/models/lab/base", "/api/models/lab/base/commits/main?limit=1",
            "/api/models/lab/base/commits/main?limit=1000",
            "/api/models/lab/base/discussions/1", "/api/models/lab/base/discussions?p=0",
            "/api/models/lab/base/likers", "/api/models/lab/base/refs",
            "/api/organizations/lab/overview",
            "/api/resolve-cache/models/lab/base/\(four)/README.md",
            "/api/spaces?models=lab%2Fbase&sort=createdAt&limit=1000",
            "/lab/base/resolve/\(four)/README.md",
          ]
        )
        #expect(try trial.rows("SELECT count(*) FROM repo_commit") == ["4"])
        #expect(
          try trial.rows(
            """
            SELECT name, liker.first_seen, last_seen FROM liker
            JOIN account ON account.id = account
            ORDER BY name
            """
          ) == ["Q-bot | 1 | 1", "ann | 1 | 1", "bo | 1 | -", "cy | 2 | -"]
        )
        #expect(
          try trial.rows("SELECT num, status, gone_since FROM discussion ORDER BY num") == [
            "1 | closed | -", "2 | merged | -", "3 | draft | -", "5 | closed | 2",
          ]
        )
        #expect(
          try trial.rows(
            "SELECT kind, name, target, first_seen, last_seen FROM repo_ref ORDER BY kind, target"
          ) == ["branch | main | 3 | 1 | 1", "branch | main | 4 | 2 | -", "tag | v1 | 3 | 2 | -"]
        )
        #expect(
          try trial.rows("SELECT ltrim(sha, '0'), first_seen FROM card_text ORDER BY sha") == [
            "3 | 1", "4 | 2",
          ]
        )
        #expect(
          try trial.rows(
            """
            SELECT source, field, last_seen FROM declaration
            WHERE source = 'readme' OR field = 'model'
            ORDER BY source, field
            """
          ) == ["hub | model | 1", "readme | base_model | 1", "readme | dataset | 1"]
        )
      }
    }

    @Test func derivingAgainGivesTheSameRows() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        try await trial.details(of: "lab/base", "datasets/lab/data", "ann/chat")
        var later = Cohort()
        later.commits = [Cohort.commit("9", "squashed", "2024-05-01", by: "ann")]
        later.likers.removeLast()
        later.discussions.removeFirst()
        trial.standIn.serve(try World(lines: later.lines))
        try await trial.details(of: "lab/base", "datasets/lab/data", on: "2026-03-01")
        let before = try trial.dump()
        #expect(try Pipeline(cachePath: trial.path()).derive().replies > 0)
        #expect(differences(before, try trial.dump()) == [])
        #expect(try trial.damage() == [])
      }
    }

    @Test func aSquashedHistoryIsReadAgainAndClosesNothing() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        try await trial.details(of: "lab/base")
        var later = Cohort()
        later.commits = [
          Cohort.commit("b", "after", "2024-06-01", by: "ann"),
          Cohort.commit("a", "squashed", "2024-05-01", by: "ann"),
        ]
        trial.standIn.serve(try World(lines: later.lines))
        try await trial.details(of: "lab/base", on: "2026-01-02")
        #expect(
          try trial.rows("SELECT ltrim(oid, '0') FROM repo_commit ORDER BY oid") == [
            "1", "2", "3", "a", "b",
          ]
        )
        #expect(
          try trial.rows("SELECT code, detail FROM finding")
            == ["rewritten-history | 2 commits where there were 3"]
        )
        #expect(
          try trial.rows("SELECT ltrim(mark, '0'), count FROM detail_mark WHERE part = 'commits'")
            == ["b | 2"]
        )
      }
    }

    @Test func longAnswersAreReadToTheirEnd() async throws {
      var cohort = Cohort()
      cohort.commits = (0..<2003).reversed().map {
        Cohort.commit("c\($0)", "step \($0)", "2024-01-01", by: "ann")
      }
      cohort.discussions = (1...120).map {
        #"{"num": \#($0), "title": "t\#($0)", "status": "open", "events": []}"#
      }
      try await Trial.of(try World(lines: cohort.lines)) { trial in
        try await trial.details(of: "lab/base")
        #expect(try trial.rows("SELECT count(*) FROM repo_commit") == ["2003"])
        #expect(try trial.rows("SELECT count(*), sum(is_read) FROM discussion") == ["120 | 120"])
        let pages = trial.asked().filter { $0.contains("commits") || $0.contains("discussions?") }
        #expect(pages.count == 1 + 3 + 3)
        #expect(try trial.rows("SELECT count(*) FROM detail_walk") == ["0"])

        let count = trial.standIn.requests.count
        var later = cohort
        later.commits.insert(Cohort.commit("ffff", "new", "2024-02-01", by: "ann"), at: 0)
        later.discussions.removeFirst()
        trial.standIn.serve(try World(lines: later.lines))
        try await trial.details(of: "lab/base", on: "2026-01-02")
        let commits = trial.asked(after: count).filter { $0.contains("commits") }
        #expect(commits.count == 2)
        #expect(
          try trial.rows("SELECT num FROM discussion WHERE gone_since IS NOT NULL") == ["1"]
        )
      }
    }

    /// The Hub is known to send all likers at once; should it ever send pages, they are followed.
    @Test func pagesOfLikersAreFollowedAndCountAsOne() async throws {
      let names = Locked(["ann", "bo", "cy"])
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        guard request.path.hasSuffix("/likers") else { return nil }
        let all = names.withLock { $0 }
        let place = Int(request.query.replacing("cursor=", with: "")) ?? 0
        let row: JSONValue = ["user": .string(all[place]), "type": "user"]
        let next = "<https://huggingface.co\(request.path)?cursor=\(place + 1)>; rel=\"next\""
        return Fault(
          .reply(.json(.array([row]), headers: place + 1 < all.count ? ["Link": next] : [:]))
        )
      }
      try await Trial.of(try World(lines: Cohort().lines), options: options) { trial in
        try await trial.details(of: "lab/base")
        names.withLock { $0 = ["cy", "di"] }
        var later = Cohort()
        later.likers = ["cy", "di"]
        trial.standIn.serve(try World(lines: later.lines))
        try await trial.details(of: "lab/base", on: "2026-01-02")
        #expect(
          try trial.rows(
            """
            SELECT name, liker.first_seen, last_seen FROM liker
            JOIN account ON account.id = account
            ORDER BY name
            """
          ) == ["ann | 1 | 1", "bo | 1 | 1", "cy | 1 | -", "di | 2 | -"]
        )
        #expect(try trial.rows("SELECT count(*) FROM detail_walk") == ["0"])
        let before = try trial.dump()
        _ = try Pipeline(cachePath: trial.path()).derive()
        #expect(differences(before, try trial.dump()) == [])
      }
    }

    @Test func familiesHaveTheirDetailsToo() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        try await trial.details(of: "lab/base", plan: .walk, .all)
        #expect(
          try trial.rows(
            """
            SELECT DISTINCT repo.name FROM detail_mark JOIN repo ON repo.id = repo ORDER BY 1
            """
          ) == ["ann/chat", "lab/base"]
        )
        try await trial.details(of: "lab/base", "datasets/lab/data", plan: .walk, into: "two")
        #expect(
          try trial.rows(
            """
            SELECT DISTINCT repo.name FROM detail_mark JOIN repo ON repo.id = repo ORDER BY 1
            """,
            in: "two"
          ) == ["lab/base", "lab/data"]
        )
      }
    }
  }
}
