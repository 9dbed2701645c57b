import Foundation
import StemmaLink
import StemmaTestSupport
import Testing

@Suite struct LoaderNameTests {
  @Test func aNameWithAnOwnerIsADataset() {
    #expect(LoaderName.kind(of: "imagefolder") == "loader")
    #expect(LoaderName.kind(of: "JSON") == "loader")
    #expect(LoaderName.kind(of: "updated") == "placeholder")
    #expect(LoaderName.kind(of: "someone/imagefolder") == nil)
    #expect(LoaderName.kind(of: "squad") == nil)
  }

  @Test func theQueryLeavesTheSameNamesOut() throws {
    let file = Shared.package.appending(path: "queries/datasets-most-used.sql")
    let sql = try String(contentsOf: file, encoding: .utf8)
    let list = try #require(sql.split(separator: "NOT IN (").last?.split(separator: ")").first)
    let names = list.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    #expect(Set(names) == LoaderName.builders.union(LoaderName.words))
  }
}
