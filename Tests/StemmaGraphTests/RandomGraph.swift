import Foundation
import StemmaGraph
import StemmaTestSupport

/// A small random graph that can be drawn again from its seed.
struct RandomGraph: CustomStringConvertible {
  let seed: UInt64
  let nodeCount: Int
  /// Any order, with repeats, self-loops and cycles.
  let edges: [LineageGraph.Edge]
  /// For whatever else a test draws.
  var random: SplitMix64

  init(seed: UInt64) {
    var random = SplitMix64(state: seed)
    let shape = Shape.allCases.randomElement(using: &random) ?? .sparse
    nodeCount = Int.random(in: 1...18, using: &random)
    edges = shape.edges(nodeCount: nodeCount, using: &random).shuffled(using: &random)
    self.seed = seed
    self.random = random
  }

  var graph: LineageGraph { LineageGraph(nodeCount: nodeCount, edges: edges) }

  var description: String {
    "STEMMA_SEED=\(seed) draws \(nodeCount) nodes, "
      + edges.map { "\($0.parent) <- \($0.child)" }.joined(separator: "; ")
  }

  /// Draws `count` graphs; the first has the seed of the environment, where one is set.
  static func draw(_ count: Int) -> some Sequence<RandomGraph> {
    (0..<UInt64(count)).lazy.map { RandomGraph(seed: firstSeed &+ $0) }
  }

  /// What to set to draw the same graphs again.
  private static let firstSeed: UInt64 = {
    let seed =
      ProcessInfo.processInfo.environment["STEMMA_SEED"].flatMap { UInt64($0) }
      ?? UInt64.random(in: 0...UInt64(UInt32.max))
    print("Random graphs start at STEMMA_SEED=\(seed)")
    return seed
  }()
}

/// How the edges of a random graph are drawn.
private enum Shape: CaseIterable {
  case tree, chain, merges, sparse, dense, rings

  func edges(nodeCount: Int, using random: inout SplitMix64) -> [LineageGraph.Edge] {
    var edges = ends(nodeCount: nodeCount, using: &random).map {
      LineageGraph.Edge(child: Int32($0.0), parent: Int32($0.1))
    }
    for edge in edges where Int.random(in: 0..<8, using: &random) == 0 { edges.append(edge) }
    if Bool.random(using: &random) {
      let node = Int32.random(in: 0..<Int32(nodeCount), using: &random)
      edges.append(LineageGraph.Edge(child: node, parent: node))
    }
    return edges
  }

  private func ends(nodeCount n: Int, using random: inout SplitMix64) -> [(Int, Int)] {
    let numbers = Array(0..<n).shuffled(using: &random)
    switch self {
    case .chain:
      return zip(numbers.dropFirst(), numbers).map { ($0, $1) }
    case .tree, .merges:
      let parents = self == .tree ? 1 : 3
      return numbers.indices.dropFirst().flatMap { child in
        (0..<Int.random(in: 0...parents, using: &random)).map { _ in
          (numbers[child], numbers[Int.random(in: 0..<child, using: &random)])
        }
      }
    case .sparse, .dense:
      return (0..<Int.random(in: 0...(self == .dense ? n * n / 2 : n), using: &random)).map { _ in
        (Int.random(in: 0..<n, using: &random), Int.random(in: 0..<n, using: &random))
      }
    case .rings:
      let size = Int.random(in: 1...4, using: &random)
      let rings = numbers.indices.map { i in
        (numbers[i], numbers[i % size == size - 1 ? i - size + 1 : min(i + 1, n - 1)])
      }
      return rings + [(numbers[0], numbers[n - 1])]
    }
  }
}
