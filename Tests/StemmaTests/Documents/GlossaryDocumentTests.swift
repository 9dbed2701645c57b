import Foundation
import StemmaStore
import StemmaTestSupport
import Testing

/// The article "Glossary" names every public table and view.
@Suite struct GlossaryDocumentTests {
  @Test func everyTableHasALine() throws {
    let tables = Schema.tablesByStage.flatMap(\.tables)
    #expect(Set(try Self.names(under: "## Tables")) == Set(tables))
  }

  @Test func everyViewHasALine() throws {
    let views = try withScratchFolder { folder in
      try Cache(path: folder.appending(path: "s.sqlite").path, access: .write).read { connection in
        try connection.rows("SELECT name FROM sqlite_master WHERE type = 'view'") { $0.text(0) }
      }
    }
    #expect(Set(try Self.names(under: "## Views")) == Set(views))
  }

  /// The root page leads to every article, and every link of an article to one.
  @Test func everyArticleIsATopic() throws {
    let folder = Shared.package.appending(path: "Sources/Stemma/Stemma.docc")
    let articles = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".md") && $0 != "Stemma.md" }.map { $0.dropLast(3) }
    let root = try String(contentsOf: folder.appending(path: "Stemma.md"), encoding: .utf8)
    for article in articles {
      #expect(root.contains("<doc:\(article)>"), "\(article)")
      let text = try String(contentsOf: folder.appending(path: article + ".md"), encoding: .utf8)
      for link in text.matches(of: /<doc:([A-Za-z]+)/) {
        #expect(articles.contains(link.1), "\(article) leads to \(link.1)")
      }
    }
  }

  private static func names(under heading: String) throws -> [String] {
    let article = Shared.package.appending(path: "Sources/Stemma/Stemma.docc/Glossary.md")
    let lines = try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
    let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
    return section.compactMap { $0.firstMatch(of: #/^\| `([a-z_]+)` /#).map { String($0.1) } }
  }
}
