import Foundation
@testable import Stemma
@testable import StemmaHarvest
import StemmaHub
@testable import StemmaOperations
import StemmaStandIn
@testable import StemmaStore
@testable import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A person's name goes from tables, history and archives, and does not come back.
  @Suite(.timeLimit(.minutes(3))) struct Forgettings {
    @Test func aNameIsGoneFromEverythingThatIsKept() async throws {
      try await harvested { trial in
        let before = try trial.dump()
        let plan = try Maintenance(cachePath: trial.path())
          .forget("ann", withRepositories: true, isDryRun: true)
        #expect(try trial.dump() == before)
        let summary = try Maintenance(cachePath: trial.path())
          .forget("ann", withRepositories: true, because: "asked")
        #expect(summary.rows == plan.rows)
        #expect(summary.places == plan.places)
        #expect(summary.rows["account"] == 1)
        #expect(summary.archives == 2)
        #expect(summary.trouble == nil)
        #expect(try trial.damage() == [])
        #expect(try traces(in: trial) == [])
        // Only the name is another: every count is what it was.
        #expect(try trial.dump().count == before.count)
        let fields = try trial.rows(
          "SELECT length, has_repositories, reason, is_pending FROM forgotten"
        )
        #expect(fields == ["3 | 1 | asked | 0"])
      }
    }

    @Test func theArchiveGivesTheSameTablesAgain() async throws {
      try await harvested { trial in
        let summary = try Maintenance(cachePath: trial.path()).forget("ANN", withRepositories: true)
        let rows = try trial.derivedRows()
        #expect(try Pipeline(cachePath: trial.path()).derive().damage == [])
        #expect(try differences(rows, trial.derivedRows()) == [])
        try Pipeline(cachePath: trial.path()).analyze()
        #expect(try differences(rows, trial.derivedRows()) == [])
        #expect(
          try Pipeline(cachePath: trial.path("again")).replay([trial.archives()]).damage == []
        )
        let (one, again) = (try trial.dump(), try trial.dump("again"))
        #expect(differences(one, again) == [])
        #expect(one.contains { $0.contains(summary.pseudonym + "/chat") })
      }
    }

    @Test func neitherAHarvestNorAReplayBringsItBack() async throws {
      try await harvested { trial in
        let copy = trial.folder.path + "/old"
        try FileManager.default.copyItem(atPath: trial.archives(), toPath: copy)
        _ = try Maintenance(cachePath: trial.path()).forget("ann", withRepositories: true)
        let count = trial.standIn.requests.count
        try await trial.details(of: "lab/base", plan: .sweep, .all, on: "2026-03-01")
        #expect(try traces(in: trial) == [])
        #expect(try trial.damage() == [])
        #expect(try trial.rows("SELECT count(*) FROM repo WHERE gone_since IS NOT NULL") == ["0"])
        let asked = trial.asked(after: count).filter { $0.contains("forgotten") }
        #expect(asked == [], "nothing is asked about who was forgotten")
        // An archive of before is another cache's; what it says of the name is not taken in.
        try FileManager.default.removeItem(atPath: trial.archives())
        try Cache(path: trial.path(), access: .write).tamper { connection in
          try connection.execute("DELETE FROM response; UPDATE harvest SET archive_length = 0")
        }
        _ = try Pipeline(cachePath: trial.path()).replay([copy])
        #expect(try traces(in: trial) == [])
      }
    }

    @Test func repositoriesKeepTheNameUnlessAsked() async throws {
      try await harvested { trial in
        let summary = try Maintenance(cachePath: trial.path()).forget("ann")
        #expect(summary.repositories == 2)
        #expect(
          try trial.rows("SELECT name FROM repo WHERE name LIKE 'ann/%' ORDER BY name")
            == ["ann/chat", "ann/demo"]
        )
        #expect(try trial.rows("SELECT count(*) FROM account WHERE name = 'ann'") == ["0"])
        #expect(
          try trial.rows(
            "SELECT count(*) FROM liker JOIN account ON account.id = liker.account "
              + "WHERE account.name = '\(summary.pseudonym)'"
          ) == ["1"]
        )
        try await trial.details(of: "lab/base", plan: .sweep, .all, on: "2026-03-01")
        #expect(try trial.rows("SELECT count(*) FROM account WHERE name = 'ann'") == ["0"])
        #expect(try trial.damage() == [])
        // What is asked for later goes as well.
        _ = try Maintenance(cachePath: trial.path()).forget("ann", withRepositories: true)
        #expect(try traces(in: trial) == [])
      }
    }

    @Test func whatStandsForCompactedArchivesForgetsIt() async throws {
      try await harvested { trial in
        _ = try Maintenance(cachePath: trial.path()).compact(.keeping(1))
        let summary = try Maintenance(cachePath: trial.path()).forget("ann", withRepositories: true)
        #expect(summary.archives == 2)
        let rows = try trial.derivedRows()
        #expect(try Pipeline(cachePath: trial.path()).derive().damage == [])
        #expect(try differences(rows, trial.derivedRows()) == [])
        #expect(try traces(in: trial) == [])
        #expect(try trial.damage() == [])
      }
    }

    @Test(arguments: ["", "a", "x/y", "one two", "dash-", "Löwe"])
    func whatIsNoNameIsRefused(name: String) async throws {
      #expect(throws: HarvestError.self) {
        try Maintenance(cachePath: "nowhere.sqlite").forget(name)
      }
    }

    /// What stands around a word decides whether it is the name.
    @Test(arguments: [
      ("thanks @Ann.", "thanks @Forgotten-X."), ("by Co <ann@x.org>", "by Co <forgotten-X@x.org>"),
      ("Co-authored-by: Ann <x@y.z>", "Co-authored-by: Forgotten-X <x@y.z>"), ("by: Ann Lee", nil),
      ("see ann/chat-7b", "see forgotten-X/chat-7b"), ("lab/ann and ann, who", nil),
      ("hannah/ann-2", nil),
      ("?filter=base_model:ann%2Fchat", "?filter=base_model:forgotten-X%2Fchat"),
      ("/api/users/ann/overview", "/api/users/forgotten-X/overview"),
      ("%2Fann/x", "%2Fforgotten-X/x"),
      ("ann/", nil),
    ])
    func theNameIsKnownByWhatStandsAroundIt(text: String, expected: String?) throws {
      let name = try #require(ForgottenName("ann", hasRepositories: true))
      var count = ForgottenNames.Count()
      let digits = String(name.pseudonym.suffix(12))
      let found = ForgottenNames([name]).text(text, &count)
      #expect(found == expected?.replacing("X", with: digits))
    }

    /// Two harvests with details of a world in which `ann` owns, likes, commits and talks.
    private func harvested(_ body: (Trial) async throws -> Void) async throws {
      var cohort = Cohort()
      cohort.readme += "Thanks to @ann and https://huggingface.co/ann/chat\\n"
      cohort.commits.append(
        #"""
        {"id": "\#(Cohort.oid("4"))", "title": "Merge", "message": "Co-authored-by: Ann <ann@users.noreply>", \#
        "authors": [{"user": "ann", "avatar": "/ann.svg"}], "date": "2024-01-01T00:00:00.000Z"}
        """#
      )
      try await Trial.of(try World(lines: cohort.lines)) { trial in
        try await trial.details(of: "lab/base", plan: .sweep, .all, on: "2026-01-01")
        try await trial.details(of: "lab/base", plan: .sweep, .all, on: "2026-02-01")
        #expect(try traces(in: trial) != [])
        try await body(trial)
      }
    }

    /// Where the name stands in the tables, in the archives or in what they were made smaller to.
    private func traces(in trial: Trial) throws -> [String] {
      let mark = #/(?i)(?:^|[^a-z0-9])ann(?:[^a-z0-9]|$)/#
      var found = try trial.contents().filter { $0.contains(mark) }
      for name in try FileManager.default.contentsOfDirectory(atPath: trial.archives())
      where name.hasSuffix(".warc.gz") {
        let scan = try ArchiveScan(path: trial.archives() + "/" + name)
        while let piece = try scan.next() {
          guard case .record(let record, _) = piece else { continue }
          let body = try record.response?.decodedBody(limit: 1 << 30) ?? record.block
          let text = record.head.text + String(decoding: body, as: UTF8.self)
          if text.contains(mark) { found.append(OneLine.of(text, limit: 500)) }
        }
      }
      return found
    }
  }
}
