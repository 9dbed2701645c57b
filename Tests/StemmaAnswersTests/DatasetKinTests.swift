import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaMetrics
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Datasets made from datasets, and Spaces that load models, beside the graph that networkx makes.
  @Suite(.timeLimit(.minutes(5))) struct DatasetKin {
    private struct Space: Codable {
      var models: [String] = []
      var from: [String] = []
    }

    /// A Hub drawn at random: rings, sources beyond the Hub, spellings of cards, copies of Spaces.
    private struct Hub: Codable {
      var datasets: [String: [String]] = [:]
      var models: [String: [String]] = [:]
      var spaces: [String: Space] = [:]
      var listed: [String] = []
      var pairs: [[String]] = []

      init(using random: inout SplitMix64) {
        let names = (0..<24).map { "o\($0 % 5)/set-\($0)" }
        for (place, name) in names.enumerated() {
          let isBack = Int.random(in: 0..<8, using: &random) == 0
          datasets[name] = Self.some(of: isBack ? names : Array(names[..<place]), using: &random)
          if Int.random(in: 0..<8, using: &random) == 0 {
            datasets[name]?.append("nobody/x\(place % 3)")
          }
        }
        listed = names
        let bases = (0..<10).map { "m\($0 % 3)/model-\($0)" }
        for (place, name) in bases.enumerated() {
          models[name] = Self.some(of: Array(bases[..<place]), using: &random)
        }
        // A Space and a model, or a dataset, may have one name.
        let apps = ["m0/model-0", "o0/set-0"] + (0..<8).map { "s\($0 % 2)/app-\($0)" }
        for (place, name) in apps.enumerated() {
          spaces[name] = Space(
            models: Self.some(of: bases, using: &random),
            from: place > 0 && Bool.random(using: &random)
              ? [apps[Int.random(in: 0..<place, using: &random)]] : []
          )
        }
        pairs = (0..<20).map { _ in
          [names.randomElement(using: &random), names.randomElement(using: &random)].compactMap(
            \.self
          )
        }
      }

      private static func some(of names: [String], using random: inout SplitMix64) -> [String] {
        let few = (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in
          names.randomElement(using: &random)
        }
        return Set(few).sorted()
      }

      /// As the Hub has them: every second dataset without a card, its tags alone.
      var lines: [String] {
        func list(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }
        let rows: [JSONValue] =
          datasets.sorted { $0.key < $1.key }.enumerated().map { place, row in
            let told = row.value.map { place % 3 == 0 ? "extended|" + $0 : $0 } + ["original"]
            let key = place.isMultiple(of: 2) ? "cardData" : "tags"
            let sources: JSONValue =
              key == "cardData"
              ? ["source_datasets": list(told)]
              : list(told.map { "source_datasets:" + $0 } + ["region:us"])
            return ["dataset": .object(["id", key], [.string(row.key), sources])]
          }
          + models.sorted { $0.key < $1.key }.map { name, parents in
            ["model": ["id": .string(name), "cardData": ["base_model": list(parents)]]]
          }
          + spaces.sorted { $0.key < $1.key }.map { name, space in
            [
              "space": [
                "id": .string(name), "models": list(space.models),
                "cardData": ["duplicated_from": list(space.from)],
              ]
            ]
          }
        return rows.map(\.text)
      }
    }

    private struct Kin: Codable, Equatable {
      var below, above: [[Told]]
      var direct, publishers: Int
      var weighted: Double
      var siblings: [[Told]]
    }

    private struct Told: Codable, Equatable {
      let value: JSONText

      init(_ value: JSONText) { self.value = value }
      init(from decoder: any Decoder) throws { value = try JSONText(from: decoder) }
      func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
    }

    /// A number, a name or names.
    private enum JSONText: Codable, Equatable {
      case number(Int), name(String), names([String])

      init(from decoder: any Decoder) throws {
        let place = try decoder.singleValueContainer()
        if let number = try? place.decode(Int.self) {
          self = .number(number)
        } else if let name = try? place.decode(String.self) {
          self = .name(name)
        } else {
          self = .names(try place.decode([String].self))
        }
      }

      func encode(to encoder: any Encoder) throws {
        var place = encoder.singleValueContainer()
        switch self {
        case .number(let number): try place.encode(number)
        case .name(let name): try place.encode(name)
        case .names(let names): try place.encode(names)
        }
      }
    }

    private struct Reply: Codable, Equatable {
      var datasets: [String: Kin]
      var spans: [Int]
      var spaces: [String: [[Told]]]
      var loads: [String: [[Told]]]
    }

    private static func row(_ values: JSONText...) -> [Told] { values.map(Told.init) }

    private static func kin(of name: String, _ answers: Answers) throws -> Kin {
      let id = "datasets/" + name
      let counts = try answers.derivatives(of: id)
      let tree = try answers.tree(of: id)
      let list = try answers.models(madeFrom: DerivativeQuestion([id]))
      #expect(list.total == counts.all.total && list.models.count == list.total)
      #expect(Set(tree.nodes.dropFirst().map(\.id)) == Set(list.models.map(\.listed.id)))
      let owners = try answers.derivatives(of: id, by: .owner)
      #expect(owners.groups.reduce(0) { $0 + $1.all } == counts.all.total)
      let ancestors = try answers.ancestors(of: id).ancestors
      #expect(ancestors.allSatisfy { $0.isGhost == $0.id.hasPrefix("datasets/nobody") })
      func bare(_ text: String) -> String { String(text.dropFirst("datasets/".count)) }
      return Kin(
        below: list.models.map { row(.number($0.distance), .name(bare($0.listed.id))) },
        above: ancestors.map { row(.number($0.distance), .name(bare($0.id))) },
        direct: counts.direct.total,
        publishers: counts.publishers,
        weighted: (counts.weighted * 1e6).rounded() / 1e6,
        siblings: try answers.siblings(of: id).siblings.map {
          row(.number(-$0.parents.count), .name(bare($0.id)), .names($0.parents.map(bare)))
        }
      )
    }

    private static func span(_ pair: [String], _ answers: Answers) throws -> Int {
      do {
        return try answers.path(from: "datasets/" + pair[0], to: "datasets/" + pair[1]).path.count
          - 1
      } catch let error as AnswerError where error.code == .unrelated {
        return -1
      }
    }

    @Test(.enabled("needs python3 with networkx") { Python.canImport("networkx") })
    func isWhatNetworkxFinds() async throws {
      for seed in seeds(3, of: "Hubs of datasets") {
        var random = SplitMix64(state: seed)
        let hub = Hub(using: &random)
        let reply = try Python.run("networkx_datasets.py", input: try JSONEncoder().encode(hub))
        let theirs = try JSONDecoder().decode(Reply.self, from: reply)
        try await Trial.of(try World(lines: hub.lines)) { trial in
          try await trial.harvest()
          let answers = try trial.answers()
          let ours = Reply(
            datasets: try Dictionary(
              uniqueKeysWithValues: hub.datasets.keys.map { ($0, try Self.kin(of: $0, answers)) }
            ),
            spans: try hub.pairs.map { try Self.span($0, answers) },
            spaces: try Dictionary(
              uniqueKeysWithValues: hub.spaces.keys.map { name in
                let ancestors = try answers.ancestors(of: "spaces/" + name).ancestors
                return (name, ancestors.map { Self.row(.number($0.distance), .name($0.id)) })
              }
            ),
            loads: try Dictionary(
              uniqueKeysWithValues: hub.models.keys.map { name in
                let spaces = try answers.spaces(loading: name).spaces
                return (
                  name,
                  spaces.map { Self.row(.number($0.distance), .name($0.id), .name($0.model)) }
                )
              }
            )
          )
          #expect(ours.spans == theirs.spans, "STEMMA_SEED=\(seed)")
          #expect(ours.spaces == theirs.spaces, "STEMMA_SEED=\(seed)")
          #expect(ours.loads == theirs.loads, "STEMMA_SEED=\(seed)")
          for name in hub.datasets.keys.sorted() {
            #expect(ours.datasets[name] == theirs.datasets[name], "STEMMA_SEED=\(seed), \(name)")
          }
        }
      }
    }

    private static let world = [
      #"{"model": {"id": "l/base", "createdAt": "2024-01-01T00:00:00.000Z"}}"#,
      #"{"model": {"id": "a/chat", "cardData": {"base_model": "l/base", "datasets": "d/leaf"}}}"#,
      #"{"model": {"id": "b/both", "cardData": {"datasets": ["d/root", "d/leaf"]}}}"#,
      #"{"dataset": {"id": "d/root", "createdAt": "2024-01-01T00:00:00.000Z"}}"#,
      #"{"dataset": {"id": "d/mid", "cardData": {"source_datasets": ["d/root"], "license": "mit"}}}"#,
      #"{"dataset": {"id": "d/leaf", "cardData": {"source_datasets": ["d/mid", "gone/x"]}}}"#,
      #"{"space": {"id": "s/app", "models": ["a/chat"], "cardData": {"duplicated_from": "s/old"}}}"#,
      #"{"space": {"id": "s/old", "models": ["l/base"]}}"#,
    ]

    @Test func isDrawnWithTheFieldThatNamesIt() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        #expect(
          try answers.tree(of: "datasets/d/leaf", direction: .up).text == """
            datasets/d/leaf  (2022-03-02, 3 above)
            ├── [source_dataset] datasets/d/mid  (mit, 2022-03-02, 1 above)
            │   └── [source_dataset] datasets/d/root  (2024-01-01)
            └── [source_dataset] datasets/gone/x  (ghost: unknown)

            """
        )
        #expect(
          try answers.tree(of: "spaces/s/app", direction: .up).text == """
            spaces/s/app  (2022-03-02, 3 above)
            ├── [model] a/chat  (2022-03-02, 1 above)
            │   └── [finetune] l/base  (2024-01-01)
            └── [duplicated_from] spaces/s/old  (2022-03-02)
                └── [model] l/base  (2024-01-01) (drawn elsewhere)

            Relations by the word of the Hub, else the card, else our own reading.

            """
        )
        #expect(
          try answers.path(from: "spaces/s/app", to: "l/base").text == """
            spaces/s/app
              names as model: a/chat
              is a finetune of l/base
            Relations by the word of the Hub, else the card, else our own reading.

            """
        )
        #expect(
          try answers.tree(
            of: "datasets/d/root",
            in: FamilyScope(depth: 1)
          ).nodes.map(\.id) == ["datasets/d/root", "datasets/d/mid"]
        )
      }
    }

    @Test func reachesModelsThatUseADatasetMadeFromIt() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        var question = ReuseQuestion(dataset: "d/root")
        #expect(try trial.answers().reuse(question).derived == nil)
        question.includesDerived = true
        let derived = try #require(try trial.answers().reuse(question).derived)
        #expect(
          derived.map { "\($0.model.id) \($0.dataset) \($0.distance)" } == ["a/chat d/leaf 2"]
        )
      }
    }

    @Test func isNotTakenForModels() async throws {
      try await Trial.of(try World(lines: Self.world)) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        func refusal(_ ask: () throws -> Any) -> String? {
          do {
            _ = try ask()
            return nil
          } catch { return "\(error)" }
        }
        #expect(
          refusal { try answers.tree(of: "datasets/no/such") }
            == "The cache knows no dataset no/such. Harvest it with `stemma harvest datasets/no/such`."
        )
        #expect(
          refusal { try answers.tree(of: "d/root") }
            == "The cache knows no model d/root, but a dataset of that name: write datasets/d/root."
        )
        #expect(
          refusal { try answers.licenses(of: "datasets/d/root") }?.contains("models alone") == true
        )
        #expect(
          refusal { try answers.siblings(of: "spaces/s/app") }?.contains("is a Space") == true
        )
        #expect(
          refusal {
            try answers.tree(of: "datasets/d/root", in: FamilyScope(relations: ["merge"]))
          }?
          .contains("Of datasets ask without them") == true
        )
        #expect(
          try answers.report(of: "l/base", withDrawing: false).figures.contains(
            .init("Spaces that load a descendant of it alone", 1)
          )
        )
      }
    }
  }
}
