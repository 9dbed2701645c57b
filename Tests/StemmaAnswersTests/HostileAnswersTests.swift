import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaMetrics
import StemmaStandIn
import StemmaStudies
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Names and tags that act on terminals, spreadsheets and pages, from the world to the answer.
  @Suite(.timeLimit(.minutes(2))) struct HostileAnswers {
    /// A title of the terminal, red text, marks that turn the direction, a page break, a formula.
    private static let owner = "=cmd()|\u{1B}]0;x\u{7}\u{1B}[31m\u{202E}\u{2028}<script>\u{9B}"
    private static let dataset = "lab/\u{202E}data\u{2066}"

    private static var world: [String] {
      func line(_ value: JSONValue) -> String { value.text }
      let tags: JSONValue = .array([
        .string("dataset:lab/data"), .string("base_model:lab/base"),
        .string("base_model:\u{1B}[2J:lab/base"), .string("arxiv:\u{1B}[31m\u{202E}1"),
      ])
      return [
        #"{"dataset": {"id": "lab/data", "createdAt": "2024-03-01T12:00:00.000Z"}}"#,
        line(["dataset": ["id": .string(dataset)]]),
        line([
          "model": [
            "id": "lab/base", "tags": ["arxiv:\u{1B}[31m\u{202E}1"],
            "cardData": ["language": ["en"]],
          ]
        ]),
        line([
          "model": [
            "id": .string(owner + "/\u{202E}m"), "tags": tags, "downloads": 5,
            "createdAt": "2024-03-05T00:00:00.000Z",
            "cardData": [
              "language": ["\u{1B}[31m\u{202E}xx"], "base_model": "lab/base",
              "datasets": ["lab/data", .string(dataset)],
            ],
          ]
        ]),
        line(["space": ["id": .string(owner + "/s"), "models": ["lab/base"]]]),
      ]
    }

    private static func active(in text: String) -> [Unicode.Scalar] {
      text.unicodeScalars.filter { scalar in
        switch scalar.value {
        case 0x0A, 0x0D: false
        case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true
        default: false
        }
      }
    }

    private func everyForm(of report: any Report, _ what: String) throws {
      for format in TableFormat.allCases {
        let text = report.text(as: format)
        #expect(Self.active(in: text) == [], "\(what) as \(format)")
        switch format {
        case .csv:
          for line in text.split(separator: "\n").dropFirst() {
            #expect(!line.drop { $0 == "\"" }.hasPrefix("="), "\(what)")
          }
        case .markdown: #expect(!text.contains("<script>"), "\(what)")
        case .json: #expect(try JSONValue(parsing: text) == report.json, "\(what)")
        case .table, .jsonl: break
        }
      }
    }

    @Test func areInertInEveryFormOfReuse() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        for name in ["lab/data", Self.dataset] {
          var question = ReuseQuestion(dataset: name)
          question.includesInherited = true
          let reuse = try answers.reuse(question)
          #expect(reuse.models.count == (name == "lab/data" ? 1 : reuse.models.count))
          try everyForm(of: reuse, name)
          try everyForm(of: DatasetUserList(reuse.models), name)
        }
        #expect(try answers.reuse(ReuseQuestion(dataset: "lab/data")).byPublisher.count == 1)
      }
    }

    @Test func areInertInWhatIsLostWhatIsNewAndWhatIsForbidden() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        try await trial.harvest()
        let answers = try trial.answers()
        let model = Self.owner + "/\u{202E}m"
        let impact = try answers.impact(of: "lab/base")
        #expect(impact.affected.map(\.id).contains(model))
        try everyForm(of: impact, "impact")
        try everyForm(of: try answers.impact(of: "datasets/" + Self.dataset), "impact of a dataset")
        try everyForm(of: try answers.news(of: "lab", from: 1, to: 2), "news")
        let news = News(
          subject: Self.owner,
          subjectKind: "owner",
          from: 1,
          to: 2,
          fromDay: "2026-01-01",
          toDay: "2026-01-02",
          items: News.Event.allCases.map {
            .init(event: $0, kind: "model", id: model, isOwn: true, before: model, after: model)
          }
        )
        try everyForm(of: news, "news made by hand")
        let digest = NewsDigest(news: [news])
        try everyForm(of: digest, "digest")
        for format in DigestFormat.allCases {
          let text = format.text(of: digest)
          #expect(Self.active(in: text) == [], "\(format)")
          #expect([.text, .json].contains(format) || !text.contains("<script>"), "\(format)")
        }
        let yaml = "policy: p\nlicenses: {}\nowners: {allow: [nobody]}\n"
        let policy = try Policy(yaml: yaml, file: "p.yaml")
        let check = try answers.check(policy, of: [model], on: "2026-01-02")
        #expect(!check.isKept)
        try everyForm(of: check, "policy")
        #expect(Self.active(in: check.sarif.inertText) == [])
        for field in ["name", "license", "parents", "datasets", "tags", "owner"] {
          try everyForm(of: try answers.evidence(of: model, field: field), field)
        }
      }
    }

    @Test func areInertInEveryMeasure() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let subjects: [MetricScope: String] = [
          .model: "lab/base", .family: "lab/base", .dataset: "lab/data", .cache: "",
          .space: Self.owner + "/s", .owner: Self.owner,
        ]
        for definition in Answers.metrics {
          for scope in definition.scopes {
            guard let subject = subjects[scope] else { continue }
            let measure = try answers.measure(definition.name, of: subject, scope: scope)
            try everyForm(of: measure, "\(definition.name) of \(scope)")
            try everyForm(of: MeasureList([measure, measure]), "\(definition.name) of \(scope)")
            _ = try trial.rows(measure.evidence)
          }
        }
      }
    }

    @Test func anErrorNamesThemEscaped() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        #expect {
          try trial.answers().reuse(ReuseQuestion(dataset: "a/b\u{1B}[2J\u{202E}"))
        } throws: { Self.active(in: TerminalText.inert("\($0)")) == [] }
      }
    }
  }
}
