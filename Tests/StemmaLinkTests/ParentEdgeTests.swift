@testable import StemmaDerive
@testable import StemmaLink
import Testing

/// What the statements of one child about a parent make.
@Suite struct ParentEdgeTests {
  private static func statement(
    _ source: Declaration.Source,
    _ relation: String?,
    from firstSeen: Int64,
    to lastSeen: Int64? = nil
  ) -> ParentDeclaration {
    ParentDeclaration(
      parent: 7,
      source: source,
      position: 0,
      relation: relation,
      firstSeen: firstSeen,
      lastSeen: lastSeen
    )
  }

  @Test func aRelationThatTheCardWithdrewIsDeclaredNoMore() {
    let edges = ParentEdge.edges(of: [
      Self.statement(.card, "adapter", from: 14, to: 15), Self.statement(.card, nil, from: 16),
      Self.statement(.hub, "adapter", from: 14, to: 15),
      Self.statement(.hub, "quantized", from: 16), Self.statement(.tag, nil, from: 14),
    ])
    #expect(edges.map(\.declared) == [nil])
    #expect(edges.map(\.hub) == ["quantized"])
    #expect(edges.map(\.firstSeen) == [14] && edges.map(\.lastSeen) == [nil])
  }

  @Test func anEdgeThatIsGoneKeepsWhatWasSaidLast() {
    let edges = ParentEdge.edges(of: [
      Self.statement(.card, "merge", from: 2, to: 3),
      Self.statement(.card, "adapter", from: 4, to: 5),
    ])
    #expect(edges.map(\.declared) == ["adapter"])
    #expect(edges.map(\.lastSeen) == [5])
  }
}
