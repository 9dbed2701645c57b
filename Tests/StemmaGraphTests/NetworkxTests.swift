import Foundation
import StemmaGraph
import StemmaTestSupport
import Testing

/// The whole of the answers, compared with those of networkx: skipped where it is not installed.
@Suite(.enabled("needs python3 with networkx") { Python.canImport("networkx") })
struct NetworkxTests {
  private struct Answer: Codable, Equatable {
    var descendants: [Int32]
    var ancestors: [Int32]
    var depthsBelow: [Int32]
    var depthsAbove: [Int32]
    var components: [[Int32]]
    var cycles: [[Int32]]
    /// Ancestor, descendant, distance.
    var pairs: [[Int32]]
  }

  private func ours(_ graph: LineageGraph) -> Answer {
    let condensation = Condensation(of: graph)
    let representatives = Components(of: graph).representatives
    var pairs: [[Int32]] = []
    graph.forEachPair { pairs.append([$0, $1, $2]) }
    var search = Search(nodeCount: graph.nodeCount)
    return Answer(
      descendants: condensation.descendantCounts(),
      ancestors: graph.nodes.map { node in
        search.run(from: node, over: graph.parents)
        return Int32(search.found.count)
      },
      depthsBelow: condensation.depthsBelow(),
      depthsAbove: condensation.depthsAbove(),
      components: Dictionary(grouping: graph.nodes) { representatives[Int($0)] }
        .values.sorted { $0[0] < $1[0] },
      cycles: condensation.cycles(),
      pairs: pairs
    )
  }

  private func theirs(_ text: String) throws -> Answer {
    let reply = try Python.run("networkx_oracle.py", input: Data(text.utf8))
    return try JSONDecoder().decode(Answer.self, from: reply)
  }

  /// Reads the number of nodes and then lines of child and parent.
  private func graph(_ text: String) throws -> LineageGraph {
    let numbers = try text.split(whereSeparator: \.isWhitespace).map { try #require(Int32($0)) }
    return LineageGraph(
      nodeCount: Int(try #require(numbers.first)),
      edges: stride(from: 1, to: numbers.count, by: 2).map {
        LineageGraph.Edge(child: numbers[$0], parent: numbers[$0 + 1])
      }
    )
  }

  @Test func agreeOnRandomGraphs() throws {
    for drawn in RandomGraph.draw(12) {
      let edges = drawn.edges.map { "\($0.child) \($0.parent)\n" }.joined()
      #expect(ours(drawn.graph) == (try theirs("\(drawn.nodeCount)\n\(edges)")), "\(drawn)")
    }
  }

  @Test func agreeOnThousandsOfRandomGraphs() throws {
    // Side by side they are one graph, which needs one program.
    var (count, text) = (Int32(0), "")
    for drawn in RandomGraph.draw(2000) {
      for edge in drawn.edges { text += "\(edge.child + count) \(edge.parent + count)\n" }
      count += Int32(drawn.nodeCount)
    }
    text = "\(count)\n\(text)"
    let graph = try graph(text)
    #expect(graph.selfLoops.count > 500)
    #expect(Condensation(of: graph).cycles().count > 500)
    #expect(graph.nodes.contains { graph.parents(of: $0).count > 2 })
    let areEqual = try ours(graph) == theirs(text)
    #expect(areEqual)
  }

  @Test(.enabled("needs the tables of real edges") { realEdges != nil })
  func agreeOnAllRealEdges() throws {
    let table = try #require(NetworkxTests.realEdges)
    let text = String(decoding: try Python.run("number_edges.py", [table.path]), as: UTF8.self)
    let graph = try graph(text)
    #expect(graph.edgeCount > 40_000)
    // Shown by #expect, a difference would fill the screen with two hundred thousand numbers.
    let (ours, theirs) = (ours(graph), try theirs(text))
    #expect(ours.descendants.elementsEqual(theirs.descendants))
    let areEqual = ours == theirs
    #expect(areEqual)
  }

  private static var realEdges: URL? { Shared.file("real-hub/edges/base-model-edges.csv.gz") }
}
