import Foundation
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaTestSupport
import Testing

/// Exports of more lines than readers look at before they decide what a column holds.
@Suite struct LargeExportTests {
  /// DuckDB looks at 20,480 rows, polars at 100.
  private static let family: DrawnFamily = {
    let count = 21_000
    var family = DrawnFamily(
      nodes: (0..<count).map { number in
        let digits = String(100_000 + number)
        return FamilyNode(.model(digits), "acme/model-\(digits)")
      }
    )
    for child in 1..<count { family.link(child, to: 0) }
    family.nodes[count - 1].name = "acme/\"last\", and a comma"
    family.nodes[count - 2].ghost = "deleted or private"
    family.link(5, to: 4, "merge", declared: "merge")
    return family
  }()

  private func read(_ format: String, with reader: String) throws -> Data {
    try withScratchFolder { folder in
      let file = folder.appending(path: "large.\(format)")
      try Data(ExportedText(format, of: Self.family).text.utf8).write(to: file)
      return try Python.run("read_back.py", [reader, file.path])
    }
  }

  @Test func theFirstLinesHaveAValueForEveryKeyThatHasOne() throws {
    let lines = try ExportedText("jsonl", of: Self.family).text.split(separator: "\n")
    #expect(lines.count == Self.family.nodes.count + Self.family.edges.count)
    #expect(Set(lines).count == lines.count)
    let objects = try lines.map { try JSONValue(parsing: String($0)) }
    func keys(_ value: JSONValue) -> [String] {
      guard case .object(let members) = value else { return [] }
      return members.map(\.key)
    }
    func keysWithValues(_ objects: some Sequence<JSONValue>) -> Set<String> {
      Set(objects.flatMap { object in keys(object).filter { object[$0] != .null } })
    }
    #expect(Set(objects.map(keys)).count == 1)
    #expect(keysWithValues(objects.prefix(20)) == keysWithValues(objects))
  }

  @Test(
    .enabled("needs python3 with duckdb and polars") { Python.canImport("duckdb, polars") },
    arguments: ["duckdb", "polars"]
  )
  func aPlainReaderOfLinesTakesThemWhole(reader: String) throws {
    let data = try read("jsonl", with: reader + "_plain_jsonl")
    let rows = try JSONDecoder().decode([[String?]].self, from: data)
    let gone = Self.family.nodes[Self.family.nodes.count - 2]
    #expect(
      Set(rows) == [
        ["node", gone.name, "deleted or private", nil, nil],
        ["edge", nil, nil, Self.family.nodes[5].name, "merge"],
      ]
    )
  }

  @Test(
    .enabled("needs python3 with duckdb and pandas") { Python.canImport("duckdb, pandas") },
    arguments: ["duckdb", "pandas"]
  )
  func aPlainReaderOfCSVTakesItWhole(reader: String) throws {
    let data = try read("csv-nodes", with: reader + "_plain_csv")
    let rows = try JSONDecoder().decode([[String]].self, from: data)
    #expect(rows == [[Self.family.nodes[20_999].name]])
  }

  @Test(arguments: ["csv-nodes", "csv-edges"])
  func everyHeadingStandsInQuotationMarks(format: String) throws {
    let text = try ExportedText(format, of: DrawnFamily(nodes: [])).text
    #expect(text.wholeMatch(of: /("\w+",)+"\w+"\n/) != nil)
  }

  /// NetworKit takes an id for an integer once its first letter is off, and holds it in 64 bits.
  @Test func idsOfGEXFAreALetterAndAnInteger() throws {
    let text = try ExportedText("gexf", of: .small).text
    let ids = text.matches(of: /<node id="([^"]*)"/).map(\.1)
    #expect(ids == DrawnFamily.small.nodes.indices.map { "n\($0)" })
    let ends = text.matches(of: /(?:source|target)="([^"]*)"/).map(\.1)
    #expect(Set(ends).isSubset(of: ids))
  }

  @Test func graphMLDeclaresNoNumberThatAReaderMayCut() throws {
    let text = try ExportedText("graphml", of: .small).text
    #expect(text.contains("attr.name=\"downloads\" attr.type=\"double\""))
    #expect(!text.contains("\"long\"") && !text.contains("\"int\""))
  }

  @Test(.enabled("needs python3 with tulip") { Python.canImport("tulip") })
  func givesTulipNumbersAbove31Bits() throws {
    var family = DrawnFamily(nodes: [FamilyNode(.model("1"), "acme/base")])
    family.nodes[0].downloads = 3_000_000_000
    let text = try ExportedText("graphml", of: family).text
    let seen = try withScratchFolder { folder in
      let file = folder.appending(path: "numbers.graphml")
      try Data(text.utf8).write(to: file)
      return try Python.run("read_back.py", ["tulip_graphml", file.path])
    }
    #expect(try JSONDecoder().decode([Double].self, from: seen) == [3_000_000_000])
  }

  /// Several licenses were one that no list knows.
  @Test func cycloneDXHasAnEntryForEachLicense() throws {
    var family = DrawnFamily(nodes: [FamilyNode(.model("1"), "acme/base")])
    family.nodes[0].license = "mit,other,MIT,gemma"
    family.nodes[0].licenseName = "house-rules"
    family.nodes[0].licenseLink = "https://example.org/rules"
    func licenses() throws -> JSONValue? {
      let document = try JSONValue(parsing: ExportedText("cyclonedx", of: family).text)
      return document["components"]?.array?.first?["licenses"]
    }
    #expect(
      try licenses() == [
        ["license": ["id": "MIT"]],
        ["license": ["name": "house-rules", "url": "https://example.org/rules"]],
        ["license": ["name": "gemma"]],
      ]
    )
    family.nodes[0].licenseLink = "LICENSE.md"
    family.nodes[0].license = "other"
    #expect(try licenses() == [["license": ["name": "house-rules"]]])
  }

  @Test func mermaidIsWarnedOfByEdgesAndByCharacters() {
    #expect(MermaidExport.warning(edges: 500, length: 50_000) == nil)
    let rest =
      " Mermaid draws at most 500 edges and 50000 characters unless its host's maxEdges and "
      + "maxTextSize say otherwise: choose a smaller part, or another format."
    #expect(
      MermaidExport.warning(edges: 501, length: 9) == "The drawing has 501 edges." + rest
    )
    #expect(
      MermaidExport.warning(edges: 7, length: 50_001) == "The drawing has 50001 characters." + rest
    )
    #expect(
      MermaidExport.warning(edges: 501, length: 50_001)
        == "The drawing has 501 edges and 50001 characters." + rest
    )
  }
}
