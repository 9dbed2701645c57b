import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaStandIn
import StemmaStore
import StemmaStudies
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The family graph looked at in more ways than up and down.
  @Suite(.timeLimit(.minutes(2))) struct FamilyViews {
    private static let lines = [
      #"{"model": {"id": "l/base", "createdAt": "2024-01-01T00:00:00.000Z"}}"#,
      #"{"model": {"id": "l/other", "createdAt": "2022-03-02T23:29:04.000Z"}}"#,
      #"""
      {"model": {"id": "a/chat", "createdAt": "2024-01-11T00:00:00.000Z", \#
      "cardData": {"base_model": "l/base"}}}
      """#,
      #"""
      {"model": {"id": "b/lora", "createdAt": "2024-01-05T12:00:00.000Z", \#
      "library_name": "peft", "cardData": {"base_model": "l/base"}}}
      """#,
      #"""
      {"model": {"id": "b/mix", "createdAt": "2024-01-09T00:00:00.000Z", \#
      "cardData": {"base_model": ["a/chat", "l/other", "n/gone"]}}}
      """#,
      #"""
      {"model": {"id": "b/mix2", "createdAt": "2024-03-01T00:00:00.000Z", \#
      "cardData": {"base_model": ["l/other", "a/chat"]}}}
      """#,
      #"{"model": {"id": "c/one", "cardData": {"base_model": "c/two"}}}"#,
      #"{"model": {"id": "c/two", "cardData": {"base_model": "c/one"}}}"#,
      #"{"model": {"id": "s/self", "cardData": {"base_model": "s/self"}}}"#,
      #"{"model": {"id": "x/stranger"}}"#,
    ]

    private func harvested(_ body: (Trial) throws -> Void) async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        try body(trial)
      }
    }

    @Test func siblingsShareParents() async throws {
      try await harvested { trial in
        let answers = try trial.answers()
        let mix = try answers.siblings(of: "b/mix")
        #expect(
          mix.text(as: .json) == """
            {"model":"b/mix","relation_by":["hub","declared","own"],\
            "total":1,"siblings":[{"id":"b/mix2","relation":"merge",\
            "parents":["a/chat","l/other"]}]}

            """
        )
        let chat = try answers.siblings(of: "a/chat")
        #expect(chat.siblings.map(\.id) == ["b/lora"])
        let base = try answers.siblings(of: "l/base")
        #expect(base.siblings.isEmpty)
        let adapters = FamilyScope(relations: ["adapter"])
        let adapted = try answers.siblings(of: "a/chat", in: adapters)
        #expect(adapted.siblings.isEmpty)
      }
    }

    @Test func familiesAreNamedAfterTheirLargestRoot() async throws {
      try await harvested { trial in
        let answers = try trial.answers()
        #expect(
          try answers.families().text(as: .json) == """
            {"families":2,"isolated":2,"relation_by":["hub","declared","own"],\
            "largest":[{"root":"l/base","size":7,"models":6,"roots":3,"edges":7},{"root":"c/one","size":2,"models":2,"roots":1,"edges":2}]}

            """
        )
        #expect(try answers.families(limit: 1).parts.map(\.root) == ["l/base"])
      }
    }

    @Test func cyclesAndSelfLoopsAreListed() async throws {
      try await harvested { trial in
        let answers = try trial.answers()
        #expect(
          try answers.cycles().text(as: .json)
            == #"{"cycles":[["c/one","c/two"]],"self_loops":["s/self"]}"# + "\n"
        )
      }
    }

    @Test func theFirstParentIsTheCardsFirst() async throws {
      try await harvested { trial in
        let answers = try trial.answers()
        let first = FamilyScope(isFirstParentOnly: true)
        #expect(try answers.derivatives(of: "l/other").direct.total == 2)
        #expect(try answers.derivatives(of: "l/other", in: first).direct.total == 1)
        #expect(
          try answers.tree(of: "b/mix2", direction: .up, in: first).edges.map(\.parent)
            == ["l/other"]
        )
        #expect(try answers.ancestors(of: "b/mix", in: first).roots == ["l/base"])
        var parents: [String] = []
        try answers.read(.tree(of: "l/base", direction: .down, depth: nil), in: first) { family in
          try family.forEachEdge { parents.append("\($0.child.name) < \($0.parent.name)") }
        }
        #expect(parents == ["a/chat < l/base", "b/lora < l/base", "b/mix < a/chat"])
      }
    }

    @Test func anOwnersViewHasThatOwnersModels() async throws {
      try await harvested { trial in
        let answers = try trial.answers()
        let scope = FamilyScope(owners: ["B"])
        #expect(
          try answers.tree(of: "l/base", in: scope).nodes.map(\.id) == ["l/base", "b/lora"]
        )
        #expect(try answers.derivatives(of: "a/chat", in: scope).all.total == 2)
      }
    }

    @Test func pathsNameEverythingShared() async throws {
      try await harvested { trial in
        let answers = try trial.answers()
        let path = try answers.path(from: "b/mix", to: "b/mix2")
        #expect(
          path.common.map { "\($0.id) \($0.fromDistance) \($0.toDistance)" } == [
            "a/chat 1 1", "l/other 1 1", "l/base 2 2",
          ]
        )
      }
    }

    @Test func timesTellHowSoonAModelIsBuiltOn() async throws {
      try await harvested { trial in
        let answers = try trial.answers()
        #expect(
          try answers.timing(below: "l/base").text(as: .json) == """
            {"model":"l/base","created_at":"2024-01-01T00:00:00Z","first_derivative":"b/lora",\
            "days_to_first":4.5,"generations":[{"distance":1,"models":2,\
            "first":"2024-01-05T12:00:00Z","median_days":7.25},{"distance":2,"models":2,\
            "first":"2024-01-09T00:00:00Z","median_days":34}],"steps":{"dated":4,"backwards":1,\
            "lower_quartile_days":2.88,"median_days":7.25,"upper_quartile_days":20}}

            """
        )
        // The Hub's oldest date stands for all before it.
        #expect(try answers.timing(below: "l/other").daysToFirst == nil)
        #expect(try answers.timing(below: "x/stranger").generations == [])
      }
    }

    @Test func curatedEdgesStandApart() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest()
        let edges = [
          CuratedEdge(
            child: "X/Stranger",
            parent: "l/base",
            relation: "finetune",
            status: "stated",
            source: "paper"
          ),
          CuratedEdge(
            child: "u/unknown",
            parent: "x/stranger",
            status: "inferred",
            source: "talk",
            note: "?"
          ),
          CuratedEdge(
            child: "a/chat",
            parent: "https://huggingface.co/l/base",
            status: "confirmed",
            source: "card"
          ),
          CuratedEdge(child: "s/self", parent: "n/gone", status: "stated", source: "elsewhere"),
        ]
        try Cache(path: trial.path(), access: .write).write(as: .study) {
          let curated = CuratedEdges($0)
          try curated.replace(study: "cartography", edges: [edges[3]])
          try curated.replace(study: "cartography", edges: edges)
          try curated.replace(study: "other", edges: [edges[3]])
        }
        let before = try trial.answers().derivatives(of: "l/base")
        try Pipeline(cachePath: trial.path()).analyze()
        let answers = try trial.answers()
        #expect(try answers.derivatives(of: "l/base") == before)
        let curated = try answers.curatedDerivatives(of: "l/base", study: "cartography")
        #expect(curated.missing == 2)
        #expect(
          curated.items.map { "\($0.edge.child) < \($0.edge.parent) \($0.isKnown) \($0.isCounted)" }
            == [
              "a/chat < l/base true true", "x/stranger < l/base true false",
              "u/unknown < x/stranger false false",
            ]
        )
        #expect(CuratedReport(before, curated: curated).json["all"] == before.json["all"])
        #expect(throws: AnswerError.self) {
          try answers.curatedDerivatives(of: "l/base", study: "none")
        }
      }
    }
  }
}
