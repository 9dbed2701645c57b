import StemmaStore

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

extension LineageGraph {
  /// The order of the descendants of one head.
  package enum FamilyOrder: Sendable {
    /// Nearest first.
    case breadthFirst
    /// By node: what a table clustered by ancestor and descendant takes fastest.
    case ascending
  }

  /// Returns all nodes that have derivatives, ascending.
  ///
  /// - Complexity: O(*n*).
  package func heads() -> [Node] {
    nodes.filter { children.count(of: $0) > 0 }
  }

  /// Calls `body` with each of the given heads, in their order, and its descendants.
  ///
  /// A head without descendants comes with none. A head on a cycle is not among its own descendants.
  /// The array is reused: keeping it costs a copy.
  ///
  /// - Complexity: O(*n*) memory, and O(*n* + *m*) time for each head over the part below it;
  ///   `.ascending` adds a sort.
  package func forEachFamily<Failure: Error>(
    of heads: some Sequence<Node>,
    order: FamilyOrder = .breadthFirst,
    _ body: (_ head: Node, _ descendants: [Relative]) throws(Failure) -> Void
  ) throws(Failure) {
    var search = Search(nodeCount: nodeCount)
    for head in heads {
      search.run(from: head, over: children)
      if order == .ascending { search.sortFound() }
      try body(head, search.found)
    }
  }

  /// Calls `body` with each pair of an ancestor and a descendant, and their shortest distance.
  ///
  /// Ancestors come in the order given, by default all of them ascending. No node is paired with
  /// itself.
  ///
  /// - Complexity: As `forEachFamily`.
  package func forEachPair<Failure: Error>(
    under ancestors: [Node]? = nil,
    order: FamilyOrder = .ascending,
    _ body: (_ ancestor: Node, _ descendant: Node, _ distance: Int32) throws(Failure) -> Void
  ) throws(Failure) {
    try forEachFamily(of: ancestors ?? heads(), order: order) {
      (ancestor, descendants) throws(Failure) in
      for relative in descendants {
        try body(ancestor, relative.node, relative.distance)
      }
    }
  }

  /// Returns the nodes whose families may differ after a change of edges, ascending.
  ///
  /// Those are the `parents` of all edges added and all removed, and what is above them. The graph
  /// may be the one before or the one after: between a head and the first changed edge below it,
  /// every edge is in both. Parents that are not in this graph are returned as they are.
  ///
  /// - Complexity: O(*n* + *m*) over the part above `parents`, and a sort of it.
  package func heads(touchedAt parents: some Sequence<Node>) -> [Node] {
    var touched = Set(parents)
    var open = touched.sorted().filter(nodes.contains)
    while let node = open.popLast() {
      open += self.parents[node].filter { touched.insert($0).inserted }
    }
    return touched.sorted()
  }
}

/// A node that two others were both made from, with its shortest distance to each.
package struct CommonAncestor: Sendable, Hashable {
  package var node: LineageGraph.Node
  package var distanceToFirst: Int32
  package var distanceToSecond: Int32

  /// The steps from the one over the ancestor to the other.
  package var span: Int32 { distanceToFirst + distanceToSecond }

  package init(node: LineageGraph.Node, distanceToFirst: Int32, distanceToSecond: Int32) {
    self.node = node
    self.distanceToFirst = distanceToFirst
    self.distanceToSecond = distanceToSecond
  }
}

extension LineageGraph {
  /// Returns the nodes that are ancestors of both, nearest (by `span`) first, then by node.
  ///
  /// A node is never its own ancestor, so of a model and its derivative only what is above both is
  /// here; `connection(between:and:)` says how such two are related.
  ///
  /// - Complexity: O(*n* + *m*) over the parts above both and a sort of these, and O(*n*) memory.
  package func commonAncestors(of one: Node, and other: Node) -> [CommonAncestor] {
    LineageGraph.shared(ancestors(of: one), ancestors(of: other))
  }

  /// Returns those common ancestors that have the least `span`, by node.
  ///
  /// - Complexity: As `commonAncestors(of:and:)`.
  package func nearestCommonAncestors(of one: Node, and other: Node) -> [CommonAncestor] {
    let shared = commonAncestors(of: one, and: other)
    return Array(shared.prefix { $0.span == shared[0].span })
  }

  /// The nodes in both lists, nearest first.
  static func shared(_ one: [Relative], _ other: [Relative]) -> [CommonAncestor] {
    let distances = Dictionary(uniqueKeysWithValues: one.lazy.map { ($0.node, $0.distance) })
    return other.compactMap { relative in
      distances[relative.node].map {
        CommonAncestor(
          node: relative.node,
          distanceToFirst: $0,
          distanceToSecond: relative.distance
        )
      }
    }
    .sorted { ($0.span, $0.node) < ($1.span, $1.node) }
  }
}

extension LineageGraph {
  /// Calls `body` with each edge whose ends both have a creation time, and the seconds between.
  ///
  /// Edges come by child, then by parent. The time is negative where the child is the older one, as
  /// on any cycle some must be: repositories are renamed, re-made and moved. Times must lie within
  /// ±2⁶² seconds.
  ///
  /// - Complexity: O(*n* + *m*).
  package func forEachGeneration<Failure: Error>(
    created: (Node) -> Int64?,
    _ body: (_ edge: Edge, _ seconds: Int64) throws(Failure) -> Void
  ) throws(Failure) {
    for child in nodes where parents.count(of: child) > 0 {
      guard let born = created(child) else { continue }
      for parent in parents[child] {
        guard let before = created(parent) else { continue }
        try body(Edge(child: child, parent: parent), born - before)
      }
    }
  }

  /// Returns the seconds from the creation of `node` to that of its earliest direct derivative.
  ///
  /// Nil where either is not known. Negative where a derivative is the older one.
  ///
  /// - Complexity: O(*k*) for *k* children.
  package func timeToFirstDerivative(of node: Node, created: (Node) -> Int64?) -> Int64? {
    guard let born = created(node) else { return nil }
    return children[node].lazy.compactMap(created).min().map { $0 - born }
  }
}

extension LineageGraph {
  /// Returns a shortest chain from `descendant` up to `ancestor`, both included, or nil.
  ///
  /// Of several the first in the order of its nodes, read from `descendant`. The chain from a node
  /// to itself is that node alone, on a cycle too.
  ///
  /// - Complexity: O(*n* + *m*) over the part above `descendant`.
  package func path(from descendant: Node, to ancestor: Node) -> [Node]? {
    // There is seldom much above a model: a dictionary costs less than an array over all nodes.
    var cameFrom = [descendant: descendant]
    var queue = [descendant]
    var position = 0
    while cameFrom[ancestor] == nil, position < queue.count {
      let node = queue[position]
      for parent in parents[node] where cameFrom[parent] == nil {
        cameFrom[parent] = node
        queue.append(parent)
      }
      position += 1
    }
    return cameFrom[ancestor] == nil ? nil : chain(to: ancestor, by: cameFrom)
  }

  /// Walks back from `end` to the node that came from itself, and returns the way there.
  private func chain(to end: Node, by cameFrom: [Node: Node]) -> [Node] {
    var chain = [end]
    while let last = chain.last, let previous = cameFrom[last], previous != last {
      chain.append(previous)
    }
    return chain.reversed()
  }

  /// How two nodes are related: up from one to an ancestor and down to the other.
  package struct Connection: Sendable, Hashable {
    /// The ancestor they share; one of the two when it is an ancestor of the other.
    package var ancestor: Node
    /// From the first node over `ancestor` to the second; no node comes twice.
    package var path: [Node]
  }

  /// Returns the shortest way between two nodes over an ancestor that both share, or nil.
  ///
  /// Here a node counts as its own ancestor at distance 0. Of several nearest ancestors the smallest
  /// node is taken.
  ///
  /// - Complexity: O(*n* + *m*) over the parts above both, and O(*n*) memory.
  package func connection(between one: Node, and other: Node) -> Connection? {
    let shared = LineageGraph.shared(
      ancestors(of: one) + [Relative(node: one, distance: 0)],
      ancestors(of: other) + [Relative(node: other, distance: 0)]
    )
    guard let nearest = shared.first?.node,
      let up = path(from: one, to: nearest),
      let down = path(from: other, to: nearest)
    else { return nil }
    return Connection(ancestor: nearest, path: up + down.reversed().dropFirst())
  }
}

extension LineageGraph {
  /// Returns every model made from `node`, directly or not, each once with its shortest distance.
  ///
  /// Nearest first; the order follows from the graph alone. A model on a cycle reaches itself, but
  /// is never its own descendant; the cycle's other members are.
  ///
  /// - Complexity: O(*n* + *m*) over the part below, and O(*n*) memory. For many nodes use a
  ///   `Search`, or `forEachFamily`.
  package func descendants(of node: Node) -> [Relative] {
    relatives(of: node, over: children)
  }

  /// Returns every model that `node` was made from, directly or not, with its shortest distance.
  ///
  /// Nearest first; the order follows from the graph alone. A model on a cycle reaches itself, but
  /// is never its own ancestor; the cycle's other members are.
  ///
  /// - Complexity: O(*n* + *m*) over the part above, and O(*n*) memory.
  package func ancestors(of node: Node) -> [Relative] {
    relatives(of: node, over: parents)
  }

  /// Returns how far away the farthest descendant is by its shortest way, 0 if there is none.
  ///
  /// - Complexity: O(*n* + *m*) over the part below, and O(*n*) memory.
  package func height(of node: Node) -> Int32 {
    descendants(of: node).last?.distance ?? 0
  }

  private func relatives(of node: Node, over adjacency: Adjacency) -> [Relative] {
    var search = Search(nodeCount: nodeCount)
    search.run(from: node, over: adjacency)
    return search.found
  }
}

extension LineageGraph {
  /// Returns the other nodes that share a parent with `node`, ascending.
  ///
  /// On odd graphs a sibling may also be an ancestor or a descendant.
  ///
  /// - Complexity: O(*k* log *k*) over the *k* children of all its parents.
  package func siblings(of node: Node) -> [Node] {
    var siblings = Set(parents[node].lazy.flatMap { children[$0] })
    siblings.remove(node)
    return siblings.sorted()
  }
}

extension LineageGraph {
  /// Returns the graph over the same nodes with the edges, and self-loops, that `isKept` keeps.
  ///
  /// Views by date, owner or a model's own relation follow from facts about nodes. Facts about one
  /// of several parallel declarations are lost here: filter those before building a graph.
  ///
  /// - Complexity: O(*n* + *m*).
  package func keepingEdges(where isKept: (Edge) -> Bool) -> LineageGraph {
    var kept = edges.filter(isKept)
    kept += selfLoops.lazy.map { Edge(child: $0, parent: $0) }.filter(isKept)
    return LineageGraph(nodeCount: nodeCount, edges: kept)
  }

  /// An edge with its place in the child's list of parents.
  package struct RankedEdge: Sendable, Hashable {
    package var edge: Edge
    /// The place: the lowest is the first parent.
    package var rank: Int32

    package init(_ edge: Edge, rank: Int32) {
      self.edge = edge
      self.rank = rank
    }
  }

  /// Returns the graph in which each child keeps only its parent of the lowest rank.
  ///
  /// Of parents with equal rank the smallest node is kept. A self-loop is nobody's first parent: it
  /// goes to `selfLoops`, and the next parent is kept. The result is a forest but for cycles.
  ///
  /// - Complexity: O(*n* + *m*).
  package static func firstParentView(
    nodeCount: Int,
    edges: some Sequence<RankedEdge>
  ) -> LineageGraph {
    var firstParents = [Node](repeating: -1, count: nodeCount)
    var ranks = [Int32](repeating: 0, count: nodeCount)
    var kept: [Edge] = []
    for ranked in Array(edges) {
      let (child, parent) = (ranked.edge.child, ranked.edge.parent)
      if child == parent {
        kept.append(ranked.edge)
      } else if firstParents[child] < 0
        || (ranked.rank, parent) < (ranks[child], firstParents[child])
      {
        firstParents[child] = parent
        ranks[child] = ranked.rank
      }
    }
    for child in 0..<Node(nodeCount) where firstParents[child] >= 0 {
      kept.append(Edge(child: child, parent: firstParents[child]))
    }
    return LineageGraph(nodeCount: nodeCount, edges: kept)
  }
}
