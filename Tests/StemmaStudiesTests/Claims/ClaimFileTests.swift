import Foundation
import StemmaCore
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

@Suite struct ClaimFileTests {
  private static func example() throws -> String {
    let article = try String(contentsOf: Self.article, encoding: .utf8)
    return String(article.split(separator: "```sql\n")[1].split(separator: "```")[0])
  }

  private static let article = Shared.package.appending(
    path: "Sources/Stemma/Stemma.docc/Claims.md"
  )

  @Test func theRegisterHasEveryClaimOfTheStudy() throws {
    let ids =
      (1...15).map { "P\($0)" } + (1...4).map { "T\($0)" } + (1...7).map { "E\($0)" }
      + (28...36).map { "C\($0)" }
    #expect(Set(try ClaimWorld.folder.claims().map(\.id)) == Set(ids))
  }

  @Test func everyClaimNamesASourceOfItsStudy() throws {
    let folder = QueryFolder(of: Shared.package.appending(path: "queries"))
    for claim in try ClaimWorld.folder.claims() {
      let study = try StudyFolder(in: folder).study(claim.study).study
      #expect(study.sources.contains { $0.code == claim.source }, "\(claim.id)")
      #expect(claim.quote.contains("\"") || claim.quote.hasPrefix("Not verbatim:"), "\(claim.id)")
    }
  }

  @Test func theArticlesExampleIsAClaim() throws {
    let claim = try Claim(name: "X1", text: Self.example(), sha256: "")
    #expect(claim.rule.supported?.text == ">= 10")
    #expect(claim.rule.bias == .lower)
    #expect(claim.sql.hasPrefix("SELECT count(*)"))
  }

  @Test func theArticleNamesEveryKeyNeedAndConfounder() throws {
    let keys = ClaimKey.allCases.map { "\($0.rawValue) | \($0.isNeeded ? "yes" : "no")" }
    #expect(try Self.rows(under: "## Keys", columns: 2) == keys)
    #expect(
      try Self.rows(under: "## Needs", columns: 1) == CoverageNeed.allCases.map(\.rawValue)
    )
    #expect(
      Set(try Self.rows(under: "## Confounders", columns: 1))
        == Set(Confounder.allCases.map(\.rawValue))
    )
  }

  @Test(arguments: [
    ("-- claim: X1", "-- claim: X2", "line 1: it is not named after its file, X1"),
    ("-- test: yes", "-- test: maybe", "line 10: maybe is not one of yes, part, no"),
    ("-- test: yes", "-- tset: yes", "line 10: tset is not a key of a claim"),
    ("-- test: yes", "-- test: no", "line 10: a claim that is not tested needs a reason"),
    ("-- metric: outside derivatives\n", "", "it needs metric"),
    ("-- metric: outside derivatives", "-- metric:", "line 11: metric is empty"),
    ("-- supported: >= 10", "-- supported: ten", "line 13: ten is not a bound such as >= 10"),
    ("-- supported: >= 10\n", "", "line 10: a claim that is tested needs the key supported"),
    ("-- bias: lower;", "-- bias: low;", "line 15: must begin with none"),
    ("-- needs: models", "-- needs: models love", "line 17: love is not one of models, datasets"),
    (
      "-- window: any", "-- window: any\n-- window: all",
      "line 15: window is repeated; it was first given in line 14"
    ),
    ("SELECT count(*) AS value FROM study_derivative WHERE study = :study;", "", "it has no query"),
  ])
  func saysWhatIsWrongWithItsLine(old: String, new: String, problem: String) throws {
    let text = try Self.example().replacing(old, with: new)
    do {
      _ = try Claim(name: "X1", text: text, sha256: "")
      Issue.record("it was taken")
    } catch {
      #expect(error.problems.contains { $0.description.hasPrefix(problem) }, "\(error)")
    }
  }

  private static func rows(under heading: String, columns: Int) throws -> [String] {
    let lines = try String(contentsOf: article, encoding: .utf8).split(separator: "\n")
    let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("#") }
    return section.filter { $0.hasPrefix("| ") }.dropFirst().map { row in
      row.dropFirst(2).split(separator: " | ").prefix(columns).joined(separator: " | ")
    }
  }
}
