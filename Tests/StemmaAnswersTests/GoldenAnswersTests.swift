import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaOperations
import StemmaStandIn
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Whole answers about a small world of two days, as they were read once and kept.
  @Suite(.timeLimit(.minutes(2))) struct GoldenAnswersTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden")

    private static func world(_ day: Int) throws -> World {
      let license = day == 1 ? "apache-2.0" : "gemma"
      let parent = day == 1 ? "lab/base" : "lab/chat"
      var lines = [
        #"{"dataset": {"id": "lab/corpus", "createdAt": "2024-01-01T00:00:00.000Z", "cardData": {"license": "cc-by-nc-4.0"}}}"#,
        #"{"model": {"id": "lab/base", "createdAt": "2024-01-10T00:00:00.000Z", "downloads": 900, "likes": 9, "pipeline_tag": "text-generation", "library_name": "transformers", "cardData": {"license": "\#(license)", "language": ["en", "nl"], "datasets": ["lab/corpus"]}}}"#,
        #"{"model": {"id": "lab/chat", "createdAt": "2024-02-10T00:00:00.000Z", "downloads": 800, "likes": 8, "pipeline_tag": "text-generation", "cardData": {"license": "apache-2.0", "base_model": "lab/base"}}}"#,
        #"{"model": {"id": "ann/chat-lora", "createdAt": "2024-03-10T00:00:00.000Z", "downloads": 70, "cardData": {"license": "mit", "base_model": "\#(parent)", "base_model_relation": "adapter"}}}"#,
        #"{"model": {"id": "bob/chat-GGUF", "createdAt": "2024-04-10T00:00:00.000Z", "downloads": 60, "library_name": "gguf", "cardData": {"base_model": "lab/chat", "base_model_relation": "quantized"}}}"#,
        #"{"model": {"id": "bob/mix", "createdAt": "2024-05-10T00:00:00.000Z", "downloads": 50, "gated": \#(day == 1 ? "false" : #""auto""#), "cardData": {"license": "cc-by-nc-4.0", "base_model": ["lab/chat", "gone/other"], "base_model_relation": "merge"}}}"#,
        #"{"space": {"id": "eve/demo", "models": ["lab/chat"]}}"#,
      ]
      if day == 2 {
        lines.append(
          #"{"model": {"id": "cyd/new", "createdAt": "2026-01-02T00:00:00.000Z", "downloads": 5, "cardData": {"license": "mit", "base_model": "lab/base", "datasets": ["lab/corpus"]}}}"#
        )
      }
      return try World(lines: lines)
    }

    /// What is different in every run: where the trial stands, and the numbers of its records.
    private static func settled(_ text: String, in trial: Trial) -> String {
      text.replacing(trial.folder.path, with: "FOLDER")
        .replacing(trial.address.absoluteString, with: "HUB")
        .replacing(/urn:uuid:[0-9a-f-]{36}/.ignoresCase(), with: "RECORD")
        .replacing(/(offset|length|at byte)("?:? *)[0-9]+/) { "\($0.1)\($0.2)0" }
        .replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]+Z/, with: "TIME")
    }

    /// To record anew, remove the file and run the test once: it fails, and the file is there to read.
    private static func expect(_ name: String, _ text: String) throws {
      let file = folder.appending(path: "answer.\(name)")
      guard FileManager.default.fileExists(atPath: file.path) else {
        try Data(text.utf8).write(to: file)
        Issue.record("recorded \(file.lastPathComponent): read it before you keep it")
        return
      }
      #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self), "\(name)")
    }

    @Test func areAsRecorded() async throws {
      try await Trial.of(try Self.world(1)) { trial in
        try await trial.sweep(on: "2026-01-01")
        let entries = try trial.answers().watchEntries(for: ["lab"], at: "2026-01-01T00:00:00Z")
        trial.standIn.serve(try Self.world(2))
        try await trial.sweep(on: "2026-01-02")
        let answers = try trial.answers()
        var listed = ModelQuestion()
        listed.owner = "lab"
        let policy = try Policy(
          yaml: """
            gated: refuse
            licenses: {refuse: [non-commercial], looser: refuse}
            evidence: {require: [license]}
            """,
          file: "house.yaml"
        )
        let resampling = Resampling(count: 50, seed: 1)
        let reports: [(String, any Report)] = [
          ("models-ls", try answers.models(listed)), ("search", try answers.search("chta")),
          ("report", try answers.report(of: "lab/base", resampling: resampling)),
          ("report-owner", try answers.report(of: "lab", resampling: resampling)),
          ("impact", try answers.impact(of: "lab/chat")),
          (
            "impact-relicensed", try answers.impact(of: "lab/base", if: .relicensed("cc-by-nc-4.0"))
          ),
          ("policy", try answers.check(policy, of: ["bob/mix"], on: "2026-01-02")),
          ("evidence", try answers.evidence(of: "lab/base", field: "license")),
          ("diff", try answers.difference()), ("diff-of", try answers.news(of: "lab")),
        ]
        for (name, report) in reports {
          for format in [TableFormat.table, .json] {
            let text = Self.settled(report.text(as: format), in: trial)
            try Self.expect("\(name).\(format.rawValue)", text)
          }
        }
        let digest = try answers.digest(of: entries).digest
        for format in DigestFormat.allCases where format != .json {
          try Self.expect("watch-run.\(format.rawValue)", format.text(of: digest))
        }
        for subject in Badge.Subject.allCases {
          let badge = try answers.badge(of: "ann/chat-lora", telling: subject)
          try Self.expect("badge-\(subject.rawValue).svg", badge.svg)
        }
      }
    }
  }
}
