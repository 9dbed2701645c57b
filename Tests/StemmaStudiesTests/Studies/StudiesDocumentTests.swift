import Foundation
import StemmaStudies
import StemmaTestSupport
import Testing

/// The article "Studies" says what the reader takes.
@Suite struct StudiesDocumentTests {
  @Test(arguments: StudyShape.allCases)
  func theArticleNamesEveryKey(shape: StudyShape) throws {
    let keys = shape.keys.map { "\($0.name) | \($0.isNeeded ? "yes" : "no")" }
    let described = try Self.rows(under: "### \(shape.rawValue)").map { row in
      row.split(separator: " | ").prefix(2).joined(separator: " | ").dropFirst(2)
    }
    #expect(described.map(String.init) == keys)
  }

  @Test func theArticleNamesEveryRole() throws {
    let roles = Study.Section.allCases.filter { !$0.roles.isEmpty }.map { section in
      "| \(section.rawValue) | \(section.roles.map { "`\($0)`" }.joined(separator: ", ")) |"
    }
    #expect(try Self.rows(under: "## Roles") == roles)
  }

  @Test func theArticlesExampleIsAStudy() throws {
    let article = try String(contentsOf: Self.article, encoding: .utf8)
    let example = article.split(separator: "```yaml\n")[1].split(separator: "```")[0]
    #expect(throws: Never.self) { try StudyFile(name: "x.yaml", bytes: Data(example.utf8)) }
  }

  private static let article = Shared.package.appending(
    path: "Sources/Stemma/Stemma.docc/Studies.md"
  )

  private static func rows(under heading: String) throws -> [String] {
    let lines = try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
    let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("#") }
    return section.filter { $0.hasPrefix("| ") }.dropFirst().map(String.init)
  }
}
