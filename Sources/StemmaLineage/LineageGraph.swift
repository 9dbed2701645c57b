// What holds of every LineageGraph, and what its algorithms rely on:
//
//  1. Nodes are 0..<nodeCount, and nodeCount < Int32.max.
//  2. `parents` and `children` have nodeCount rows each and are each other's transpose.
//  3. Rows are strictly ascending: no parallel edges are left.
//  4. No node stands in its own row: self-loops are in `selfLoops` only, ascending, each once.
//  5. Cycles of two nodes and more may be there. Every algorithm must end and be exact on them.
//  6. Nothing depends on the order in which edges came, so equal edge sets make equal graphs.
//  7. A graph never changes.

/// Who was made from whom: a compact, immutable directed graph over nodes `0..<nodeCount`.
///
/// An edge runs from a child to a parent it was made from. A child may have many parents (a merge),
/// and edges may form cycles, since anyone may write anything in a card.
///
/// Parallel edges count once. An edge from a node to itself is no kinship: it is set aside in
/// `selfLoops` and no answer is changed by it.
///
/// A view by relation, date or owner is a graph over the same nodes with fewer edges: see
/// `keepingEdges(where:)`, or build it from the filtered edges.
package struct LineageGraph: Sendable, Hashable {
  /// A node: a position in the caller's list of models and ghosts.
  package typealias Node = Int32

  /// One resolved declaration: `child` was made from `parent`.
  package struct Edge: Sendable, Hashable {
    package var child: Node
    package var parent: Node

    package init(child: Node, parent: Node) {
      self.child = child
      self.parent = parent
    }
  }

  /// Parents by child.
  package let parents: Adjacency
  /// Children by parent.
  package let children: Adjacency
  /// The nodes that were declared to be made from themselves, ascending.
  package let selfLoops: [Node]

  /// Creates a graph from edges in any order, repeated or not.
  ///
  /// Every end of an edge must lie in `0..<nodeCount`.
  ///
  /// - Complexity: O(*n* + *m*) time; 8 bytes a node and 8 bytes an edge stay.
  package init(nodeCount: Int, edges: some Sequence<Edge>) {
    precondition((0..<Int(Node.max)).contains(nodeCount), "More nodes than a graph can number")
    // Callers in other modules get no specialised code: one array makes the loops tight again.
    let edges = Array(edges)
    // Turning the table around sorts its rows, so two turns sort both directions without a sort.
    let unsorted = Adjacency(parentsIn: edges, rowCount: nodeCount)
    children = unsorted.transposed().mergingRepeats()
    parents = children.transposed()
    selfLoops = Set(edges.lazy.filter { $0.child == $0.parent }.map(\.child)).sorted()
  }

  /// The number of nodes, isolated ones included.
  package var nodeCount: Int { parents.rowCount }

  /// The number of distinct edges, self-loops excluded.
  package var edgeCount: Int { parents.nodes.count }

  /// Every node, ascending.
  package var nodes: Range<Node> { 0..<Node(nodeCount) }

  /// The models that `node` was directly made from, ascending.
  ///
  /// - Complexity: O(1); nothing is copied.
  package func parents(of node: Node) -> ArraySlice<Node> { parents[node] }

  /// The direct derivatives of `node`, ascending.
  ///
  /// - Complexity: O(1); nothing is copied.
  package func children(of node: Node) -> ArraySlice<Node> { children[node] }

  /// Every distinct edge, by child and then by parent, self-loops excluded.
  package var edges: some Sequence<Edge> {
    nodes.lazy.flatMap { child in
      parents[child].lazy.map { Edge(child: child, parent: $0) }
    }
  }
}
