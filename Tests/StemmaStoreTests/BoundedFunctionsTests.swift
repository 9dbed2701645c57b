import Foundation
import StemmaTestSupport
import StemmaCore
import Testing

@testable import StemmaStore

/// The SQL of users: no single step of it goes on for long.
@Suite(.timeLimit(.minutes(2))) struct BoundedFunctionsTests {
  /// Arguments in which texts, blobs, numbers, NULL, wide characters and broken ones meet.
  private static let values = [
    "NULL", "''", "'a'", "'aa'", "'abcabc'", "'bc'", "'ä'", "'xäöä'", "'öä'", "' a '", "'日本語日本'",
    "'本'", "x''", "x'6162'", "x'62'", "x'c3'", "x'a4'", "x'00'", "CAST(x'61a462' AS TEXT)",
    "CAST(x'a4' AS TEXT)", "CAST(x'c3' AS TEXT)", "12", "1.5", "-1", "char(0)",
    "'a' || char(0) || 'b'",
  ]

  private static let calls: [String] = {
    let pairs = values.flatMap { one in values.map { "\(one), \($0)" } }
    let names = ["instr", "trim", "ltrim", "rtrim"]
    return names.flatMap { name in pairs.map { "\(name)(\($0))" } }
      + ["trim", "ltrim", "rtrim"].flatMap { name in values.map { "\(name)(\($0))" } }
      + pairs.flatMap { pair in
        ["''", "'-'", "NULL", "x'31'", "'äa'"].map { "replace(\(pair), \($0))" }
      }
  }()

  @Test(.enabled("needs python3") { Python.succeeds("import sqlite3") })
  func giveWhatSQLiteGives() throws {
    let input = JSONValue.array(Self.calls.map(JSONValue.string)).text
    let reply = try Python.run("sqlite_values.py", input: Data(input.utf8))
    let expected = try #require(
      try JSONValue(parsing: String(decoding: reply, as: UTF8.self)).array
    )
    #expect(expected.count == Self.calls.count)
    try withCache { connection in
      for (call, value) in zip(Self.calls, expected) {
        let sql = "SELECT typeof(v) || ' ' || hex(v) FROM (SELECT \(call) AS v)"
        let told = try connection.prepareQuery(sql).first { $0.text(0) }
        #expect(told == value.string, "\(call)")
      }
    }
  }

  /// Reported: one step held a harvest and `sql --timeout` until somebody ended the program.
  @Test(
    arguments: [
      // As long as values may be, and built so that SQLite's own functions compare nearly all of it at
      // each place.
      "instr(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || 'b')",
      "replace(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || 'b', '')",
      "hex(zeroblob(2000000)) LIKE '%' || substr(hex(zeroblob(100)), 1, 98) || 'b'",
      "hex(zeroblob(2000000)) GLOB '*' || substr(hex(zeroblob(100)), 1, 98) || 'b'",
      "trim(hex(zeroblob(2000000)), substr('abcdefghijklmnopqrstuvwxyz' || hex(zeroblob(40)), 1, 100))",
    ]
  )
  func aStepIsOverSoon(call: String) throws {
    try withCache { connection in
      // Without end: the limit is looked at between a few of them.
      let many = """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000)
        SELECT sum(length(\(call)) + i) FROM n
        """
      let start = ContinuousClock.now
      #expect(throws: CacheError.self) {
        try connection.within(0.2) { _ = try connection.prepareQuery(many).first { $0.integer(0) } }
      }
      #expect(ContinuousClock.now - start < .seconds(20))
    }
  }

  @Test(
    arguments: [
      ("SELECT json_patch('{}', '{}')", "json_patch() is refused"),
      ("SELECT count(*) FROM dbstat", "SELECT FROM dbstat is refused"),
      ("SELECT * FROM pragma_integrity_check", "PRAGMA integrity_check is refused"),
      ("SELECT * FROM pragma_quick_check", "PRAGMA quick_check is refused"),
      ("SELECT length(zeroblob(5000000))", "longer than 4 MB"),
      ("SELECT length(replace(hex(zeroblob(1000000)), '0', 'abcdef'))", "longer than 4 MB"),
      ("SELECT trim('a', hex(zeroblob(51)))", "at most 100 characters"),
      ("SELECT 'a' LIKE hex(zeroblob(51))", "pattern too complex"),
    ]
  )
  func whatCannotBeBoundedIsRefused(query: String, words: String) throws {
    try withCache { connection in
      let error = #expect(throws: CacheError.self) {
        try connection.within(5) { _ = try connection.prepareQuery(query).rows { _ in } }
      }
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
  }

  /// Each name joins the one before with itself: SQLite makes a copy of what it stands for each time.
  @Test func aQueryThatGrowsWithoutBoundIsRefused() throws {
    func query(_ count: Int, _ next: (Int) -> String) -> String {
      let names = (1..<count).map { "a\($0) (x) AS (\(next($0 - 1)))" }
      return "WITH a0 AS (SELECT 1 AS x), " + names.joined(separator: ", ")
        + " SELECT count(*) FROM a\(count - 1)"
    }
    let growing = [
      query(40) { "SELECT 1 FROM a\($0), a\($0)" },
      query(40) { "SELECT 1 FROM a\($0) AS p JOIN \"A\($0)\" AS q ON p.x = q.x" },
      query(40) { "SELECT 1 FROM (a\($0) AS p, a\($0) AS q)" },
      query(40) { "SELECT 1 FROM (SELECT * FROM a\($0)) -- FROM\n, /* ) */ [a\($0)] AS q" },
      query(40) { "SELECT 1 WHERE 1 IN a\($0) OR 2 IN (SELECT x FROM a\($0))" },
    ]
    let modest = [
      query(40) { "SELECT x FROM a\($0) WHERE x <> 'FROM a1, a1'" },
      query(8) { "SELECT 1 FROM a\($0), a\($0)" },
      query(40) { "SELECT a\($0).x AS a\($0), 1 AS b, a\($0).x, max(a\($0).x, 1) FROM a\($0)" }
        .replacing("(x) AS", with: "(x, y, z, w) AS"),
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
      "SELECT CAST(1 AS TEXT) AS t, '''', \"name\", [kind], `id` FROM repo, repo AS r",
    ]
    try withCache { connection in
      for query in growing {
        #expect(throws: CacheError.self, "\(query)") { try connection.prepareQuery(query) }
      }
      for query in modest { #expect(QueryExpansion.count(of: query) <= 300, "\(query)") }
    }
  }

  private func withCache(_ body: (Connection) throws -> Void) throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "c.sqlite").path, access: .write)
      try cache.read(body)
    }
  }
}
