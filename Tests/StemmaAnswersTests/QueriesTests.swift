import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaStore
import StemmaTestSupport
import Testing

@Suite struct QueriesTests {
  private static let folder = QueryFolder(of: Shared.package.appending(path: "queries"))

  @Test func eachHasATitleAndSaysWhatItCounts() throws {
    for query in try Self.folder.queries() {
      #expect(!query.title.isEmpty, "\(query.name)")
      #expect(!query.description.isEmpty, "\(query.name)")
    }
  }

  @Test func eachRunsOnAnEmptyCache() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "s.sqlite").path
    _ = try Cache(path: path, access: .write)
    let answers = try Answers(cachePath: path)
    for query in try Self.folder.queries() {
      let missing = query.parameters.filter { $0.fallback == nil }.map { ($0.name, "nothing") }
      #expect(throws: Never.self, "\(query.name)") {
        try answers.rows(of: query, given: Dictionary(uniqueKeysWithValues: missing), within: 10)
      }
    }
  }

  /// Each parameter is declared with its type.
  @Test func declareTheirParameters() throws {
    let queries = try Self.folder.queries()
    #expect(queries.count >= 30)
    for query in queries {
      let body = query.sql.split(separator: "\n").filter { !$0.hasPrefix("--") }
        .joined(separator: "\n")
      let used = Set(body.matches(of: /:([a-z_]+)/).map { String($0.1) })
      #expect(Set(query.parameters.map(\.name)) == used, "\(query.name)")
    }
  }

  @Test func takeTypedValues() throws {
    let query = NamedQuery(
      name: "typed",
      sql: """
        -- What is given
        -- Its types.
        -- :word text
        -- :days integer = 30
        -- :share real = 0.5
        -- :since date = 2024-01-01
        SELECT typeof(:word), :days, :share, :since
        """
    )
    #expect(query.description == "Its types.")
    try withAnswers { answers in
      let rows = try answers.rows(of: query, given: ["word": "12"], within: 10)
      #expect(rows.rows == [["text", 30, 0.5, "2024-01-01"]])
      for (given, message) in [
        ([:], "The query typed needs --param word=VALUE."),
        (
          ["word": "x", "days": "soon"],
          "The parameter days of typed is a whole number, not soon."
        ),
        (
          ["word": "x", "share": "nan"], "The parameter share of typed is a number, not nan."
        ),
        (
          ["word": "x", "since": "June"],
          "The parameter since of typed is a date such as 2024-06-01, not June."
        ),
      ] {
        let error = #expect(throws: AnswerError.self) {
          try answers.rows(of: query, given: given, within: 10)
        }
        #expect(error?.description == message)
        #expect(error?.code == .misuse)
      }
      #expect(throws: AnswerError.self) {
        try answers.rows(of: query, given: ["word": "x", "other": "y"], within: 10)
      }
    }
  }

  /// The subject and the example came from two findings.
  @Test func findingsShowAnExampleWithItsOwnSubject() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "s.sqlite").path
    try Cache(path: path, access: .write).write(as: .harvest) { connection in
      try connection.execute(
        """
        INSERT INTO harvest (id, asked, plan, subjects, kinds, endpoint, version, started_at, outcome)
        VALUES (1, '', 'sweep', '', 'model', 'https://x', '0', '2026-01-01T00:00:00Z', 'complete');
        INSERT INTO harvest_finding (harvest, code, subject, detail) VALUES
          (1, 'odd', 'a/first', 'z'), (1, 'odd', 'z/last', 'a');
        """
      )
    }
    let query = try #require(try Self.folder.queries().first { $0.name == "findings" })
    let rows = try Answers(cachePath: path).rows(of: query.sql, within: 10)
    #expect(rows.rows.map { $0.suffix(4) } == [["odd", 2, "z/last", "a"]])
  }

  @Test func refuseToChangeAnything() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "s.sqlite").path
    _ = try Cache(path: path, access: .write)
    let answers = try Answers(cachePath: path)
    for sql in ["DELETE FROM repo", "CREATE TABLE x (a)", "PRAGMA user_version = 1", "SELEC 1"] {
      #expect(throws: (any Error).self, "\(sql)") { try answers.rows(of: sql, within: 10) }
    }
  }

  @Test(arguments: [
    ("DELETE FROM repo", "DELETE FROM repo"), ("COMMIT", "COMMIT"), ("ROLLBACK", "ROLLBACK"),
    ("BEGIN IMMEDIATE", "BEGIN"), ("PRAGMA query_only", "PRAGMA query_only"),
    ("ATTACH 'attached.sqlite' AS other", "ATTACH"), ("VACUUM", "a change of the file"),
    ("CREATE TEMP TABLE mine (a)", "a change of the tables"),
    ("SELECT load_extension('x')", "load_extension()"),
    ("SELECT fts3_tokenizer('simple')", "fts3_tokenizer()"),
  ])
  func sayWhatIsRefused(sql: String, what: String) throws {
    try withAnswers { answers in
      let error = #expect(throws: AnswerError.self) { try answers.rows(of: sql, within: 10) }
      #expect(
        error?.description
          == "A query may only read, and change nothing: \(what) is refused."
      )
    }
  }

  @Test(arguments: [
    "SELECT count(*) FROM repo", "SELECT 1;\n-- and nothing else\n;",
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
    "SELECT name FROM pragma_table_info('repo')", "SELECT value FROM json_each('[1]')",
    "EXPLAIN QUERY PLAN SELECT * FROM node", "SELECT sql FROM sqlite_master",
  ])
  func mayRead(sql: String) throws {
    try withAnswers { answers in
      #expect(throws: Never.self) { try answers.rows(of: sql, within: 10) }
    }
  }

  @Test(arguments: ["SELECT 1; SELECT 2", "SELECT 1; COMMIT", "SELECT 1; SELEC", "SELECT 1 ;;2"])
  func areOneStatementOnly(sql: String) throws {
    try withAnswers { answers in
      let error = #expect(throws: CacheError.self) { try answers.rows(of: sql, within: 10) }
      #expect(error?.message == "Only one statement is allowed, and more text follows the first.")
    }
  }

  private func withAnswers(_ body: (Answers) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "s.sqlite").path
    _ = try Cache(path: path, access: .write)
    try body(Answers(cachePath: path))
  }

  @Test func areStoppedWhenTheyTakeTooLong() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "s.sqlite").path
    _ = try Cache(path: path, access: .write)
    let endless = """
      WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number)
      SELECT count(*) FROM number
      """
    #expect(throws: CacheError.self) {
      try Answers(cachePath: path).rows(of: endless, within: 0.2)
    }
  }
}
