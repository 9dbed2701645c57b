import StemmaAnswers
import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaOperations
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Imported snapshots beside harvests.
  @Suite(.timeLimit(.minutes(5))) struct BackHistory {
    private static let world = [
      #"{"model": {"id": "l/base", "likes": 5, "downloads": 100}}"#,
      #"""
      {"model": {"id": "b/chat", "_id": "640000000000000000000002", "likes": 9, "downloads": 50, \#
      "cardData": {"base_model": "l/base", "license": "mit"}}}
      """#,
      #"{"rename": {"from": "a/chat", "to": "b/chat"}}"#,
    ]

    private static let past = """
      id,date,likes,downloads,license,hub_id
      a/chat,2025-01-01,1,10,apache-2.0,640000000000000000000002
      B/Chat,2025-01-02,2,20,apache-2.0,
      l/base,2025-01-02,3,,,
      x/unknown,2025-01-02,4,40,,
      """

    private func importing(_ body: (Trial) async throws -> Void) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        let file = trial.folder.appending(path: "past.csv")
        try Self.past.write(to: file, atomically: true, encoding: .utf8)
        _ = try Pipeline(cachePath: trial.path()).importHistory(ImportRequest(files: [file.path]))
        try await body(trial)
      }
    }

    @Test func waitsByNameUntilTheRepositoryIsKnown() async throws {
      let query = """
        SELECT repo IS NOT NULL, name, date, likes, source FROM counter_series
        ORDER BY name COLLATE NOCASE, date
        """
      try await importing { trial in
        #expect(
          try trial.rows(query) == [
            "0 | a/chat | 2025-01-01 | 1 | import", "0 | B/Chat | 2025-01-02 | 2 | import",
            "0 | l/base | 2025-01-02 | 3 | import", "0 | x/unknown | 2025-01-02 | 4 | import",
          ]
        )
        try await trial.sweep(on: "2025-01-05")
        #expect(
          try trial.rows(query) == [
            "1 | b/chat | 2025-01-01 | 1 | import", "1 | b/chat | 2025-01-02 | 2 | import",
            "1 | b/chat | 2025-01-05 | 9 | harvest", "1 | l/base | 2025-01-02 | 3 | import",
            "1 | l/base | 2025-01-05 | 5 | harvest", "0 | x/unknown | 2025-01-02 | 4 | import",
          ]
        )
        #expect(
          try trial.rows("SELECT name, last_known, next_known, days FROM counter_gap ORDER BY 1")
            == ["b/chat | 2025-01-02 | 2025-01-05 | 2", "l/base | 2025-01-02 | 2025-01-05 | 2"]
        )
        let damage = try trial.damage()
        #expect(damage == [])
      }
    }

    @Test func answersWhereNoHarvestKnowsAnything() async throws {
      try await importing { trial in
        try await trial.sweep(on: "2025-01-05")
        func told(_ date: String) throws -> [String?] {
          let info = try trial.answers(asOf: date).info(on: "b/chat").json
          return ["likes", "downloads", "license", "source", "observed_at", "sha"].map {
            info[$0].flatMap { $0 == .null ? nil : $0.string ?? "\($0.integer ?? -1)" }
          }
        }
        #expect(try told("2025-01-01") == ["1", "10", "apache-2.0", "import", "2025-01-01", nil])
        #expect(try told("2025-01-03") == ["2", "20", "apache-2.0", "import", "2025-01-02", nil])
        #expect(try told("2025-01-05").prefix(4) == ["9", "50", "mit", nil])
        #expect {
          try told("2024-12-31")
        } throws: { ($0 as? AnswerError)?.code == .beforeHistory }
        #expect {
          try trial.answers(asOf: "2025-01-03").derivatives(of: "l/base")
        } throws: { ($0 as? AnswerError)?.code == .beforeHistory }
      }
    }

    @Test func theSeriesShowsItsGaps() async throws {
      try await importing { trial in
        try await trial.sweep(on: "2025-01-05")
        try await trial.sweep(on: "2025-01-07")
        let series = try trial.answers().counters(of: "a/chat").text(as: .csv)
        #expect(
          series.split(whereSeparator: \.isNewline) == [
            #""from","to","downloads","all_time","likes","trending","source""#,
            "2025-01-01,2025-01-01,10,,1,,import: past.csv",
            "2025-01-02,2025-01-02,20,,2,,import: past.csv", "2025-01-02,2025-01-05,,,,,gap",
            "2025-01-05,2025-01-07,50,,9,,harvest",
          ]
        )
        #expect(try trial.answers(asOf: "2025-01-01").counters(of: "b/chat").entries.count == 1)
      }
    }

    /// The files of the reference material, the columns that need a name, and what a spreadsheet
    /// program would count in them: rows, distinct names, and times between two days of one name
    /// that are further apart than a day.
    // Needs the reference material beside the project.
    @Test(
      .enabled(if: Shared.file("real-hub/timeseries") != nil, "needs ../shared/real-hub"),
      arguments: [
        ("daily-newsletter-2025-2026", [.kind: "repo_type"]),
        ("gguf-downloads-daily-2025-2026", [:]),
        ("model-trees-2025-04", [.date: "as_of"]), ("top-models-daily-2026-08", [:]),
        ("transformersjs-daily-2024-2026", [:]),
        (
          "trending-cache-2026",
          [.kind: "repo_type", .date: "committed_at", .parameters: "num_parameters"]
        ),
      ] as [(String, [ImportField: String])]
    )
    func aPublishedSeriesIsImportedWithItsGaps(
      name: String,
      columns: [ImportField: String]
    ) async throws {
      let file = try #require(Shared.file("real-hub/timeseries/\(name).csv.gz"))
      try await withScratchFolder { folder in
        let cache = folder.appending(path: "s.sqlite").path
        let request = ImportRequest(files: [file.path], columns: columns)
        let summary = try Pipeline(cachePath: cache).importHistory(request)[0]
        let told = try await Python.run(
          "count_series.py",
          [file.path, columns[.date] ?? "date", columns[.kind] ?? ""],
          in: folder
        )
        let seen = "\(summary.rows) \(summary.names) \(summary.gaps) \(summary.observations)"
        #expect(seen == told.trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(try Pipeline(cachePath: cache).importHistory(request)[0].isKnown)
        let faults = try Maintenance(cachePath: cache).faults()
        #expect(faults == [])
      }
    }
  }
}
