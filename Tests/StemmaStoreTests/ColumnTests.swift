import Foundation
import StemmaTestSupport
import Testing

@testable import StemmaStore

/// Columns by name, and in order.
struct ColumnTests {
  @Test func areReadByTheirNames() throws {
    try withRow("SELECT 7 AS number, 'a' AS text, NULL AS unsaid, 0.5 AS half, 8 AS number") {
      row in
      #expect(row.integer("number") == 7)
      #expect(row.int("number") == 7)
      #expect(row.bool("number"))
      #expect(row.optionalInteger("unsaid") == nil)
      #expect(row.text("text") == "a")
      #expect(row.optionalText("unsaid") == nil)
      #expect(row.real("half") == 0.5)
      #expect(row.optionalReal("half") == 0.5)
      #expect(row.isNull("unsaid"))
      #expect(row.value("text") == .text("a"))
    }
  }

  @Test func areReadInOrder() throws {
    try withRow("SELECT 7, 'a', NULL, 0.5, 1, 2, 'left out'") { row in
      let texts = row.inOrder {
        [
          "\($0.integer())", $0.text(), $0.optionalText() ?? "-", "\($0.real())", "\($0.bool())",
          "\($0.int())",
          { (reader: inout RowReader) in
            reader.skip(); return "."
          }(&$0),
        ]
      }
      #expect(texts == ["7", "a", "-", "0.5", "true", "2", "."])
    }
  }
}

/// Which column a number means, no reader sees: every column but an only one is read by its name or
/// in its turn.
struct ColumnNumberTests {
  @Test func noColumnButTheFirstIsReadByItsNumber() throws {
    let all = FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil)
    let files = (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
    try #require(!files.isEmpty)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      for read in text.matches(of: Self.read) {
        Issue.record("\(file.lastPathComponent) reads a column by its number: \(read.output)")
      }
    }
  }

  @Test(arguments: [".text(1)", ".optionalInteger(12)", ".withText(2)", ".int(column + 1)"])
  func aReadByNumberIsFound(_ text: String) {
    #expect("row\(text)".contains(Self.read))
  }

  @Test(arguments: [".text(0)", ".text(\"name\")", ".integer(place)", ".count(1)"])
  func otherCallsAreLeftAlone(_ text: String) {
    #expect(!"row\(text)".contains(Self.read))
  }

  private static var read: Regex<Substring> {
    #/\.(?:(?:optional)?(?:Text|text|Integer|integer|Real|real)|int|bool|value|isNull|byteCount|with(?:Text|Blob))\((?:[1-9]|\w+ \+ \d)/#
  }

  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")
}

private func withRow(_ sql: String, _ body: (Statement) throws -> Void) throws {
  try withScratchFolder { folder in
    let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
    #expect(try cache.read { try $0.first(sql, body: body) } != nil)
  }
}
