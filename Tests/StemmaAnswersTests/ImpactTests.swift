import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension Impact {
  /// Who loses something of a kind, by name.
  fileprivate func losing(_ loss: Loss) -> [String] {
    affected.filter { $0.losses.contains(loss) }.map(\.id).sorted()
  }
}

extension EndToEnd {
  /// Who loses what, beside a removal on the graph that networkx makes.
  @Suite(.timeLimit(.minutes(5))) struct ImpactTests {
    private struct Model: Encodable {
      var parents: [String] = []
      var datasets: [String] = []
      var gated = false
    }

    private struct Hub: Encodable {
      var models: [String: Model] = [:]
      var spaces: [String: [String]] = [:]
      var asked: [[String]] = []

      var lines: [String] {
        models.sorted { $0.key < $1.key }.map { name, model -> String in
          let list: ([String]) -> JSONValue = { .array($0.map(JSONValue.string)) }
          let card: JSONValue = [
            "base_model": list(model.parents), "datasets": list(model.datasets),
          ]
          let record: JSONValue = [
            "model": [
              "id": .string(name), "cardData": card,
              "gated": model.gated ? .string("auto") : .bool(false),
            ]
          ]
          return record.text
        }
          + spaces.sorted { $0.key < $1.key }.map { name, models in
            let models: JSONValue = .array(models.map(JSONValue.string))
            let record: JSONValue = ["space": ["id": .string(name), "models": models]]
            return record.text
          }
      }
    }

    private struct Removal: Decodable {
      let below, root, dataset, space: [String]
    }

    /// Families of a dozen models: merges, rings, parents that are not on the Hub, datasets here and
    /// there.
    private static func hub(families: Int, using random: inout SplitMix64) -> Hub {
      var hub = Hub()
      for family in 0..<families {
        let names = (0..<12).map { "o\($0 % 4)/f\(family)-\($0)" }
        for (place, name) in names.enumerated() {
          var model = Model()
          for _ in 0..<Int.random(in: 0...2, using: &random) where place > 0 {
            let isBack = Int.random(in: 0..<12, using: &random) == 0
            let other = names[Int.random(in: 0..<(isBack ? 12 : place), using: &random)]
            if other != name, !model.parents.contains(other) { model.parents.append(other) }
          }
          if Int.random(in: 0..<10, using: &random) == 0 {
            model.parents.append("nobody/x\(place)")
          }
          if Int.random(in: 0..<6, using: &random) == 0 { model.datasets = ["d/set-\(place)"] }
          model.gated = Int.random(in: 0..<6, using: &random) == 0
          hub.models[name] = model
        }
        for space in 0..<3 {
          let named = (0..<Int.random(in: 1...2, using: &random)).map { _ in
            names[Int.random(in: 0..<12, using: &random)]
          }
          hub.spaces["s/f\(family)-\(space)"] = Array(Set(named)).sorted()
        }
      }
      hub.asked = hub.models.keys.sorted().flatMap { [[$0, "gone"], [$0, "gated"]] }
      return hub
    }

    @Test(.enabled("needs python3 with networkx") { Python.canImport("networkx") })
    func isWhatARemovalOnTheGraphLeaves() async throws {
      let seed = try #require(Array(seeds(1, of: "removals")).first)
      var random = SplitMix64(state: seed)
      let hub = Self.hub(families: 15, using: &random)
      try await Trial.of(try World(lines: hub.lines)) { trial in
        try await trial.sweep(on: "2026-01-02")
        let answers = try trial.answers()
        let data = try Python.run("networkx_impact.py", input: JSONEncoder().encode(hub))
        let removals = try JSONDecoder().decode([Removal].self, from: data)
        #expect(removals.count == hub.asked.count)
        var counts: [Impact.Loss: Int] = [:]
        for (asked, removal) in zip(hub.asked, removals) {
          let event = asked[1] == "gone" ? Impact.Event.gone : .gated
          let impact = try answers.impact(of: asked[0], if: event)
          // Of a large family whole arrays are read, and of a small one its rows: each goes both ways here.
          let atOnce = try StoredGraph.$lookedUp.withValue(0) {
            try answers.impact(of: asked[0], if: event)
          }
          #expect(atOnce == impact, "\(asked) STEMMA_SEED=\(seed)")
          let what = "\(asked) STEMMA_SEED=\(seed)"
          #expect(impact.descendants == removal.below.filter { $0 != asked[0] }.count, "\(what)")
          #expect(impact.losing(.root) == removal.root, "\(what)")
          #expect(impact.losing(.dataset) == removal.dataset, "\(what)")
          #expect(impact.losing(.space) == removal.space, "\(what)")
          for loss in Impact.Loss.allCases { counts[loss, default: 0] += impact.count(of: loss) }
        }
        for loss in [Impact.Loss.root, .dataset, .space] { #expect(counts[loss] ?? 0 > 10) }
      }
    }

    /// What a new license breaks is what a Hub with that license has broken, and the one of now has not.
    @Test func aNewLicenseBreaksWhatAHubThatHasItBreaks() async throws {
      let seed = try #require(Array(seeds(1, of: "licenses")).first)
      var random = SplitMix64(state: seed)
      let known = [
        "mit", "apache-2.0", "gemma", "llama3", "cc-by-nc-4.0", "cc-by-sa-4.0", "cc0-1.0",
      ]
      let names = (0..<60).map { "o\($0 % 5)/m\($0)" }
      let parents = names.indices.map { place in
        place == 0
          ? []
          : Array(Set((0..<2).map { _ in names[Int.random(in: 0..<place, using: &random)] }))
            .sorted()
      }
      let licenses = names.map { _ in known.randomElement(using: &random) }
      func world(_ changed: [Int: String]) throws -> World {
        try World(
          lines: names.indices.map { place in
            let license = JSONValue(changed[place] ?? licenses[place])
            let bases: JSONValue = .array(parents[place].map(JSONValue.string))
            let record: JSONValue = [
              "model": [
                "id": .string(names[place]), "cardData": ["license": license, "base_model": bases],
              ]
            ]
            return record.text
          }
        )
      }
      func broken(_ trial: Trial) throws -> [String: Set<String>] {
        let answers = try trial.answers()
        return Dictionary(
          uniqueKeysWithValues: try names.map { name in
            let own = try answers.licenses(of: name).hops.last { $0.id == name }
            return (name, Set((own?.finding?.rules ?? "").split(separator: ",").map(String.init)))
          }
        )
      }
      try await Trial.of(try world([:])) { trial in
        try await trial.sweep(on: "2026-01-01")
        let now = try broken(trial)
        var count = 0
        for (place, license) in [(0, "cc-by-nc-4.0"), (1, "gemma"), (3, "llama3")] {
          let impact = try trial.answers().impact(of: names[place], if: .relicensed(license))
          try await Trial.of(try world([place: license])) { other in
            try await other.sweep(on: "2026-01-01")
            let then = try broken(other)
            for name in names where name != names[place] {
              let gained = (then[name] ?? []).subtracting(now[name] ?? [])
              let told = impact.affected.first { $0.id == name }.map { Set($0.rules) } ?? []
              #expect(told == gained, "\(names[place]) \(license) \(name) STEMMA_SEED=\(seed)")
              count += gained.count
            }
          }
        }
        #expect(count > 0)
      }
    }

    private struct RealRemovals: Decodable {
      let lines, asked: [String]
      let answers: [Removal]
    }

    private static let realEdges = Shared.file("real-hub/edges/base-model-edges.csv.gz")

    @Test(
      .enabled(if: realEdges != nil, "needs reference material"),
      .enabled("needs python3 with networkx") { Python.canImport("networkx") }
    )
    func isWhatARemovalLeavesOfRealFamilies() throws {
      let file = try #require(Self.realEdges).path
      let data = try Python.run("networkx_impact.py", [file])
      let real = try JSONDecoder().decode(RealRemovals.self, from: data)
      #expect(real.asked.count == 40)
      try Sketch(real.lines).ask { connection in
        for (asked, removal) in zip(real.asked, real.answers) {
          let node = try NamedNode(asked, in: connection)
          let impact = try Impact(of: node, askedAs: asked, if: .gone, in: connection)
          #expect(impact.descendants == removal.below.count, "\(asked)")
          #expect(impact.losing(.root) == removal.root, "\(asked)")
        }
      }
    }

    @Test func tellsLicensesPublishersAndWhatReplacesIt() async throws {
      try await Trial.of(
        #"{"dataset": {"id": "d/set", "cardData": {"license": "mit"}}}"#,
        #"{"model": {"id": "l/old-base", "cardData": {"license": "apache-2.0", "new_version": "l/next"}, "redirects": ["l/first"]}}"#,
        #"{"model": {"id": "l/next"}}"#,
        #"{"model": {"id": "q/base-GGUF", "downloads": 7, "cardData": {"base_model": "l/old-base", "base_model_relation": "quantized"}, "tags": ["base_model:l/old-base", "base_model:quantized:l/old-base"]}}"#,
        #"{"model": {"id": "a/chat", "downloads": 50, "cardData": {"base_model": "l/old-base", "license": "mit", "datasets": "d/set"}}}"#,
        #"{"model": {"id": "a/chat-2", "downloads": 9, "cardData": {"base_model": ["a/chat", "l/next"], "license": "gemma"}}}"#
      ) { trial in
        try await trial.sweep(on: "2026-01-02")
        let answers = try trial.answers()
        let gone = try answers.impact(of: "l/old-base")
        #expect(gone.affected.map(\.id) == ["a/chat", "q/base-GGUF"])
        #expect(gone.affected.map(\.losses) == [[.root], [.root, .license]])
        #expect(gone.publishers.map(\.name) == ["a", "q"])
        #expect(gone.downloads == 57)
        #expect(gone.replacements == [.init(id: "l/next", basis: "new_version", isListed: true)])
        let relicensed = try answers.impact(of: "l/old-base", if: .relicensed("gemma"))
        #expect(relicensed.affected.map(\.id) == ["a/chat"])
        #expect(relicensed.affected.first?.rules == ["gemma-use", "gemma-agreement"])
        let data = try answers.impact(of: "https://huggingface.co/datasets/d/set")
        #expect(data.kind == "dataset")
        #expect(data.losing(.dataset) == ["a/chat"])
        let strict = try answers.impact(of: "datasets/d/set", if: .relicensed("cc-by-nc-4.0"))
        #expect(strict.affected.map(\.rules) == [["cc-nc"]])
        #expect(try answers.impact(of: "l/next").affected.isEmpty)
      }
    }
  }
}
