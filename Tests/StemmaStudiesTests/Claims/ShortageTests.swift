import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStandIn
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

@testable import StemmaStore

/// What reads tables that lack models says so.
@Suite(.timeLimit(.minutes(2))) struct ShortageTests {
  private static let lineage = "The ancestors of 7 models are not kept."
  private static let family = "The families of 3 models are not counted."

  private func lacking(_ body: (Trial) async throws -> Void) async throws {
    try await Trial.of(World(lines: Trial.family)) { trial in
      try await trial.harvest()
      try Cache(path: trial.path(), access: .write).tamper { connection in
        for (code, detail) in [
          ("lineage-left-out", Self.lineage), ("family-not-counted", Self.family),
        ] {
          try connection.run(
            "INSERT INTO graph_finding (code, detail) VALUES (?, ?)",
            code,
            detail
          )
        }
      }
      try await body(trial)
    }
  }

  @Test func queriesSayWhatTheirTablesLack() async throws {
    try await lacking { trial in
      let answers = try trial.answers()
      let cases: [(String, [String])] = [
        ("SELECT count(*) FROM lineage", [Self.lineage]),
        ("SELECT count(*) FROM study_derivative", [Self.lineage]),
        (
          "SELECT all_total FROM family JOIN lineage ON descendant = model",
          [Self.family, Self.lineage]
        ),
        ("SELECT (SELECT max(all_total) FROM main.Family)", [Self.family]),
        ("SELECT count(*) FROM repo", []), ("SELECT 'lineage'", []),
      ]
      for (query, notices) in cases {
        #expect(try answers.rows(of: query).notices == notices, "\(query)")
      }
      guard let stemma = ChildProcess.stemma else { return }
      let ending = try await ChildProcess.start(
        stemma,
        ["sql", "SELECT count(*) FROM lineage", "--cache", trial.path()],
        in: trial.folder
      ).ending()
      #expect(ending.status == 0 && ending.errors == Self.lineage + "\n")
    }
  }

  @Test func metricsOfFamiliesSayWhatTheyLack() async throws {
    try await lacking { trial in
      let measures = try trial.answers().measure("derivative-count", of: "l/base", scope: .model)
      #expect(measures.notes.contains(Self.lineage))
    }
  }

  @Test func verdictsSayWhatTheirQueriesLack() async throws {
    try await lacking { trial in
      let text = """
        -- claim: A1
        -- title: Models
        -- study: none
        -- quote: "Models"
        -- speaker: the authors
        -- source: S1
        -- version: talk
        -- stage: context
        -- entity: the Hub
        -- test: yes
        -- metric: models
        -- bound: some
        -- supported: >= 1
        -- window: any
        -- bias: none
        -- cannot see: nothing
        SELECT count(*) AS value FROM TABLE
        """
      for (table, isLacking) in [("lineage", true), ("repo", false)] {
        let claim = try Claim(name: "A1", text: text.replacing("TABLE", with: table), sha256: "")
        let check = try trial.answers().check([claim]).checks
        #expect(check.map { $0.caveats.contains(Self.lineage) } == [isLacking])
      }
    }
  }
}
