import StemmaAnswers
import StemmaGraph
import StemmaTestSupport
import Testing

/// What Graphviz and Mermaid get of a family that is too large to be drawn whole.
@Suite struct FoldedFamilyTests {
  private static let count = 700

  /// Children of one model, each known to the cache as it is to the tree.
  private static let family: DrawnFamily = {
    var family = DrawnFamily(
      nodes: (0..<count).map { FamilyNode(.model("id\($0)"), "acme/model-\(1000 + $0)") }
    )
    for child in 1..<count { family.link(child, to: 0, "adapter", declared: "adapter") }
    return family
  }()

  private static let picture = FamilyPicture(
    ModelTree(
      model: "acme/model-1000",
      direction: .down,
      nodes: (0..<count).map { .init(id: "acme/model-\(1000 + $0)", distance: $0 == 0 ? 0 : 1) },
      edges: (1..<count).map {
        .init(child: "acme/model-\(1000 + $0)", parent: "acme/model-1000", relation: "adapter")
      }
    )
  )

  @Test(arguments: ["dot", "mermaid"])
  func staysWithinWhatIsDrawn(format: String) throws {
    let folded = try FoldedFamily(
      Self.family,
      showing: FamilyFold(Self.picture),
      of: Self.picture
    )
    let text = try ExportedText(format, ofAny: folded).text
    #expect(text.contains("687 more") && text.contains("adapters by 1 publisher"))
    #expect(text.contains("acme/model-1001") && !text.contains("acme/model-1699"))
    var edges = 0
    try folded.forEachEdge { _ in edges += 1 }
    #expect(edges == 13)
    #expect(MermaidExport.warning(edges: edges, length: text.utf16.count) == nil)
  }
}
