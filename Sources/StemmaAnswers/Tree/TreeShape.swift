/// A tree as numbers: which node hangs from which, with the model itself as 0 and the nearest first.
///
/// Some bytes a node, so that a family of a million can be drawn whose names are asked for as they are
/// drawn.
struct TreeShape {
  /// An edge, seen from its end that is nearer to the model.
  struct Edge {
    var far: Int32
    /// The number of its relation, whose text ``TreeFacts`` have; below 0 when nobody says.
    var relation: Int32
    var isInferred = false
  }

  /// The smallest number of edges from the model to each node, which ascends.
  let distances: [Int32]
  /// Edges by their nearer end: where those of each node start, and, last, where the last ones end.
  private let starts: [Int32]
  private let edges: [Edge]
  /// Where each node is drawn in full: under its nearest neighbour towards the model, the first by name;
  /// below 0 for the model itself.
  let homes: [Int32]
  /// How many nodes are drawn at each node's home, itself included.
  let sizes: [Int32]

  /// Takes the edges of each node, which come in their order.
  ///
  /// - Parameters:
  ///   - distances: The smallest number of edges from the model to each node, ascending.
  ///   - forEachEdge: Calls what it is given with each edge and the number of its nearer end, by that.
  ///   - precedes: Whether the name of one node comes before that of another.
  /// - Throws: What those two throw.
  /// - Complexity: O(*n* + *m*) for *n* nodes and *m* edges.
  init<Failure: Error>(
    distances: [Int32],
    forEachEdge: ((Int32, Edge) -> Void) throws(Failure) -> Void,
    precedes: (Int32, Int32) throws(Failure) -> Bool
  ) throws(Failure) {
    var starts = [Int32](repeating: 0, count: distances.count + 1)
    var edges: [Edge] = []
    try forEachEdge { near, edge in
      guard near != edge.far else { return }
      edges.append(edge)
      starts[Int(near) + 1] += 1
    }
    for node in distances.indices { starts[node + 1] += starts[node] }
    var homes = [Int32](repeating: -1, count: distances.count)
    for near in distances.indices {
      for edge in edges[Int(starts[near])..<Int(starts[near + 1])]
      where edge.far != 0 && distances[Int(edge.far)] == distances[near] + 1 {
        let known = homes[Int(edge.far)]
        let isNearest = known < 0 ? true : try precedes(Int32(near), known)
        if isNearest { homes[Int(edge.far)] = Int32(near) }
      }
    }
    // Farthest first, so that each node is whole before it is added to its home.
    var sizes = [Int32](repeating: 1, count: distances.count)
    for node in distances.indices.reversed() where homes[node] >= 0 {
      sizes[Int(homes[node])] += sizes[node]
    }
    (self.distances, self.starts, self.edges) = (distances, starts, edges)
    (self.homes, self.sizes) = (homes, sizes)
  }

  /// How many nodes there are.
  var count: Int { distances.count }

  /// The edges whose nearer end is a node.
  func edges(of node: Int32) -> ArraySlice<Edge> {
    edges[Int(starts[Int(node)])..<Int(starts[Int(node) + 1])]
  }

  /// Whether a node is drawn in full under another.
  func isHome(_ near: Int32, of far: Int32) -> Bool { homes[Int(far)] == near }

  /// How many edges are inferred.
  var inferredCount: Int { edges.count { $0.isInferred } }

  /// Whether anybody says of any edge how its child was made.
  var tellsRelations: Bool { edges.contains { $0.relation >= 0 } }

  /// An edge with its nearer end.
  typealias Placed = (near: Int32, edge: Edge)

  /// All edges, in an order of their ends.
  ///
  /// - Complexity: O(*m* log *m*) for *m* edges.
  func edges(inOrderOf key: (_ near: Int32, _ far: Int32) -> (Int32, Int32)) -> [Placed] {
    var all: [Placed] = []
    all.reserveCapacity(edges.count)
    for near in 0..<Int32(count) { all += edges(of: near).map { (near, $0) } }
    all.sort { key($0.near, $0.edge.far) < key($1.near, $1.edge.far) }
    return all
  }
}

/// What is shown of the nodes of a ``TreeShape``, asked for as it is shown.
protocol TreeFacts<Failure> {
  associatedtype Failure: Error
  func node(_ node: Int32) throws(Failure) -> ModelTree.Node
  /// What a number of a relation means.
  func relation(_ number: Int32) throws(Failure) -> String
  /// Why an inferred edge is believed in.
  func inference(near: Int32, far: Int32) throws(Failure) -> Inference?
  /// The first of some nodes by name, at most `count`.
  func first(_ count: Int, of nodes: [Int32]) throws(Failure) -> [Int32]
}
