import StemmaGraph
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A past harvest is answered as it was then, whatever came later.
  @Suite(.timeLimit(.minutes(5))) struct AsOf {
    /// Everything that can be asked, as one answer a line.
    func told(by answers: Answers, of names: [String]) throws -> [String] {
      var told: [String] = []
      for name in names {
        let questions: [(String, () throws -> any Report)] = [
          ("derivatives", { try answers.derivatives(of: name) }),
          ("by owner", { try answers.derivatives(of: name, by: .owner) }),
          ("by license", { try answers.derivatives(of: name, by: .license) }),
          ("tree", { try answers.tree(of: name) }),
          ("up", { try answers.tree(of: name, direction: .up) }),
          ("ancestors", { try answers.ancestors(of: name) }),
          ("info", { try answers.info(on: name) }),
          ("licenses", { try answers.licenses(of: name) }),
          ("looser", { try answers.looserLicenses(below: name) }),
        ]
        for (question, ask) in questions {
          told.append("\(question) \(name): " + (try ask().text(as: .json)))
        }
      }
      for trait in [Trait.license, .language] {
        told.append("traits: " + (try answers.changes(of: trait).text(as: .json)))
      }
      for sql in Self.queries {
        told.append("\(sql): " + (try answers.rows(of: sql, within: 20).text(as: .jsonl)))
      }
      return told
    }

    private static let queries = [
      """
      SELECT kind, repo.name, gated, license, downloads, likes, gone_since, first_seen, owner.name
      FROM repo LEFT JOIN owner ON owner.id = repo.owner ORDER BY kind, repo.name, hub_id
      """,
      """
      SELECT child.name, parent.name, parent.reason, relation, declared, hub, own, sources, position
      FROM edge JOIN node AS child ON child.id = child JOIN node AS parent ON parent.id = parent
      WHERE edge.last_seen IS NULL ORDER BY 1, 2
      """,
      "SELECT kind, name, reason FROM ghost ORDER BY 1, 2",
      "SELECT name, all_total, publishers, depth FROM family JOIN node ON id = model ORDER BY name",
      """
      SELECT repo.name, node.name, node.reason, sources FROM dataset_use
      JOIN repo ON repo.id = repo JOIN node ON node.id = dataset
      WHERE last_seen IS NULL ORDER BY 1, 2
      """,
      """
      SELECT repo.name, tag.value, repo_tag.first_seen, repo_tag.last_seen FROM repo_tag
      JOIN repo ON repo.id = repo JOIN tag ON tag.id = tag ORDER BY 1, 2, 3
      """,
      "SELECT kind, name, evidence, first_seen FROM alias ORDER BY kind, name, repo",
      "SELECT id, plan, outcome, row_count FROM harvest ORDER BY id",
      "SELECT name, date, downloads, likes FROM counter_series ORDER BY name, date",
    ]

    @Test func everyHarvestIsAnsweredAsItWasThen() async throws {
      for seed in seeds(3, of: "living worlds") {
        var living = LivingWorld(seed: seed)
        try await Trial.of(try living.world) { trial in
          var answers: [(date: String, names: [String], told: [String])] = []
          for day in 1...9 {
            let date = "2026-03-0\(day)"
            try await trial.sweep(on: date)
            let names = living.names
            answers.append((date, names, try told(by: trial.answers(), of: names)))
            living.pass(to: date)
            trial.standIn.serve(try living.world)
          }
          for (date, names, told) in answers {
            let then = try self.told(by: trial.answers(asOf: date), of: names)
            #expect(differences(told, then) == [], "STEMMA_SEED=\(seed), as of \(date)")
          }
          #expect(try trial.damage() == [])
        }
      }
    }

    @Test func aNameThatCameLaterLeadsBack() async throws {
      let before = #"{"model": {"id": "a/old", "_id": "640000000000000000000002"}}"#
      let after = #"{"model": {"id": "b/new", "_id": "640000000000000000000002"}}"#
      let late = #"{"model": {"id": "c/late"}}"#
      try await Trial.of(before) { trial in
        try await trial.sweep(on: "2026-01-01")
        trial.standIn.serve(try World(lines: [after, late]))
        try await trial.sweep(on: "2026-02-01")
        #expect(
          try trial.answers(asOf: "2026-01-01").tree(of: "b/new").nodes.map(\.id) == ["a/old"]
        )
        #expect {
          try trial.answers(asOf: "2026-01-15").tree(of: "c/late")
        } throws: { error in
          (error as? AnswerError)?.code == .beforeHistory
            && "\(error)".contains("2026-02-01T00:00:00Z")
        }
      }
    }

    @Test func theFileStaysAsItIs() async throws {
      let model = #"{"model": {"id": "a/one"}}"#
      try await Trial.of(model) { trial in
        try await trial.sweep(on: "2026-01-01")
        try await trial.sweep(on: "2026-02-01")
        let before = try trial.dump()
        let answers = try trial.answers(asOf: "2026-01-01")
        #expect(try answers.rows(of: "SELECT count(*) FROM harvest", within: 9).rows == [[1]])
        #expect(try answers.rows(of: "SELECT count(*) FROM main.harvest", within: 9).rows == [[2]])
        #expect(try trial.dump() == before)
      }
    }
  }
}
