import Foundation
import StemmaAnswers
import StemmaTestSupport
import Testing

/// The article "Licenses" says what the code does.
@Suite struct LicensesDocumentTests {
  @Test func theArticleNamesEveryFamilyAndItsLicences() throws {
    #expect(try Self.rows(under: "## Families") == Self.families)
  }

  @Test func theArticleNamesEveryRule() throws {
    #expect(try Self.rows(under: "## Rules") == Self.rules)
  }

  @Test func theArticleNamesEveryNameThatOthersRead() throws {
    #expect(
      try Self.rows(under: "## Names beside `other`")
        == NamedLicense.all.map { name in
          "| `\(name.name)` | \(name.standsFor.map { "`\($0.rawValue)`" } ?? name.family.rawValue) | "
            + "\(name.modelsRead) | \(name.terms) | <\(name.evidence)> |"
        }
    )
  }

  private static let families = LicenseFamily.members.map { family, licenses in
    "| \(family.rawValue) | \(list(licenses)) |"
  }

  private static let rules = LicenseRule.all.map { rule in
    "| `\(rule.id)` | \(rule.condition.rawValue) | \(rule.source) | \(rule.summary) | "
      + "\(list(rule.licenses)) | \(keepers(of: rule)) |"
  }

  private static func keepers(of rule: LicenseRule) -> String {
    let known = LicenseFamily.members.filter { !LicenseFamily.unread.contains($0.family) }
      .flatMap(\.licenses)
    let kept = Set(known.filter(rule.isKept))
    if kept == rule.licenses { return "the same" }
    let dropped = Set(known).subtracting(kept)
    return dropped.count < kept.count ? "all but " + list(dropped) : list(kept)
  }

  private static func list(_ licenses: some Sequence<License>) -> String {
    licenses.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", ")
  }

  private static func rows(under heading: String) throws -> [String] {
    let article = Shared.package.appending(path: "Sources/Stemma/Stemma.docc/Licenses.md")
    let lines = try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
    let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
    return section.filter { $0.hasPrefix("| ") }.dropFirst().map(String.init)
  }
}
