import Foundation
import Stemma
@testable import StemmaCore
@testable import StemmaHarvest
@testable import StemmaHub
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A walk sees what the Hub keeps under other names, and knows how large it is.
  @Suite(.timeLimit(.minutes(3))) struct Walks {
    /// A vanished parent with a later upload of its name's heir, an alias, other letters, an adapter, a
    /// mirror and a mass of uploads.
    static let family: [String] =
      [
        #"{"model": {"id": "heir/diffusion"}}"#,
        #"{"rename": {"from": "gone/diffusion", "to": "heir/diffusion", "vanished": true}}"#,
        #"{"model": {"id": "a/loyal", "cardData": {"base_model": "gone/diffusion"}}}"#,
        #"{"model": {"id": "a/modern", "cardData": {"base_model": "heir/diffusion"}}}"#,
        #"{"rename": {"from": "heir/first-name", "to": "heir/diffusion"}}"#,
        #"{"model": {"id": "a/renamed", "cardData": {"base_model": "heir/first-name"}}}"#,
        // Tagged by the author, in other letters.
        #"""
        {"model": {"id": "a/letters", "cardData": {"base_model": "Heir/Diffusion"}, \#
        "tags": ["base_model:Heir/Diffusion", "base_model:adapter:Heir/Diffusion"]}}
        """#,
        #"""
        {"model": {"id": "a/lora", "library_name": "peft", "cardData": {"base_model": "a/loyal"}}}
        """#,
        #"{"model": {"id": "copy/diffusion"}}"#,
        #"{"model": {"id": "x/stranger"}}"#,
      ]
      + (0..<30).map {
        #"{"model": {"id": "bulk/run-17000000\#(10 + $0)", "cardData": {"base_model": "a/modern"}}}"#
      }

    @Test(arguments: ["gone/diffusion", "heir/diffusion", "heir/first-name"])
    func aWalkFindsTheFamilyOfASweepUnderEveryName(root: String) async throws {
      try await Trial.of(try World(lines: Self.family)) { trial in
        try await trial.harvest(into: "sweep")
        // What the cards wrote, some harvest before has shown.
        try await trial.harvest(["a/loyal", "a/letters"], into: "walk")
        try await trial.harvest([root], into: "walk")
        let children =
          "SELECT name FROM repo WHERE name NOT IN ('x/stranger', 'copy/diffusion') ORDER BY name"
        #expect(try trial.rows(children, in: "walk") == trial.rows(children, in: "sweep"))
        let swept = try trial.answers("sweep").derivatives(of: "heir/diffusion").text(as: .json)
        let walked = try trial.answers("walk").derivatives(of: "heir/diffusion").text(as: .json)
        #expect(walked == swept)
      }
    }

    @Test func theChildrenOfAModelThatIsGoneAreFound() async throws {
      let lines = [
        #"{"model": {"id": "a/orphan", "cardData": {"base_model": "gone/away"}}}"#,
        #"{"model": {"id": "a/grandchild", "cardData": {"base_model": "a/orphan"}}}"#,
      ]
      try await Trial.of(try World(lines: lines)) { trial in
        let summary = try await trial.harvest("gone/away")
        #expect(summary.missing == ["gone/away"])
        #expect(
          try trial.rows("SELECT name FROM repo ORDER BY name") == ["a/grandchild", "a/orphan"]
        )
      }
    }

    @Test func namesOfOtherFamiliesAreNotAskedFor() async throws {
      let lines = [
        #"{"model": {"id": "a/root"}}"#,
        #"{"model": {"id": "a/child", "cardData": {"base_model": ["a/root", "gone/one"]}}}"#,
        #"{"model": {"id": "b/other", "cardData": {"base_model": "gone/two"}}}"#,
      ]
      try await Trial.of(try World(lines: lines)) { trial in
        try await trial.harvest(maxNames: 0)
        trial.standIn.forgetRequests()
        try await trial.harvest("a/root")
        let paths = trial.standIn.requests.map { String($0.uri.prefix { $0 != "?" }) }
        #expect(paths.contains("/api/models/gone/one"))
        #expect(!paths.contains("/api/models/gone/two"))
      }
    }

    @Test func aDatasetByItsNameTakesAHandfulOfRequests() async throws {
      let lines =
        [
          #"{"dataset": {"id": "lab/corpus"}}"#,
          #"{"rename": {"kind": "dataset", "from": "corpus", "to": "lab/corpus"}}"#,
          #"{"model": {"id": "a/one", "cardData": {"datasets": "lab/corpus"}}}"#,
          #"{"model": {"id": "a/two", "cardData": {"datasets": ["corpus"]}}}"#,
        ] + (0..<50).map { #"{"model": {"id": "x/m\#($0)"}}"# }
      try await Trial.of(try World(lines: lines)) { trial in
        let request = HarvestRequest(subjects: ["datasets/corpus"])
        let forecast = try Forecast(request, endpoint: trial.address.absoluteString, at: 0, in: nil)
        #expect(forecast.plan == .walk)
        #expect(forecast.requests == 2)
        let summary = try await trial.harvest(request, on: "2026-01-02")
        #expect(summary.outcome == .complete)
        #expect(summary.tally.plan == .walk)
        // The redirect and the dataset, and its models under both names.
        #expect(trial.standIn.requests.count == 4)
        let users = "SELECT name FROM repo WHERE kind = 'model' ORDER BY name"
        #expect(try trial.rows(users) == ["a/one", "a/two"])
        #expect(try trial.rows("SELECT count(*) FROM dataset_user") == ["2"])
      }
    }

    /// A chain of models, each with two children, of which nobody counts but the first.
    private static func tree(depth: Int) -> [String] {
      let count = 1 << depth
      return [#"{"model": {"id": "t/1", "createdAt": "2026-01-02T00:00:00.000Z"}}"#]
        + (2..<count).map {
          #"""
          {"model": {"id": "t/\#($0)", "createdAt": "2026-01-02T00:00:00.000Z", \#
          "cardData": {"base_model": "t/\#($0 / 2)"}}}
          """#
        }
    }

    @Test func aWalkThatFindsItselfLargerSaysSo() async throws {
      try await Trial.of(try World(lines: Self.tree(depth: 8))) { trial in
        let told = Locked<[String]>([])
        let summary = try await Pipeline(cachePath: trial.path()).harvest(
          HarvestRequest(subjects: ["t/1"]),
          from: HubSettings(endpoint: trial.address.absoluteString, token: nil, environment: [:]),
          progress: { tally in
            if let news = tally.news { told.withLock { $0.append(news) } }
          }
        )
        #expect(summary.tally.plan == .walk)
        #expect(!told.withLock { $0 }.isEmpty)
        let said = try #require(told.withLock { $0.last }?.firstMatch(of: /(\d+) requests/)?.1)
        let last = try #require(Int(said))
        let made = summary.tally.requests.api
        #expect(made == 256)
        #expect(last > made / 3 && last < made * 3)
        let forecast = try trial.rows("SELECT sum(requests) FROM forecast").first.flatMap {
          Int($0)
        }
        #expect(forecast ?? 0 > 20)
      }
    }

    /// What is forecast at last is between half and twice what is made, but for ten requests; an alarm
    /// is raised only where there is really more than was told.
    private static func forecastsComeNear(
      _ trial: Trial,
      _ models: [String],
      _ plan: HarvestRequest.Plan
    ) async throws -> [String] {
      var rows: [String] = []
      for (number, model) in models.enumerated() {
        let cache = "\(plan)\(number)"
        let told = Locked<[String]>([])
        let hub = try HubSettings(
          endpoint: trial.address.absoluteString,
          token: nil,
          environment: [:]
        )
        let summary = try await Pipeline(cachePath: trial.path(cache)).harvest(
          HarvestRequest(subjects: [model], plan: plan),
          from: hub,
          progress: { tally in
            if let news = tally.news { told.withLock { if $0.last != news { $0.append(news) } } }
          }
        )
        let forecast = try #require(
          try trial.rows("SELECT sum(requests) FROM forecast", in: cache).first.flatMap { Int($0) }
        )
        let made = summary.tally.requests.total
        rows.append("\(model): \(forecast) forecast, \(made) made, \(told.withLock { $0 })")
        #expect(summary.tally.plan == .walk)
        #expect(made <= 2 * forecast + 10 && forecast <= 2 * made + 10, "\(rows)")
        #expect(told.withLock { $0.count } <= 3, "\(rows)")
        if made <= 12 { #expect(told.withLock { $0 } == [], "\(rows)") }
      }
      return rows
    }

    @Test(arguments: [HarvestRequest.Plan.walk, .auto])
    func forecastsComeNearOnTheDemosHub(plan: HarvestRequest.Plan) async throws {
      try await Trial.of(try World.demo()) { trial in
        let rows = try await Self.forecastsComeNear(
          trial,
          [
            "EleutherAI/pythia-70m", "meta-llama/Llama-3.1-8B", "bigcode/starcoderbase",
            "bigscience/bloom",
          ],
          plan
        )
        #expect(rows.allSatisfy { $0.hasSuffix("[]") }, "\(rows)")
      }
    }

    /// Its details have no `childrenModelCount`: at first only the least is told.
    @Test func forecastsComeNearWhereTheHubCountsNoChildren() async throws {
      let hub = SyntheticHub(try SyntheticOptions("models=8000,seed=1"))
      var options = StandInOptions()
      options.quota = ServedQuota().scaled(by: 1e6)
      try await Trial.of(hub, options: options) { trial in
        let rows = try await Self.forecastsComeNear(
          trial,
          ["google/gemma-2b", "black-forest-labs/FLUX.1-dev"],
          .auto
        )
        #expect(
          rows.allSatisfy { $0.contains("larger than the 2 requests that were sure") },
          "\(rows)"
        )
        #expect(
          try trial.rows("SELECT reason FROM harvest", in: "auto0") == [
            "The Hub does not say how many children these models have, so a walk is begun: it takes "
              + "at least 2 requests."
          ]
        )
      }
    }

    // Needs the reference material beside the project, and python3.
    @Test(
      .enabled(if: Shared.file("real-hub/edges") != nil, "needs the reference material"),
      .enabled("needs python3") { Python.canImport("json") }
    )
    func forecastsComeNearOnTheRealRecords() async throws {
      let source = try #require(Shared.file("real-hub"))
      try await withScratchFolder { folder in
        let world = folder.appending(path: "world.jsonl")
        try await Python.run(
          "../StemmaTestSupport/real_world.py",
          [source.path, world.path],
          in: folder
        )
        // Where no quota is told, the documented one is kept to.
        var options = StandInOptions()
        options.quota = ServedQuota().scaled(by: 1e6)
        try await Trial.of(try World(contentsOf: world), options: options) { trial in
          let rows = try await Self.forecastsComeNear(
            trial,
            [
              "deepseek-ai/DeepSeek-R1", "mistralai/Mistral-7B-v0.1", "bigscience/bloom",
              "meta-llama/Llama-3.1-8B",
            ],
            .auto
          )
          // Three in a hundred more or less are no news.
          #expect(rows[0].hasSuffix("[]"), "\(rows)")
        }
      }
    }

    @Test func noMoreIsToldThanIsSureBeforeTheHubIsAsked() throws {
      for plan in [HarvestRequest.Plan.walk, .auto] {
        let request = HarvestRequest(subjects: ["lab/base"], plan: plan)
        let forecast = try Forecast(request, endpoint: "https://huggingface.co", at: 0, in: nil)
        #expect(!forecast.isKnown)
        #expect(forecast.requests == (plan == .walk ? 2 : 1))
      }
    }

    @Test func anAlarmNeedsAQuarterMoreAndTen() {
      var growth = WalkGrowth()
      growth.announce(308)
      #expect(!growth.isExceeded(by: 311))
      #expect(!growth.isExceeded(by: 395))
      #expect(growth.isExceeded(by: 396))
      growth.announce(2, isLeast: true)
      #expect(!growth.isExceeded(by: 12))
      #expect(growth.isExceeded(by: 13))
    }

    @Test func aWalkThatWillCostMoreThanASweepIsGivenUpEarly() async throws {
      let others = (0..<600).map { #"{"model": {"id": "x/m\#($0)"}}"# }
      try await Trial.of(try World(lines: others)) { trial in
        var request = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
        request.pageSize = 10
        try await trial.harvest(request, on: "2026-01-01")
        trial.standIn.serve(try World(lines: Self.tree(depth: 8) + others))
        trial.standIn.forgetRequests()
        request = HarvestRequest(subjects: ["t/1"], kinds: [.model])
        (request.pageSize, request.census) = (10, .never)
        let summary = try await trial.harvest(request, on: "2026-01-02")
        #expect(summary.tally.plan != .walk)
        #expect(summary.outcome == .complete)
        #expect(try trial.answers().derivatives(of: "t/1").all.total == 254)
      }
    }

    @Test func whatNobodyCanCountIsNotForecast() throws {
      let request = HarvestRequest(subjects: ["lab/base"])
      let forecast = try Forecast(request, endpoint: "https://huggingface.co", at: 0, in: nil)
      #expect(forecast.plan == .auto)
      #expect(!forecast.isKnown)
      #expect(forecast.most ?? 0 > 3000)
      let walk = HarvestRequest(subjects: ["lab/base"], plan: .walk)
      let asked = try Forecast(walk, endpoint: "https://huggingface.co", at: 0, in: nil)
      #expect(!asked.isKnown)
    }

    @Test func aModelThatIsKnownOnlyAsAChildHasNoKnownFamily() async throws {
      try await Trial.of(try World(lines: Self.family)) { trial in
        try await trial.harvest("a/loyal")
        try Cache(path: trial.path(), access: .read).read { connection in
          func forecast(_ id: String) throws -> Forecast {
            try Forecast(
              HarvestRequest(subjects: [id], plan: .walk),
              endpoint: trial.address.absoluteString,
              at: 0,
              in: connection
            )
          }
          // It was met when its child was walked up from, with its count of children.
          let parent = try forecast("heir/diffusion")
          #expect(parent.isKnown)
          let root = try forecast("a/loyal")
          #expect(root.isKnown && root.requests == 3)
          // Met as a child, and never asked for its own.
          let child = try forecast("a/lora")
          #expect(child.isKnown)
        }
      }
    }
  }
}
