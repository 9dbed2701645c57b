import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaMetrics
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What was made from several models and from all models of an owner, as networkx and plain Python
  /// count it: on drawn Hubs, on the built-in one, and on real records.
  @Suite(
    .enabled("needs python3 with networkx") { Python.canImport("networkx") },
    .timeLimit(.minutes(5))
  )
  struct JointAnswers {
    @Test func ownersOfDrawnHubsAreCountedAsPythonDoes() async throws {
      for seed in seeds(6, of: "owned Hubs") {
        try await Trial.of(World(lines: OwnedHub(seed: seed).lines)) { trial in
          try await trial.harvest()
          try Self.compare(trial, owners: 8, "STEMMA_SEED=\(seed)")
        }
      }
    }

    @Test func ownersOfTheBuiltInHubAreCountedAsPythonDoes() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        try Self.compare(trial, owners: 25, "the built-in Hub")
      }
    }

    @Test(.enabled(if: Shared.file("real-hub/raw") != nil, "needs the reference material"))
    func ownersOfRealRecordsAreCountedAsPythonDoes() async throws {
      let source = try #require(Shared.file("real-hub"))
      try await withScratchFolder { folder in
        let world = folder.appending(path: "world.jsonl")
        try await Python.run(
          "../StemmaTestSupport/real_world.py",
          [source.path, world.path],
          in: folder
        )
        try await Trial.of(try World(contentsOf: world)) { trial in
          try await trial.harvest(maxNames: 0)
          try Self.compare(trial, owners: 12, "real records")
        }
      }
    }

    /// Owners with the most children by their models, and the first models of each two of them.
    private static func compare(_ trial: Trial, owners count: Int, _ label: String) throws {
      let owners = try trial.rows(
        """
        SELECT owner.name
        FROM edge
        JOIN repo ON repo.id = edge.parent
        JOIN owner ON owner.id = repo.owner
        WHERE edge.last_seen IS NULL
        GROUP BY 1
        ORDER BY count(*) DESC, 1
        LIMIT \(count)
        """
      )
      let heads = try owners.compactMap {
        try trial.rows(
          """
          SELECT min(repo.name)
          FROM repo
          JOIN edge ON edge.parent = repo.id
          WHERE repo.name LIKE '\($0)/%'
          """
        ).first
      }.filter { $0 != "-" }
      try HubRecount(trial, heads: heads, owners: Array(owners.prefix(5)), label).compare()
      let asked = zip(heads, heads.dropFirst()).map { [$0, $1] }
      let expected = try Self.recounted(trial, asked)
      for owner in owners {
        let answer = try #require(expected["owners"]?[owner])
        let question = DerivativeQuestion(owner: owner)
        try Self.expect(question, answer, trial.answers(), "\(label), \(owner)")
      }
      for (ids, answer) in zip(asked, expected["asked"]?.array ?? []) {
        try Self.expect(DerivativeQuestion(ids), answer, trial.answers(), "\(label), \(ids)")
      }
    }

    private static func recounted(_ trial: Trial, _ asked: [[String]]) throws -> JSONValue {
      let edges = try trial.rows(
        """
        SELECT json_object('child', child.name, 'parent', node.name)
        FROM edge
        JOIN repo AS child ON child.id = edge.child
        JOIN node ON node.id = edge.parent
        WHERE edge.last_seen IS NULL
        """
      )
      let models = try trial.rows(
        """
        SELECT json_object('id', repo.name, 'owner', owner.name, 'created_at', repo.created_at,
          'listed', json(iif(repo.gone_since IS NULL, 'true', 'false')),
          'mass', json(iif(EXISTS (SELECT 1 FROM mass_upload
            WHERE mass_upload.repo = repo.id AND rule <> 'test'), 'true', 'false')),
          'relation', coalesce((SELECT coalesce(hub, declared, own) FROM edge
            WHERE child = repo.id AND last_seen IS NULL AND coalesce(hub, declared, own) IS NOT NULL
            ORDER BY hub IS NULL, declared IS NULL, position,
              coalesce(hub, declared, own)), repo.own_relation))
        FROM repo
        LEFT JOIN owner ON owner.id = repo.owner
        WHERE repo.kind = 'model'
        """
      )
      let names = try trial.rows(
        "SELECT json_object('name', name) FROM owner ORDER BY name"
      ).map { "\(try JSONValue(parsing: $0)["name"]?.string ?? "")" }
      let owners = JSONValue.object(names.map { .init($0, .array([.string($0)])) }).text
      let lists = JSONValue.array(asked.map { .array($0.map(JSONValue.string)) }).text
      let input = """
        {"edges": [\(edges.joined(separator: ","))], "models": [\(models.joined(separator: ","))],
        "owners": \(owners), "asked": \(lists)}
        """
      let reply = try Python.run("joint_oracle.py", input: Data(input.utf8))
      return try JSONValue(parsing: String(decoding: reply, as: UTF8.self))
    }

    private static func expect(
      _ question: DerivativeQuestion,
      _ expected: JSONValue,
      _ answers: Answers,
      _ label: String
    ) throws {
      let label = Comment(rawValue: label)
      let told = try answers.derivatives(question).json
      for key in ["direct", "all", "own", "outside"] {
        #expect(told[key]?.sorted == expected[key]?.sorted, "\(key) of \(label)")
      }
      var late = question
      late.scope.since = "2024-07-01"
      let lateCounts = try answers.derivatives(late).json["all"]
      #expect(lateCounts?.sorted == expected["late"]?.sorted, label)
      let groups = try answers.derivatives(question, by: [.month, .relation]).groups
      let cross = groups.map { group -> JSONValue in
        .array(group.values.map { .string($0 ?? "") } + [.integer(Int64(group.all))])
      }
      #expect(Set(cross) == Set(expected["cross"]?.array ?? []), label)
      let models = try answers.models(madeFrom: question).models.map { model -> JSONValue in
        [
          .string(model.listed.id), .integer(Int64(model.distance)),
          .string(model.relation ?? ""), .bool(model.isOwn),
        ]
      }
      #expect(Set(models) == Set(expected["models"]?.array ?? []), label)
      let robust = try answers.robustness(
        of: question,
        withoutTop: [1, 3],
        resampling: Resampling(count: 50, seed: 7)
      )
      try expectRobust(robust, expected["robust"] ?? .null, label)
    }

    /// What counts by owner and day, in families and in the use of datasets, is what plain SQL counts.
    @Test func ownersAndDaysAreLeftOutOfFamiliesAndReuse() async throws {
      try await Trial.of(World.demo()) { trial in
        try await trial.harvest()
        let answers = try trial.answers()
        let counted =
          "created_at >= '2024-06-01' AND created_at < '2025-07-01' AND name NOT LIKE 'allenai/%'"
        let models = "kind = 'model' AND gone_since IS NULL AND \(counted)"
        var scope = FamilyScope()
        scope.leftOutOwners = ["AllenAI"]
        (scope.since, scope.until) = ("2024-06-01", "2025-06-30")
        let families = try answers.families(limit: .max, in: scope)
        let total = families.isolated + families.parts.reduce(0) { $0 + $1.models }
        #expect(try trial.rows("SELECT count(*) FROM repo WHERE \(models)") == ["\(total)"])
        #expect(try families.total < answers.families().total)
        var early = FamilyScope()
        early.until = "2024-06-30"
        let before = try answers.families(limit: .max, in: early)
        #expect(
          try trial.rows(
            """
            SELECT count(*) FROM repo
            WHERE kind = 'model' AND gone_since IS NULL AND created_at < '2024-07-01'
            """
          ) == ["\(before.isolated + before.parts.reduce(0) { $0 + $1.models })"]
        )
        #expect(families.json["relation_by"]?.array?.count == 3)
        for dataset in try trial.rows(
          "SELECT DISTINCT node.name FROM dataset_user JOIN node ON node.id = dataset ORDER BY 1"
        ) {
          var question = ReuseQuestion(dataset: dataset)
          let all = try answers.reuse(question).models
          question.counted.leftOutOwners = ["allenai"]
          (question.counted.since, question.counted.until) = ("2024-06-01", "2025-06-30")
          let told = Set(try answers.reuse(question).models.map(\.id))
          let expected = Set(try trial.rows("SELECT name FROM repo WHERE \(models)"))
            .intersection(all.map(\.id))
          #expect(told == expected, "\(dataset)")
        }
        var users = CountedUsers()
        users.leftOutOwners = ["allenai"]
        let reuse = try answers.reuse(ofOwner: "allenai", counting: users).all
        #expect(reuse.own == 0)
        #expect(
          try reuse.declaredBy == answers.reuse(ofOwner: "allenai").all.declaredBy
            - answers.reuse(ofOwner: "allenai").all.own
        )
        users.since = "june"
        #expect(throws: AnswerError.self) { try answers.reuse(ofOwner: "allenai", counting: users) }
      }
    }

    private static func expectRobust(
      _ told: RobustCounts,
      _ expected: JSONValue,
      _ label: Comment
    ) throws {
      #expect(.integer(Int64(told.least)) == expected["least"], label)
      #expect(.integer(Int64(told.most)) == expected["most"], label)
      let variants = try #require(expected["variants"]?.array)
      #expect(told.variants.count == variants.count)
      for (variant, expected) in zip(told.variants, variants) {
        #expect(.integer(Int64(variant.counts.total)) == expected["total"], label)
        #expect(.integer(Int64(variant.publishers)) == expected["publishers"], label)
        expectNear(variant.hhi, expected["hhi"], label)
        expectNear(variant.gini, expected["gini"], label)
      }
      for (share, expected) in zip(told.shares, expected["shares"]?.array ?? []) {
        expectNear(share.share, expected["share"], label)
        expectNear(share.low, expected["bounds"]?.array?.first, label)
        expectNear(share.high, expected["bounds"]?.array?.last, label)
        expectNear(share.least, expected["left"]?.array?.first, label)
        expectNear(share.most, expected["left"]?.array?.last, label)
      }
    }

    private static func expectNear(_ told: Double?, _ expected: JSONValue?, _ label: Comment) {
      let number = expected?.number ?? expected?.integer.map(Double.init)
      #expect((told == nil) == (number == nil), label)
      #expect(abs((told ?? 0) - (number ?? 0)) < 1e-9, label)
    }
  }
}

extension JSONValue {
  /// Its members by key, whatever order they came in.
  fileprivate var sorted: [String: Int64] {
    (object ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.integer ?? -1 }
  }
}

/// A Hub of a few owners whose models are made from each other's.
private struct OwnedHub {
  let lines: [String]

  init(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let names = (0..<60).map { place -> String in
      let owner = "o\(Int.random(in: 0..<7, using: &random))"
      let isMass = Int.random(in: 0..<8, using: &random) == 0
      return isMass ? "\(owner)/run-17300000\(10 + place)" : "\(owner)/m\(place)"
    }
    let words = ["finetune", "adapter", "merge", "quantized"]
    lines = names.enumerated().map { place, name in
      // Now and then a younger one, which makes cycles.
      let parents = names.enumerated().filter { other, _ in
        Int.random(in: 0..<(other < place ? 25 : 400), using: &random) == 0
      }.map(\.element)
      let list = parents.map { "\"\($0)\"" }.joined(separator: ", ")
      var card = #""base_model": [\#(list)]"#
      if Int.random(in: 0..<4, using: &random) > 0 {
        card += #", "base_model_relation": "\#(words.randomElement(using: &random) ?? "")""#
      }
      let month = Int.random(in: 1...12, using: &random)
      let date = "2024-\(month < 10 ? "0" : "")\(month)-01T00:00:00.000Z"
      return """
        {"model": {"id": "\(name)", "createdAt": "\(date)", \
        "downloads": \(Int.random(in: 0..<1000, using: &random)), "cardData": {\(card)}}}
        """
    }
  }
}
