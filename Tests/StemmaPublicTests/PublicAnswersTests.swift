import Foundation
import Stemma
import Testing

/// Answers as a program outside the package makes, asks and prints them.
@Suite struct PublicAnswers {
  @Test func printValuesThatWereMadeByHand() {
    var counts = Derivatives.Counts()
    (counts.total, counts.finetune) = (1, 1)
    let answer = Derivatives(
      model: "a/base",
      direct: counts,
      all: counts,
      publishers: 1,
      weighted: 1,
      maxDistance: 1,
      depth: 1
    )
    #expect(answer.json["all"]?["total"] == 1)
    #expect(answer.table.rows.first == ["finetune", 1, 1])
    #expect(answer.text.hasPrefix("Derivatives of a/base\n"))
    #expect(answer.text(as: .csv).hasPrefix("\"relation\",\"direct\",\"all\"\nfinetune,1,1\n"))
  }

  @Test func tellWhatWasImported() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "snapshot.csv")
    try "id,date,downloads\na/base,2024-01-02,7\n"
      .write(to: file, atomically: true, encoding: .utf8)

    let cache = folder.appending(path: "stemma.sqlite").path
    let summaries = try Pipeline(cachePath: cache).importHistory(.init(files: [file.path]))
    #expect(summaries.map(\.rows) == [1])

    let answers = try Answers(cachePath: cache)
    #expect(try answers.status().json["models"] == 0)
    #expect(try answers.counters(of: "a/base").entries.map(\.downloads) == [7])
    let rows = try answers.rows(of: "SELECT count(*) AS n FROM imported_counter")
    #expect(rows.json.text == #"[{"n":1}]"#)
  }
}
