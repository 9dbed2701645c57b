import StemmaCore
import StemmaAnswers
import Stemma
import StemmaStandIn
import StemmaStore
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// A Hub that changes between harvests: what was is kept, and can be asked for.
  @Suite(.timeLimit(.minutes(2))) struct History {
    private static let before = [
      #"{"model": {"id": "l/base", "_id": "640000000000000000000001", "likes": 5}}"#,
      #"""
      {"model": {"id": "a/chat", "_id": "640000000000000000000002", "downloads": 10, \#
      "gated": "manual", "tags": ["fun", "base_model:l/base", "base_model:finetune:l/base"], \#
      "cardData": {"license": "mit", "base_model": "l/base"}}}
      """#,
      #"{"model": {"id": "a/leaver", "cardData": {"base_model": "l/base"}}}"#,
    ]

    /// Another license, no gate, another name, one tag less, more downloads; one more child; one gone.
    private static let after = [
      before[0],
      #"""
      {"model": {"id": "b/chat2", "_id": "640000000000000000000002", "downloads": 20, \#
      "tags": ["base_model:l/base", "base_model:finetune:l/base"], \#
      "cardData": {"license": "apache-2.0", "base_model": "l/base"}}}
      """#,
      #"{"model": {"id": "a/new", "cardData": {"base_model": "l/base"}}}"#,
      #"{"rename": {"from": "a/chat", "to": "b/chat2"}}"#,
    ]

    private func living(_ body: (Trial) async throws -> Void) async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        try await trial.sweep(on: "2026-01-01")
        trial.standIn.serve(try World(lines: Self.after))
        try await trial.sweep(on: "2026-02-01")
        try await body(trial)
      }
    }

    @Test func everyTagIsToldAsItWasWritten() async throws {
      let written: [[String]] = [
        ["fun", "base_model:l/base", "base_model:finetune:l/base"],
        ["base_model:l/base"],
        ["base_model:quantized:l/base", "fun"],
        ["base_model:l/base", "base_model:merge:l/base", "base_model:adapter:l/base"],
        ["base_model:", "base_model:l/base", "base_model:x/y", "base_model:merge:x/y"],
      ]
      func world(_ tags: [[String]]) throws -> World {
        try World(
          lines: [#"{"model": {"id": "l/base"}}"#]
            + tags.enumerated().map { number, tags in
              #"{"model": {"id": "a/m\#(number)", "tags": \#(JSONValue.array(tags.map(JSONValue.string)).text)}}"#
            }
        )
      }
      try await Trial.of(try world(written)) { trial in
        func told() throws -> [[String]] {
          try written.indices.map { try trial.answers().info(on: "a/m\($0)").tags }
        }
        try await trial.sweep(on: "2026-01-01")
        #expect(try told() == written.map { $0.sorted() })
        // Each has the tags of the next on the next day.
        let turned = Array(written[1...] + written[..<1])
        trial.standIn.serve(try world(turned))
        try await trial.sweep(on: "2026-02-01")
        #expect(try told() == turned.map { $0.sorted() })
        #expect(
          try trial.answers(asOf: "2026-01-15").info(on: "a/m0").tags == written[0].sorted()
        )
      }
    }

    @Test func whatNoLongerHoldsIsClosed() async throws {
      try await living { trial in
        let history = try trial.rows(
          """
          SELECT repo.name, field, value, repo_history.first_seen, repo_history.last_seen
          FROM repo_history
          JOIN repo ON repo.id = repo
          ORDER BY repo.name, field
          """
        )
        #expect(
          history.filter { !$0.contains("| sha |") } == [
            "b/chat2 | gated | manual | 1 | 1", "b/chat2 | license | mit | 1 | 1",
            "b/chat2 | name | a/chat | 1 | 1",
          ]
        )
        #expect(
          try trial.rows("SELECT downloads, likes, first_seen, last_seen FROM counter_history")
            == ["10 | 0 | 1 | 1"]
        )
        #expect(
          try trial.rows(
            """
            SELECT repo.name, tag.value, repo_tag.last_seen
            FROM repo_tag
            JOIN tag ON tag.id = tag
            JOIN repo ON repo.id = repo
            WHERE last_seen IS NOT NULL
            """
          ) == ["b/chat2 | fun | 1"]
        )
        #expect(
          try trial.rows("SELECT name, evidence FROM alias ORDER BY evidence")
            == ["a/chat | renamed"]
        )
        #expect(
          try trial.rows(
            """
            SELECT owner.name FROM repo JOIN owner ON owner.id = owner WHERE repo.name = 'b/chat2'
            """
          )
            == ["b"]
        )
      }
    }

    @Test func aPastDateIsAnsweredAsItWasThen() async throws {
      try await Trial.of(try World(lines: Self.before)) { trial in
        try await trial.sweep(on: "2026-01-01")
        let questions: [(Answers) throws -> String] = [
          { try $0.tree(of: "l/base").text(as: .json) },
          { try $0.derivatives(of: "l/base").text(as: .json) },
          { try $0.ancestors(of: "a/chat").text(as: .json) },
          { try $0.path(from: "a/chat", to: "l/base").text(as: .json) },
        ]
        let first = try questions.map { try $0(trial.answers()) }
        trial.standIn.serve(try World(lines: Self.after))
        try await trial.sweep(on: "2026-02-01")
        for (question, answer) in zip(questions, first) {
          let (before, at) = (
            try question(trial.answers(asOf: "2026-01-15")),
            try question(trial.answers(asOf: "2026-01-01"))
          )
          #expect(before == answer)
          #expect(at == answer)
          let (now, latest) = (
            try question(trial.answers()), try question(trial.answers(asOf: "2026-02-01"))
          )
          #expect(latest == now)
        }
        let now = try trial.answers().tree(of: "l/base").nodes.map(\.id)
        #expect(now == ["l/base", "a/leaver", "a/new", "b/chat2"])
      }
    }

    @Test func nothingIsKnownBeforeTheFirstHarvest() async throws {
      try await living { trial in
        #expect {
          try trial.answers(asOf: "2025-12-31").tree(of: "l/base")
        } throws: { ($0 as? AnswerError)?.code == .beforeHistory }
      }
    }

    @Test func goneIsMissedOnTwoDays() async throws {
      try await living { trial in
        let listed = "SELECT name, gone_since FROM repo WHERE name = 'a/leaver'"
        #expect(try trial.rows(listed) == ["a/leaver | -"])
        #expect(try trial.answers().derivatives(of: "l/base").direct.total == 3)
        try await trial.sweep(on: "2026-02-02")
        #expect(try trial.rows(listed) == ["a/leaver | 3"])
        #expect(try trial.answers().derivatives(of: "l/base").direct.total == 2)
        #expect(try trial.answers(asOf: "2026-02-01").derivatives(of: "l/base").direct.total == 3)
        trial.standIn.serve(try World(lines: Self.before))
        try await trial.sweep(on: "2026-02-03")
        #expect(try trial.rows(listed) == ["a/leaver | -"])
        #expect(try trial.damage() == [])
      }
    }

    @Test func derivingAgainKeepsTheHistory() async throws {
      try await living { trial in
        let before = try trial.dump()
        _ = try Pipeline(cachePath: trial.path()).derive()
        #expect(differences(before, try trial.dump()) == [])
      }
    }
  }
}
