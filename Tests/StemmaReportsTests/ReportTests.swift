import StemmaAnswers
import StemmaCore
import Stemma
import Foundation
@testable import StemmaReports
import StemmaStandIn
@testable import StemmaStore
@testable import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  @Suite struct ReportTests {
    private static let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden")

    /// To record anew, remove the file and run the test once: it fails, and the file is there to
    /// read.
    @Test(arguments: ReportFormat.allCases)
    func writesTheDrawnWorldAsRecorded(format: ReportFormat) async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        // What the queries are is the business of those who count.
        let report = try trial.report().withEvidence {
          if case .query = $0 { .query("SELECT …") } else { $0 }
        }
        let text = format.files(of: report)
          .map { "==> \($0.path)\n\($0.text)" }.joined()
          .replacing(trial.address.absoluteString, with: "https://hub.example")
        let file = Self.golden.appending(path: "small.\(format.rawValue)")
        guard FileManager.default.fileExists(atPath: file.path) else {
          try Data(text.utf8).write(to: file)
          Issue.record("recorded \(file.lastPathComponent): read it before you keep it")
          return
        }
        #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self))
      }
    }

    @Test func beginsWithWhatWasFound() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        for page in try trial.report().pages {
          let found = try #require(page.sections.first)
          #expect(found.name == "found")
          let text = found.blocks.compactMap {
            if case .paragraph(let text) = $0 { text } else { nil }
          }
          #expect(text.count == 1 && text[0].split(separator: ". ").count == 5, "\(text)")
          // Only a family can be drawn.
          let isDrawn = found.blocks.contains { if case .drawing = $0 { true } else { false } }
          #expect(isDrawn == (page.path != "projects/north"))
        }
        let lab = try #require(try trial.report().projects.first)
        let html = ReportFormat.html.files(of: try trial.report())
        #expect(
          html.count {
            $0.text.contains("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"stemma\"")
          } == 2
        )
        guard case .paragraph(let text) = lab.sections[0].blocks[1] else {
          Issue.record("no sentences")
          return
        }
        #expect(
          text.hasPrefix(
            "Others made 3 models from those of The Lab, 3 publishers in all; it made 1 itself. The first of others appeared on 2024-02-05, the last on 2024-04-30."
          )
        )
      }
    }

    @Test func countsWhatIsDrawn() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        let lab = try #require(try trial.report().projects.first)
        let figures = lab.figures("derivatives")
        #expect(figures["derivatives by others"] == 3)
        #expect(figures["own derivatives"] == 1)
        #expect(figures["own share of derivatives"] == 0.25)
        #expect(figures["other publishers"] == 3)
        #expect(
          lab.chart("growth")?.table.rows.prefix(4) == [
            ["2024-01", 0, 1], ["2024-02", 1, 0], ["2024-03", 0, 0], ["2024-04", 2, 0],
          ]
        )
        #expect(
          lab.chart("relations")?.table.rows == [
            ["finetune", 1, 1], ["merge", 1, 0], ["quantized", 1, 0],
          ]
        )
        #expect(
          lab.table("datasets")?.table.rows == [
            [
              "lab/corpus", "data", "2024-02-01", 3, 3, 2, 3, 1, 1, 2, 3, 3,
            ]
          ]
        )
        #expect(
          lab.table("roots")?.table.rows.first?.dropFirst() == [4, 26, 1, .missing, 1]
        )
        #expect(lab.table("license-steps")?.table.rows.map(\.first) == ["ann/tuned"])
      }
    }

    /// Such a project had no roots, no licenses and no repositories, though its derivatives were counted.
    @Test func aProjectOfOrganizationsHasTheirModelsForRoots() async throws {
      let study = """
        study: small
        title: Organizations alone
        date: 2026-01-01
        sources: {OURS: Our reading}
        projects:
          - id: lab
            name: The Lab
            organizations: [{ids: [lab, ring], source: OURS, status: confirmed}]
          - id: north
            name: North
            organizations: [{ids: north, source: OURS, status: confirmed}]
            roots: [{ids: north/root, source: OURS, status: confirmed}]
          - id: nobody
            name: Nobody
            organizations: [{ids: nowhere, source: OURS, status: confirmed}]
        """
      let ring = [
        ClaimWorld.model("ring/one", ClaimWorld.based(on: "ring/two"), at: "2024-01-01"),
        ClaimWorld.model("ring/two", ClaimWorld.based(on: "ring/one"), at: "2024-01-01"),
        ClaimWorld.model(
          "lab/tuned",
          #"\#(ClaimWorld.based(on: "north/root")), "license": "mit""#,
          at: "2024-01-01"
        ),
      ]
      try await Trial.of(World(lines: ReportWorld.lines + ring)) { trial in
        try await trial.prepareReport(study)
        let report = try trial.report()
        let lab = try #require(report.projects.first)
        #expect(
          lab.table("roots")?.table.rows.map(\.first) == ["lab/base", "lab/tuned", "ring/one"]
        )
        #expect(
          lab.table("attention")?.table.rows.map(\.first)
            == lab.table("roots")?.table.rows.map(\.first)
        )
        #expect(lab.table("license-steps")?.table.rows.map(\.first) == ["ann/tuned"])
        #expect(lab.figures("licenses")["steps found"] == 1)
        #expect(
          lab.table("named")?.table.rows.map { $0[1] } == [
            "lab/base", "lab/base-chat", "lab/tuned", "ring/one", "ring/two",
          ]
        )
        #expect(lab.unknown("licenses") + lab.unknown("models") + lab.unknown("repositories") == [])
        let projects = try #require(report.overview.table("projects"))
        #expect(
          projects.table.rows.map { Array($0[2...4]) + [$0[8]] } == [
            [5, .missing, 3, 1], [1, 1, 1, 0], [0, .missing, 0, 0],
          ]
        )
        #expect(projects.notes.contains { $0.contains("all their models") })
        #expect(report.projects.last?.unknown("repositories").count == 1)
      }
    }

    /// A license page knew nothing of the datasets of a root, or of those of what was made from it.
    @Test func theLicensePageFindsWhatTheModelsLicensesDo() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        try Cache(path: trial.path(), access: .write).write { connection in
          _ = try StudyStage(connection: connection).write(Trial.cartography())
        }
        let answers = try trial.answers()
        let projects = try answers.findings(of: "cartography-2025", claims: []).projects
        let aquila = try #require(projects.first { $0.project.id == "aquila" }).licenses.steps
        let model = "BAAI/Infinity-Instruct-3M-0613-Mistral-7B"
        #expect(aquila.first { $0.hop.id == model }?.hop.finding?.rules == "cc-sa")
        for step in projects.flatMap(\.licenses.steps) {
          let own = try answers.licenses(of: step.hop.id).hops.first { $0.id == step.hop.id }
          #expect(step.hop.finding?.rules == own?.finding?.rules, "\(step.hop.id)")
        }
      }
    }

    /// The verdicts of the overview and of the projects are of one check, made once.
    @Test func theOverviewAndTheProjectsShowOneSetOfVerdicts() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        let report = try trial.report()
        let entries = report.pages.map { page in
          page.sections.flatMap(\.blocks).flatMap { block -> [ReportPage.Entry] in
            if case .entries(let entries) = block { entries } else { [] }
          }
        }
        #expect(entries[0].map(\.mark) == ["supported"])
        #expect(entries[1] == entries[0])
        #expect(
          entries[0].first?.fields.map(\.name) == [
            "said", "by", "source", "verdict", "value", "which is", "supported", "window", "bias",
            "cannot see", "rows behind it", "caveat",
          ]
        )
      }
    }

    @Test func aStudyThatTheCacheLacksIsReadFromItsFile() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.sweep(on: "2026-10-01")
        let file = trial.folder.appending(path: "small.yaml")
        try Data(ReportWorld.study.utf8).write(to: file)
        let queries = QueryFolder(of: trial.folder)
        let claims = trial.folder.appending(path: "claims")
        try FileManager.default.createDirectory(at: claims, withIntermediateDirectories: true)
        try Data(ReportWorld.claim.utf8).write(to: claims.appending(path: "P1.sql"))
        func report() throws -> (report: StudyReport, notices: [String]) {
          try trial.answers().report(
            on: file.path,
            studies: StudyFolder(in: queries),
            claims: ClaimFolder(in: queries)
          )
        }
        let (unloaded, notices) = try report()
        #expect(
          notices == [
            "The cache does not hold the study as its file says. Run `stemma study load "
              + "\(file.path)` so that the commands in the report give the same rows."
          ]
        )
        #expect(try trial.rows("SELECT id FROM study") == [])
        try Pipeline(cachePath: trial.path()).load(StudyFile(contentsOf: file))
        let loaded = try report()
        #expect(loaded.notices == [])
        #expect(loaded.report == unloaded)
      }
    }

    @Test func everyQueryBehindANumberRuns() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        let answers = try trial.answers()
        for page in try trial.report().pages {
          for case .query(let sql, _) in page.evidence {
            #expect(throws: Never.self, "\(sql)") { try answers.rows(of: sql, within: 10) }
          }
        }
        let lab = try #require(try trial.report().projects.first)
        for figure in lab.sections.flatMap(\.blocks).figures
        where figure.label == "derivatives by others" {
          guard case .query(let sql, _) = figure.evidence.first else { continue }
          #expect(
            try answers.rows(of: "SELECT * FROM (\(sql)) WHERE NOT own", within: 10).rows.count == 3
          )
        }
      }
    }

    @Test func whatNobodyLookedAtIsUnknown() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        let report = try trial.report()
        let lab = try #require(report.projects.first)
        #expect(lab.unknown("activity").first?.hasPrefix("Not harvested yet:") == true)
        #expect(
          lab.unknown("datasets") == [
            "lab/lost: unknown, because it was not harvested, and no harvested model names it."
          ]
        )
        let north = try #require(report.projects.last)
        #expect(north.unknown("derivatives").count == 1)
        #expect(north.table("named")?.table.rows.map { $0[3] } == ["yes", "not harvested"])
        #expect(
          lab.table("attention")?.notes.contains("likes: unknown before 2026-10-01.") == true
        )
        #expect(
          lab.chart("downloads")?.notes.first
            == "Unknown before 2026-10-01. The line is interrupted on days without an observation; nothing is interpolated."
        )
        // Between the two harvests the counters stayed as they were.
        #expect(lab.chart("downloads")?.labels == ["2026-10-01", "2026-10-05"])
        let days = try #require(north.table("roots"))
        #expect(days.table.rows.first?[2] == .missing)
        #expect(days.notes.contains { $0.contains("2022-03-02") })
      }
    }

    @Test func whatHappenedIsToldOnceItWasHarvested() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        try Cache(path: trial.path(), access: .write).tamper { connection in
          for script in [
            ClaimWorld.commit("lab/base", "ann", at: "2024-01-11"),
            ClaimWorld.commit("lab/base", "bob", at: "2024-03-12"),
            """
            INSERT INTO detail_mark (repo, part, mark, count, harvest)
            SELECT id, 'commits', 'x', 2, 1 FROM repo WHERE name = 'lab/base';
            """,
          ] { try connection.execute(script) }
        }
        let lab = try #require(try trial.report().projects.first)
        #expect(lab.unknown("activity") == [])
        let commits = try #require(lab.chart("monthly-commits"))
        #expect(commits.table.rows.prefix(3).map { $0[1] } == [1, 0, 1])
        // What all of them say stands above them once.
        let cautions = lab.blocks("activity").filter {
          if case .caution = $0 { true } else { false }
        }
        #expect(!cautions.isEmpty && Set(cautions).count == cautions.count)
        for figure in lab.blocks("activity").figures {
          #expect(!figure.notes.contains { cautions.contains(.caution($0)) }, "\(figure.label)")
        }
      }
    }

    @Test func tellsOfThePastAsItWas() async throws {
      try await Trial.of(World(lines: ReportWorld.lines)) { trial in
        try await trial.prepareReport()
        let past = try trial.report(asOf: "2026-10-02")
        #expect(past.overview.subtitle.contains("as of 2026-10-02, begun on 2026-10-01"))
        #expect(past.projects.first?.figures("derivatives")["derivatives by others"] == 3)
        #expect(
          past.pages.flatMap(\.evidence).allSatisfy { evidence in
            evidence.shell.hasSuffix(" --as-of 2026-10-02")
              || evidence.shell.hasPrefix("stemma study show")
          }
        )
        #expect(past.projects.first?.unknown("attention").isEmpty == false)
        #expect(throws: AnswerError.self) { try trial.report(asOf: "2026-09-01") }
      }
    }

    @Test func theDemoTakesSeconds() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        try Cache(path: trial.path(), access: .write).write { connection in
          _ = try StudyStage(connection: connection).write(Trial.cartography())
        }
        let start = clock()
        let claims = try ClaimWorld.folder.claims()
        let findings = try trial.answers().findings(of: "cartography-2025", claims: claims)
        let report = StudyReport(findings, version: "1.2.3")
        let files = ReportFormat.allCases.flatMap { $0.files(of: report) }
        let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        #expect(seconds < 30, "\(seconds) s of the processor, without optimisation")
        #expect(report.projects.count == 15)
        #expect(Set(files.map(\.path)).count == files.count)
      }
    }
  }
}

extension ReportPage {
  fileprivate func blocks(_ section: String) -> [Block] {
    sections.first { $0.name == section }?.blocks ?? []
  }

  fileprivate func figures(_ section: String) -> [String: Double?] {
    Dictionary(blocks(section).figures.map { ($0.label, $0.value) }) { one, _ in one }
  }

  fileprivate func unknown(_ section: String) -> [String] {
    blocks(section).compactMap { if case .unknown(let text) = $0 { text } else { nil } }
  }

  fileprivate func chart(_ name: String) -> Chart? {
    sections.flatMap(\.blocks).compactMap { if case .chart(let chart) = $0 { chart } else { nil } }
      .first { $0.name == name }
  }

  fileprivate func table(_ name: String) -> ReportTable? {
    sections.flatMap(\.blocks).compactMap { if case .table(let table) = $0 { table } else { nil } }
      .first { $0.name == name }
  }

  fileprivate var evidence: [Evidence] {
    sections.flatMap(\.blocks).flatMap { block -> [Evidence] in
      switch block {
      case .figures(let figures): return figures.flatMap(\.evidence)
      case .table(let table): return table.behind.map(\.evidence)
      case .chart(let chart): return chart.behind.map(\.evidence)
      case .drawing(let figure): return [figure.evidence]
      case .entries(let entries): return entries.map(\.evidence)
      case .paragraph, .caution, .unknown, .commands: return []
      }
    }
  }
}

extension [ReportPage.Block] {
  fileprivate var figures: [Figure] {
    flatMap { block -> [Figure] in
      guard case .figures(let figures) = block else { return [] }
      return figures
    }
  }
}
