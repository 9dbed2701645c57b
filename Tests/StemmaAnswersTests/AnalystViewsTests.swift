import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStandIn
import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// The views for those who ask in SQL, on the demo's world, beside the answers of Stemma itself.
@Suite(.timeLimit(.minutes(5))) struct AnalystViewsTests {
  /// The questions that the article on the cache begins with.
  private static func questions() throws -> [String] {
    let article = Shared.package.appending(path: "Sources/Stemma/Stemma.docc/Cache.md")
    return try String(contentsOf: article, encoding: .utf8)
      .matches(of: /(?s)```sql\n(.*?)\n```/).map { String($0.1) }
  }

  @Test func theArticlesTenQuestionsHaveAnswers() async throws {
    let questions = try Self.questions()
    #expect(questions.count == 10)
    try await Trial.of(World.demo()) { trial in
      try await trial.sweep(on: "2026-09-01")
      for question in questions {
        let rows = try trial.answers().rows(of: question, within: 30).rows
        #expect(!rows.isEmpty && rows.allSatisfy { $0[0] != .null }, "\(question)")
      }
      let models = try trial.answers().derivatives(of: "meta-llama/Llama-3.1-8B")
      let counted = try trial.answers().rows(of: questions[0], within: 30).rows
      #expect(
        counted == [
          [.integer(Int64(models.all.total)), .integer(Int64(models.publishers))]
        ]
      )
    }
  }

  @Test func theRowsOfAnAncestorAreThoseThatAreCounted() async throws {
    try await Trial.of(World.demo()) { trial in
      try await trial.sweep(on: "2026-09-01")
      #expect(try trial.rows("SELECT count(*) > 300 FROM derivative") == ["1"])
      // By relation too: each model or ghost that has a family, beside the row of the graph stage.
      let otherwise = try trial.rows(
        """
        SELECT node.name FROM family JOIN node ON node.id = family.model
        WHERE (all_total, all_finetune, all_adapter, all_merge, all_quantized, max_distance) <> (
          SELECT count(*), total(relation = 'finetune'), total(relation = 'adapter'),
            total(relation = 'merge'), total(relation = 'quantized'), coalesce(max(distance), 0)
          FROM derivative WHERE ancestor = node.name)
        """
      )
      #expect(otherwise == [])
      // The parent is one step nearer, and is a parent.
      let wrongParents = try trial.rows(
        """
        SELECT descendant FROM derivative AS far
        WHERE distance > 1 AND NOT EXISTS (
          SELECT 1 FROM derivative AS near JOIN derivative AS step ON step.ancestor = near.descendant
          WHERE near.ancestor = far.ancestor AND near.descendant = far.parent
            AND near.distance = far.distance - 1 AND step.descendant = far.descendant
            AND step.distance = 1)
        """
      )
      #expect(wrongParents == [])
    }
  }

  @Test func tellWhatASmallFamilyIs() async throws {
    try await Trial.of(
      #"{"model": {"id": "l/base", "createdAt": "2024-01-01T00:00:00.000Z"}}"#,
      #"{"model": {"id": "A/chat", "createdAt": "2024-02-03T04:05:06.000Z", "cardData": "#
        + #"{"base_model": "l/base", "license": "mit", "datasets": ["a/talk", "l/text"]}}}"#,
      #"{"model": {"id": "b/lost", "cardData": {"base_model": "gone/parent"}}}"#,
      #"{"dataset": {"id": "a/talk"}}"#
    ) { trial in
      try await trial.sweep(on: "2026-09-01")
      #expect(
        try trial.rows(
          """
          SELECT ancestor, descendant, parent, distance, owner, license, created_on, first_seen_on
          FROM derivative ORDER BY ancestor
          """
        ) == [
          "gone/parent | b/lost | gone/parent | 1 | b | - | 2022-03-02 | 2026-09-01",
          "l/base | A/chat | l/base | 1 | A | mit | 2024-02-03 | 2026-09-01",
        ]
      )
      #expect(
        try trial.rows("SELECT dataset, model, owner, is_external FROM dataset_reuse ORDER BY 1")
          == ["a/talk | A/chat | A | 0", "l/text | A/chat | A | 1"]
      )
      #expect(
        try trial.rows("SELECT parent, child, owner, license, step FROM license_step")
          == ["l/base | A/chat | A | mit | only the child states one"]
      )
      #expect(
        try trial.rows("SELECT name, owner, derivatives FROM model ORDER BY name")
          == ["A/chat | A | 0", "b/lost | b | 0", "l/base | l | 1"]
      )
    }
  }

  /// A view of millions of rows is of use only where a name is looked up.
  @Test(arguments: [
    "derivative WHERE ancestor = 'x'", "derivative WHERE descendant = 'x'",
    "dataset_reuse WHERE dataset = 'x'", "dataset_reuse WHERE model = 'x'",
    "license_step WHERE parent = 'x'", "license_step WHERE child = 'x'", "model WHERE name = 'x'",
    "study_node WHERE study = 'x'", "study_derivative WHERE study = 'x'",
    "study_use WHERE study = 'x'",
  ])
  func findANameByItsIndex(rows: String) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
    let plan = try cache.read { connection in
      try connection.rows("EXPLAIN QUERY PLAN SELECT * FROM \(rows)") { $0.text("detail") }
    }
    #expect(plan.count > 1)
    let read = plan.filter {
      // Ghosts are few, and so are the names of a study.
      $0.firstMatch(of: /^SCAN (?!CONSTANT|above|used|study|own|item|named|root)/) != nil
    }
    #expect(read == [], "\(plan)")
  }
}
