import StemmaCore
import Stemma
import StemmaMetrics
import StemmaStandIn
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What metrics of models say, with the rows they count.
  @Suite(.timeLimit(.minutes(2))) struct ModelMetrics {
    private static func model(
      _ id: String,
      _ day: String,
      from parent: String? = nil,
      _ relation: String = "finetune",
      languages: [String] = [],
      tags: [String] = []
    ) -> String {
      let lineage = parent.map { ["base_model:\($0)", "base_model:\(relation):\($0)"] } ?? []
      let list = (lineage + tags).map { "\"\($0)\"" }.joined(separator: ", ")
      let spoken = languages.map { "\"\($0)\"" }.joined(separator: ", ")
      return #"""
        {"model": {"id": "\#(id)", "createdAt": "\#(day)T00:00:00.000Z", "tags": [\#(list)], \#
        "cardData": {"language": [\#(spoken)]}, "downloads": 4}}
        """#
    }

    private static let world = [
      model("lab/base", "2024-01-10", languages: ["en"], tags: ["arxiv:2401.00001"]),
      model("lab/chat", "2024-01-12", from: "lab/base", languages: ["en"]),
      model(
        "a/swahili",
        "2024-01-20",
        from: "lab/base",
        languages: ["sw", "en"],
        tags: ["arxiv:2401.00001", "arxiv:2402.00002"]
      ),
      model("b/swahili-GGUF", "2024-03-05", from: "a/swahili", "quantized", languages: ["sw"]),
      model("c/silent", "2024-03-06", from: "lab/chat"),
      model("x/lonely", "2024-03-06"),
    ]

    private func measuring(_ body: (Trial, Answers) throws -> Void) async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2024-04-15")
        try body(trial, try trial.answers())
      }
    }

    private static func points(_ measure: Measure) -> [String] {
      measure.points.map { "\($0.label): \($0.value.map { "\($0)" } ?? "-")" }
    }

    @Test func growthHasAZeroForAMonthWithoutDerivatives() async throws {
      try await measuring { trial, answers in
        let growth = try answers.measure("derivative-growth", of: "lab/base")
        #expect(
          Self.points(growth)
            == ["2024-01: 2.0", "2024-02: 0.0", "2024-03: 2.0", "2024-04: 0.0"]
        )
        #expect(growth.value == 1)
        let curve = try answers.measure("derivative-curve", of: "lab/base")
        #expect(
          Self.points(curve) == ["2024-01: 2.0", "2024-02: 2.0", "2024-03: 4.0", "2024-04: 4.0"]
        )
        #expect(try trial.rows(growth.evidence).count == 4)
      }
    }

    @Test func theFirstDerivativeIsOthers() async throws {
      try await measuring { _, answers in
        let days = try answers.measure("days-to-first-derivative", of: "lab/base")
        #expect(days.value == 10)
        #expect(days.points.map(\.label) == ["a/swahili"])
        let lonely = try answers.measure("days-to-first-derivative", of: "x/lonely")
        #expect(lonely.value == nil)
        #expect(lonely.reason == "nobody else has made a dated model from it")
      }
    }

    @Test func ownPeopleAreTold() async throws {
      try await measuring { _, answers in
        let share = try answers.measure("own-share", of: "lab/base")
        #expect(share.value == 0.25)
        #expect(Self.points(share) == ["own: 1.0", "others: 3.0"])
        let organizations = try answers.measure("downstream-organizations", of: "lab/base")
        #expect(organizations.value == 3)
        #expect(try answers.measure("own-share", of: "x/lonely").reason != nil)
      }
    }

    @Test func languagesAndPapersAreThoseAdded() async throws {
      try await measuring { trial, answers in
        let languages = try answers.measure("languages-added", of: "lab/base")
        #expect(Self.points(languages) == ["sw: 2.0"])
        #expect(
          languages.notes == [
            "1 of 4 derivatives name no language.",
            "Its own publishers made 1 of the 4 derivatives, and others 3.",
          ]
        )
        #expect(try answers.measure("languages-added", of: "x/lonely").reason != nil)
        let citing = try answers.measure("citing-repositories", of: "lab/base")
        #expect(citing.value == 1)
        #expect(try trial.rows(citing.evidence).map { $0.prefix(9) } == ["a/swahili"])
        let papers = try answers.measure("derivative-papers", of: "lab/base")
        #expect(Self.points(papers) == ["2401.00001: 1.0", "2402.00002: 1.0"])
      }
    }

    @Test func whatWasNotHarvestedIsNotZero() async throws {
      try await measuring { _, answers in
        let spaces = try answers.measure("loading-spaces", of: "lab/base")
        #expect(spaces.value == nil && spaces.reason == "no Spaces were harvested")
        let all = try answers.measure("all-time-downloads", of: "lab/base")
        #expect(
          all.reason == "neither a harvest nor an import brought the counter downloads_all_time"
        )
      }
    }

    @Test func spacesThatLoadItAreListed() async throws {
      let spaces = [
        #"{"space": {"id": "lab/demo", "models": ["lab/base"]}}"#,
        #"{"space": {"id": "z/app", "models": ["lab/base"]}}"#, #"{"space": {"id": "z/other"}}"#,
      ]
      try await Trial.of(try World(lines: Self.world + spaces)) { trial in
        try await trial.harvest()
        let measure = try trial.answers().measure("loading-spaces", of: "lab/base")
        #expect(measure.value == 2)
        #expect(Self.points(measure) == ["own: 1.0", "others: 1.0"])
        #expect(try trial.rows(measure.evidence).count == 2)
      }
    }

    /// Every metric of models, as of the first of two harvests between which all of it changed.
    @Test func aPastDateIsMeasuredAsItWasThen() async throws {
      let later = [
        Self.model("lab/base", "2024-01-10", languages: ["en", "fr"], tags: ["arxiv:2409.00009"]),
        Self.model("a/swahili", "2024-01-20", from: "lab/base", languages: ["sw"]),
        Self.model("d/new", "2024-05-05", from: "lab/base", languages: ["yo"]),
        Self.model("c/silent", "2024-03-06", from: "x/lonely"),
        #"{"space": {"id": "z/app", "models": ["lab/base"]}}"#,
      ]
      let app = #"{"space": {"id": "lab/demo", "models": ["lab/base"]}}"#
      func told(_ answers: Answers) throws -> [String] {
        try Answers.metrics.filter { $0.scopes.contains(.model) }.map { definition in
          let measure = try answers.measure(definition.name, of: "lab/base", scope: .model)
          return "\(definition.name): \(measure.value.map { "\($0)" } ?? "-") "
            + "\(Self.points(measure)) \(measure.reason ?? "") \(measure.notes) \(measure.harvest)"
        }
      }
      try await Trial.of(try World(lines: Self.world + [app])) { trial in
        try await trial.sweep(on: "2024-04-15")
        let first = try told(trial.answers())
        trial.standIn.serve(try World(lines: later))
        try await trial.sweep(on: "2024-06-01")
        #expect(try told(trial.answers(asOf: "2024-05-01")) == first)
        #expect(try told(trial.answers(asOf: "2024-06-01")) == told(trial.answers()))
        #expect(try told(trial.answers()) != first)
      }
    }

    @Test func publishersAreUsersOrOrganizationsWhereAHarvestAsked() async throws {
      let world = [
        #"{"org": {"name": "co", "_id": "5f0c00000000000000000000"}}"#,
        #"{"user": {"user": "ann", "createdAt": "2022-05-06T13:30:26.000Z"}}"#,
        #"{"model": {"id": "lab/base"}}"#,
        #"{"model": {"id": "co/chat", "cardData": {"base_model": "lab/base"}}}"#,
        #"{"model": {"id": "ann/chat", "cardData": {"base_model": "lab/base"}}}"#,
        #"{"model": {"id": "zed/chat", "cardData": {"base_model": "lab/base"}}}"#,
      ]
      try await Trial.of(try World(lines: world)) { trial in
        try await trial.sweep(on: "2026-01-01")
        let before = try trial.answers().measure("downstream-organizations", of: "lab/base")
        #expect(Self.points(before) == ["organizations: 0.0", "users: 0.0", "unknown: 3.0"])
        try await trial.details(of: "co/chat", "ann/chat", on: "2026-01-02")
        let after = try trial.answers().measure("downstream-organizations", of: "lab/base")
        #expect(Self.points(after) == ["organizations: 1.0", "users: 1.0", "unknown: 1.0"])
        #expect(after.value == 3)
        #expect(
          after.notes.first
            == "No harvest asked whether 1 of the 3 publishers are users or organizations."
        )
      }
    }

    /// Each metric runs on each of its scopes, says a value, points or a reason, and its evidence is
    /// a query of the cache.
    @Test func everyMetricAnswersInEveryScope() async throws {
      try await Trial.of(
        try World(
          lines: Self.world + [
            #"{"dataset": {"id": "lab/data"}}"#, #"{"space": {"id": "lab/demo"}}"#,
          ]
        )
      ) { trial in
        try await trial.harvest()
        let subjects: [MetricScope: String] = [
          .model: "lab/base", .family: "lab/base", .dataset: "lab/data", .space: "lab/demo",
          .owner: "lab", .cache: "",
        ]
        for asOf in [nil, "2027-01-01"] {
          let answers = try trial.answers(asOf: asOf)
          for definition in Answers.metrics {
            for scope in definition.scopes {
              guard let subject = subjects[scope] else { continue }
              let measure = try answers.measure(definition.name, of: subject, scope: scope)
              let says = measure.value != nil || !measure.points.isEmpty || measure.reason != nil
              #expect(says, "\(definition.name) of \(scope)")
              _ = try trial.rows(measure.evidence)
              #expect(!measure.text.isEmpty && !measure.text(as: .csv).isEmpty)
            }
          }
        }
      }
    }
  }
}
