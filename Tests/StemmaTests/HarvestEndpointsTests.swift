import Foundation
@testable import StemmaHarvest
import Testing

/// Every endpoint is a file of the folder `Endpoints` and a line of ``Endpoints/all``.
@Suite struct HarvestEndpointsTests {
  @Test func theListHoldsWhatTheFolderHolds() throws {
    let listed = Set(Endpoints.all.map { "\(type(of: $0))" })
    #expect(try Set(Self.declared()) == listed)
  }

  @Test func everyPurposeOfACacheHasOneEndpoint() {
    let names = Endpoints.all.map(\.name)
    #expect(
      names == [
        "listing", "created", "changed", "census", "gated", "adapters", "children", "users", "root",
        "named", "vanished", "unread", "member", "commits", "discussions", "thread", "likers",
        "refs",
        "spaces", "organization", "user", "card",
      ]
    )
    for name in names { #expect(Endpoints.named(name)?.name == name) }
    #expect(Endpoints.named("papers") == nil)
  }

  /// No other file of the sources than its own, and that of its wire shape, tells of an endpoint's
  /// purpose.
  @Test func anEndpointIsToldInOnePlace() throws {
    for file in try Self.files(under: Self.sources.appending(path: "StemmaHarvest"))
    where !file.path.contains("/Endpoints/") {
      let text = try String(contentsOf: file, encoding: .utf8).lowercased()
      for word in ["likerspage", "commitspage", "discussionspage", "reporefs", "cardtext"] {
        #expect(!text.contains(word), "\(file.lastPathComponent)")
      }
    }
  }

  /// The types of the folder that are endpoints.
  private static func declared() throws -> [String] {
    let folder = sources.appending(path: "StemmaHarvest/Endpoints")
    return try files(under: folder).flatMap { file in
      try String(contentsOf: file, encoding: .utf8)
        .matches(of: #/(?m)^struct (\w+): [^{]*Endpoint\b/#)
        .map { String($0.1) }
    }
  }

  private static func files(under folder: URL) throws -> [URL] {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let files = all?.compactMap { $0 as? URL } ?? []
    try #require(!files.isEmpty)
    return files.filter { $0.pathExtension == "swift" }
  }

  private static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")
}
