import Foundation
import StemmaTestSupport
import Testing

@testable import StemmaStore

/// Texts that a statement keeps for one run, and what is found by an index.
struct BoundTextTests {
  @Test func eachRunWritesTheTextsThatWereBoundForIt() throws {
    // One that fits, several that do not fit together, one that fits alone nowhere.
    let long = String(repeating: "länger ", count: 1000)
    let texts: [String?] = [
      "first", "", nil, long, long, String(repeating: long, count: 4), "last",
    ]
    try withConnection { connection in
      try connection.execute("CREATE TEMP TABLE bound (one TEXT, other TEXT, third TEXT)")
      let insert = try connection.prepare("INSERT INTO bound VALUES (?, ?, ?)")
      for text in texts {
        try insert.bind(text, at: 1)
        try insert.bind(text.map { $0 + "!" }, at: 2)
        try insert.bind(text.map { SQLValue.text("?" + $0) } ?? .null, at: 3)
        try insert.runBound()
      }
      let rows = try connection.rows("SELECT one, other, third FROM bound ORDER BY rowid") {
        $0.inOrder { [$0.optionalText(), $0.optionalText(), $0.optionalText()] }
      }
      #expect(rows == texts.map { [$0, $0.map { $0 + "!" }, $0.map { "?" + $0 }] })
    }
  }

  @Test func aTextThatWasLookedForIsForgottenBeforeTheNext() throws {
    try withConnection { connection in
      let echo = try connection.prepare("SELECT ? AS text")
      for number in 0..<2000 {
        let text = "text \(number) of many"
        try echo.bind(text, at: 1)
        #expect(try echo.advance())
        #expect(echo.text("text") == text)
        echo.reset()
      }
    }
  }

  @Test func whatAnOwnerHasIsFoundByAnIndex() throws {
    try withConnection { connection in
      let plan = try connection.rows(
        "EXPLAIN QUERY PLAN SELECT name FROM repo WHERE owner = 1 AND kind = 'model'"
      ) { $0.text("detail") }
      #expect(plan.contains { $0.contains("USING INDEX repo_owner") }, "\(plan)")
    }
  }

  private func withConnection(_ body: (Connection) throws -> Void) throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "hub.sqlite").path, access: .write)
      try cache.write { try body($0.as(.link)) }
    }
  }
}
