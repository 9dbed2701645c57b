import Foundation
import Stemma
import StemmaStandIn
@testable import StemmaStore
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Files of claims that are none, in a folder of the user's.
  @Suite(.timeLimit(.minutes(5))) struct ClaimFaults {
    /// A header of sixteen lines; the query begins on line 17.
    private static func claim(_ id: String, _ query: String) -> String {
      """
      -- claim: \(id)
      -- title: Models
      -- study: cartography-2025
      -- quote: "Models"
      -- speaker: the authors
      -- source: S1
      -- version: talk
      -- stage: context
      -- entity: the Hub
      -- test: yes
      -- metric: models
      -- bound: at least one
      -- supported: >= 1
      -- window: any
      -- bias: none
      -- cannot see: nothing
      \(query)
      """
    }

    /// File, text, and what is said of it; nil for one that is right.
    private static let files: [(name: String, text: String, said: String?)] = [
      ("A1", claim("A1", "SELECT count(*) AS value FROM repo"), nil),
      (
        "B1", claim("B1", "SELECT 1 AS value").replacing("-- test: yes", with: "-- tset: yes"),
        "B1.sql, line 10: tset is not a key of a claim (and 2 more)"
      ),
      (
        "C1", claim("C1", "SELECT count(*) AS value,\n  likes_of_all\nFROM repo"),
        "C1.sql, line 18: SQLite refused: no such column: likes_of_all."
      ),
      (
        "D1", claim("D1", "SELECT 1 AS value\nFORM repo WHERE"),
        "D1.sql, line 18: SQLite refused: near \"FORM\": syntax error."
      ),
      (
        "E1", claim("E1", "DELETE FROM repo"),
        "E1.sql, line 17: the query may only read: DELETE FROM repo is refused"
      ),
      (
        "E2", claim("E2", "COMMIT"),
        "E2.sql, line 17: the query may only read: COMMIT is refused"
      ),
      (
        "E3", claim("E3", "ROLLBACK"),
        "E3.sql, line 17: the query may only read: ROLLBACK is refused"
      ),
      (
        "E4", claim("E4", "PRAGMA query_only = 0"),
        "E4.sql, line 17: the query may only read: PRAGMA query_only is refused"
      ),
      (
        "E5", claim("E5", "ATTACH 'attached.sqlite' AS other"),
        "E5.sql, line 17: the query may only read: ATTACH is refused"
      ),
      (
        "E6", claim("E6", "VACUUM"),
        "E6.sql, line 17: the query may only read: a change of the file is refused"
      ),
      (
        "E7", claim("E7", "CREATE TEMP TABLE mine AS SELECT * FROM repo"),
        "E7.sql, line 17: the query may only read: a change of the tables is refused"
      ),
      (
        "E8", claim("E8", "SELECT 1 AS value; DELETE FROM repo"),
        "E8.sql, line 17: Only one statement is allowed, and more text follows the first."
      ),
      (
        "F1", claim("F1", "SELECT json_extract('{', '$.a') AS value"),
        "F1.sql, line 17: SQLite refused: malformed JSON."
      ),
    ]

    private func withFiles(_ body: (Trial, [String: String]) async throws -> Void) async throws {
      try await Trial.of(World(lines: [ClaimWorld.model("l/base")])) { trial in
        let queries = trial.folder.appending(path: "queries")
        let claims = queries.appending(path: "claims")
        try FileManager.default.createDirectory(at: claims, withIntermediateDirectories: true)
        for file in Self.files {
          try Data(file.text.utf8).write(to: claims.appending(path: file.name + ".sql"))
        }
        try Data([0x2D, 0x2D, 0xFF]).write(to: claims.appending(path: "G1.sql"))
        _ = try Cache(path: trial.path(), access: .write)
        try Pipeline(cachePath: trial.path()).load(Trial.cartography())
        try await body(trial, ["STEMMA_QUERIES": queries.path])
      }
    }

    private func run(
      _ arguments: [String],
      _ trial: Trial,
      _ environment: [String: String]
    ) async throws -> ChildProcess.Ending {
      try await ChildProcess.start(
        try #require(ChildProcess.stemma),
        arguments,
        environment: environment,
        in: trial.folder
      ).ending()
    }

    @Test func doNotEndAHarvest() async throws {
      try await withFiles { trial, environment in
        let harvest = ["harvest", "l/base", "--quiet", "--cache", trial.path()]
        let ending = try await run(
          harvest + ["--endpoint", trial.address.absoluteString],
          trial,
          environment
        )
        #expect(ending.status == 0, "\(ending.errors)")
        let said = Self.files.compactMap(\.said) + ["G1.sql: it is not UTF-8"]
        #expect(
          ending.errors.split(separator: "\n").sorted()
            == said.map { Substring("stemma: Claim not checked: \($0)") }.sorted()
        )
        #expect(try trial.rows("SELECT outcome FROM harvest") == ["complete"])
        #expect(
          try trial.rows("SELECT claim, verdict FROM verdict WHERE claim GLOB '[A-G]1'")
            == ["A1 | supported"]
        )
        #expect(try trial.damage() == [])
        let analysis = try await run(["analyze", "--cache", trial.path()], trial, environment)
        #expect(analysis.status == 0)
        #expect(analysis.errors.split(separator: "\n").count == said.count)
      }
    }

    @Test func doNotEndAReport() async throws {
      try await withFiles { trial, environment in
        let folder = trial.folder.appending(path: "report")
        let report = ["report", "--study", "cartography-2025", "-o", folder.path, "--quiet"]
        let ending = try await run(report + ["--cache", trial.path()], trial, environment)
        #expect(ending.status == 0, "\(ending.errors)")
        let said = Self.files.compactMap(\.said) + ["G1.sql: it is not UTF-8"]
        #expect(
          ending.errors.split(separator: "\n").sorted()
            == said.map { Substring("stemma: Claim not checked: \($0)") }.sorted()
        )
        let page = try String(
          contentsOf: folder.appending(path: "index.html"),
          encoding: .utf8
        )
        #expect(page.contains("A1: Models"))
        #expect(!page.contains("C1: Models"))
      }
    }

    @Test func areStoppedWhenTheyNeverEnd() throws {
      let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)\n"
      let claims = try [
        Claim(name: "A1", text: Self.claim("A1", "SELECT 1 AS value"), sha256: ""),
        Claim(
          name: "N1",
          text: Self.claim("N1", endless + "SELECT count(*) AS value FROM n"),
          sha256: ""
        ),
      ]
      let many = try Claim(
        name: "R1",
        text: Self.claim("R1", endless + "SELECT 1 AS value, i AS row FROM n"),
        sha256: ""
      )
      try withScratchFolder { folder in
        let cache = try Cache(path: folder.appending(path: "c.sqlite").path, access: .write)
        try Pipeline(cachePath: cache.path).load(Trial.cartography())
        let faults = try cache.tamper { connection in
          try connection.execute(
            """
            INSERT INTO harvest
              (id, asked, plan, subjects, kinds, endpoint, version, started_at, outcome)
            VALUES (1, 'walk', 'walk', '', 'model', 'http://hub', '1', '2026-01-01T00:00:00Z',
              'complete')
            """
          )
          return try CheckStage(claims, version: "1", limit: 0.5).run(on: connection)
            + CheckStage([many], version: "1").run(on: connection)
        }
        #expect(
          faults.map(\.sentence) == [
            "N1.sql, line 17: The query took too long and was stopped.",
            "R1.sql, line 17: the query gives more than 1000000 rows of evidence",
          ]
        )
        let verdicts = try cache.read { try $0.rows("SELECT claim FROM verdict") { $0.text(0) } }
        #expect(verdicts == ["A1"])
      }
    }

    /// To SQLite every text is a number: 'abc' was 0 and could contradict.
    @Test(arguments: [
      ("'abc'", nil), ("'12 models'", nil), ("x'3132'", nil), ("NULL", nil), ("'0x1F'", nil),
      ("'nan'", nil), ("''", nil), ("'12'", 12.0), ("'1.5e3'", 1500.0), ("3", 3.0), ("0.25", 0.25),
    ])
    func aTextThatIsNoNumberIsNoValue(sql: String, value: Double?) throws {
      try withCheck(of: "SELECT \(sql) AS value") { check in
        #expect(check.value == value)
        if value == nil { #expect(check.judgement.verdict == .undetermined) }
      }
    }

    @Test func keepNoMoreEvidenceThanFits() throws {
      let rows = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5)\n"
      try withCheck(of: rows + "SELECT 9 AS value, i, zeroblob(400000) AS b FROM n") { check in
        #expect(check.evidence.count == 2)
        #expect(check.evidenceCount == 5)
        #expect(
          check.caveats.contains(
            "Of 5 rows of evidence the first 2 are kept: all of them take more than 1 MB."
          )
        )
      }
      try withCheck(of: rows + "SELECT 9 AS value, i FROM n") { check in
        #expect(check.evidence.count == 5)
        #expect(!check.caveats.contains { $0.contains("evidence") })
      }
    }

    private func withCheck(of query: String, _ body: (ClaimCheck) throws -> Void) throws {
      let claim = try Claim(name: "V1", text: Self.claim("V1", query), sha256: "")
      try withScratchFolder { folder in
        let cache = try Cache(path: folder.appending(path: "c.sqlite").path, access: .write)
        try cache.read { connection in
          try body(
            ClaimCheck(claim, on: ClaimBasis(in: connection), in: connection)
          )
        }
      }
    }

    @Test func areShownByTheCommandsOfClaims() async throws {
      try await withFiles { trial, environment in
        let cache = ["--cache", trial.path()]
        _ = try await run(
          ["harvest", "l/base", "--endpoint", trial.address.absoluteString] + cache,
          trial,
          environment
        )
        let folder = URL(filePath: try #require(environment["STEMMA_QUERIES"]))
          .appending(path: "claims")
        for command in [["claims", "ls"], ["claims", "check"] + cache] {
          let ending = try await run(command, trial, environment)
          #expect(ending.status == 2)
          #expect(ending.errors.contains("B1.sql is not a valid claim: 3 errors."))
          #expect(ending.errors.contains("\n  line 10: tset is not a key of a claim\n"))
        }
        for name in ["B1", "D1", "E1", "F1", "G1"] {
          try FileManager.default.removeItem(at: folder.appending(path: name + ".sql"))
        }
        let ending = try await run(["claims", "check"] + cache, trial, environment)
        #expect(ending.status == 2)
        #expect(ending.errors.contains("C1.sql is not a valid claim"))
        #expect(
          ending.errors.contains("\n  line 18: SQLite refused: no such column: likes_of_all.\n")
        )
        // Reported: one claim whose query failed ended the check of all others.
        #expect(ending.errors.contains("E8.sql is not a valid claim"))
        #expect(ending.output.contains("A1  supported"))
        #expect(try await run(["claims", "check", "A1"] + cache, trial, environment).status == 0)
      }
    }
  }
}
