import Foundation
@testable import StemmaReports
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Foreign text in a report can neither run, lead anywhere, nor change what stands around it.
  @Suite struct HostileReportTests {
    private static let texts = [
      "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\u{1B}[31mred\u{1B}]0;x\u{7}",
      "right\u{202E}gnp.exe\u{2066}", "</title><img src=x onerror=alert(1)>", "]]><!--",
      "--></style>",
      "a | b || `c` ``` d", "line\nbreak\r\nend", "[x](javascript:alert(1))",
      "javascript:alert(1)", "\"\u{301} onmouseover=\"alert(1)", "'\u{301}><svg onload=alert(1)>",
      "<\u{301}b>", "&lt;script&gt;", "{{title}}", "nul\u{0}end\u{FFFF}", "{{{style}}}",
    ]

    /// A report in which every name, license, language and title is one of these texts.
    private static func withReport(_ body: (StudyReport, URL) async throws -> Void) async throws {
      let lines = texts.indices.map { place in
        ClaimWorld.model(
          "user\(place)/m\(place)",
          #"\#(ClaimWorld.based(on: "lab/base")), "license": "mit", "language": ["en"], "#
            + ClaimWorld.using("lab/corpus"),
          at: "2024-0\(1 + place % 9)-05"
        )
      }
      try await Trial.of(World(lines: ReportWorld.lines + lines)) { trial in
        try await trial.prepareReport()
        try Cache(path: trial.path(), access: .write).tamper { connection in
          for (place, text) in texts.enumerated() {
            let name = "user\(place)/m\(place)"
            try connection.run(
              "UPDATE repo SET license = ?1, languages = ?1, own_relation = ?1 WHERE name = ?2",
              text,
              name
            )
            try connection.run(
              "UPDATE edge SET hub = ?1, declared = ?1, own = ?1 WHERE child = "
                + "(SELECT id FROM repo WHERE name = ?2)",
              text,
              name
            )
            try connection.run("UPDATE owner SET name = ?1 WHERE name = ?2", text, "user\(place)")
            try connection.run("UPDATE repo SET name = ?1 WHERE name = ?2", text, name)
          }
          let all = texts.joined(separator: " ")
          try connection.run("UPDATE study SET title = ?, citation = ?, file = ?", all, all, all)
          try connection.run("UPDATE study_item SET note = ?1, status = ?1, source = ?1", all)
          try connection.run("UPDATE study_project SET name = ?", all)
          for table in ["study_project", "study_item", "study_name"] {
            try connection.run(
              "UPDATE \(table) SET project = ? WHERE project = 'lab'",
              "../../<script>'\"\u{1B}"
            )
          }
          try connection.run("UPDATE harvest SET endpoint = ?1, archive = ?1, version = ?1", all)
        }
        try await body(trial.report(), trial.folder)
      }
    }

    private static func write(_ files: [ReportFile], to folder: URL) throws {
      for file in files {
        let target = folder.appending(path: file.path)
        try FileManager.default.createDirectory(
          at: target.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try Data(file.text.utf8).write(to: target)
      }
    }

    private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0x0A: false
      case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFFE,
        0xFFFF:
        true
      default: false
      }
    }

    @Test func isPlainTextInEveryFormat() async throws {
      try await Self.withReport { report, folder in
        for format in ReportFormat.allCases {
          for file in format.files(of: report) {
            let text = file.text
            #expect(!text.unicodeScalars.contains(where: Self.isActive), "\(file.path)")
            #expect(
              file.path.wholeMatch(of: /[a-z0-9-]+(\/[a-z0-9-]+)*\.(html|md|svg|csv|json)/) != nil,
              "\(file.path)"
            )
          }
        }
        // A formula would begin a cell.
        for file in ReportFormat.csv.files(of: report) {
          #expect(file.text.firstMatch(of: /(^|[,\n])"?[=+@]/) == nil, "\(file.path)")
        }
      }
    }

    @Test(.enabled("needs python3") { Python.canImport("html.parser") })
    func isInertToParsers() async throws {
      try await Self.withReport { report, folder in
        let pages = folder.appending(path: "pages")
        try Self.write([ReportFormat.html, .markdown].flatMap { $0.files(of: report) }, to: pages)
        let faults = try await Python.run("read_report.py", [pages.path], in: folder)
        #expect(faults == "3 pages, 18 drawings\n")
      }
    }

    @Test func aTableOfMarkdownKeepsItsColumns() async throws {
      try await Self.withReport { report, _ in
        for file in ReportFormat.markdown.files(of: report) where file.path.hasSuffix(".md") {
          var width: Int?
          var fence: Substring?
          for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = fence {
              if line == open { fence = nil }
              continue
            }
            if line.hasPrefix("```") { fence = line.prefix { $0 == "`" } }
            let bars = line.replacing("\\\\", with: "").replacing("\\|", with: "")
              .count { $0 == "|" }
            guard line.hasPrefix("| ") else {
              width = nil
              continue
            }
            #expect(width == nil || width == bars, "\(file.path): \(line)")
            width = bars
          }
        }
      }
    }
  }
}
