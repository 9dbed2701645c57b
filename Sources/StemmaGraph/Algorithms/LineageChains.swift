// What holds of every LineageChains:
//
//  1. Every node with derivatives, and no other, stands in one chain; each node of a chain was made
//     from the one above it. Positions count from 0 at the top.
//  2. The spans of a node say which positions of which chains are its ancestors, and how far they are:
//     a step further up is a step farther. They are ascending and do not overlap, and none can be
//     joined with its neighbour.
//  3. A node has the spans of all its ancestors, or none and is left out.
//  4. All of it follows from the edges and the order of the nodes.

/// The closure of a graph in little room: who descends from whom, and how many edges apart.
///
/// A row for each pair is quadratic on a mere chain. Here nodes stand in chains, and of each chain a
/// node has a span or a few: on a tree as many as the logarithm of its size at most, on a chain and
/// on a ladder one or two. Where shortest ways cross so often that there would be too many, nodes are
/// left out, those with the most spans first.
package struct LineageChains: Sendable {
  package typealias Node = LineageGraph.Node

  /// Ancestors of a node that stand one below the other.
  package struct Span: Sendable, Hashable {
    /// The chain they stand in.
    package var chain: Int32
    /// The lowest one's position.
    package var last: Int32
    /// The highest one's position.
    package var first: Int32
    /// The fewest edges to the lowest one; each one above is one farther.
    package var distance: Int32

    package init(chain: Int32, first: Int32, last: Int32, distance: Int32) {
      (self.chain, self.first, self.last, self.distance) = (chain, first, last, distance)
    }

    /// What the distance would be to a node at position 0: the same for spans that can be joined.
    var reach: Int32 { distance + last }
  }

  /// The nodes of each chain, from the top, by the chain's top.
  package let chains: Adjacency
  /// The chain of each node and its position there; below 0 for nodes without derivatives.
  package let chainOf, positionOf: [Int32]
  /// The spans of all nodes, and where each node's start, and, last, where all end.
  let spans: [Span]
  let starts: [Int32]
  /// Whether a node has ancestors and no spans.
  package let isLeftOut: [Bool]

  /// The ancestors of a node.
  package func spans(of node: Node) -> ArraySlice<Span> { spans[spanRange(of: node)] }

  /// Where the spans of a node stand among all.
  func spanRange(of node: Node) -> Range<Int> { Int(starts[node])..<Int(starts[node + 1]) }

  /// The number of spans of all nodes.
  package var spanCount: Int { spans.count }

  /// Finds the chains of a graph and the spans of its nodes.
  ///
  /// - Parameters:
  ///   - condensation: The graph with its cycles.
  ///   - room: How many spans there may be for each edge, and how many besides.
  /// - Complexity: O(*n* + *m* + *s*) for *n* nodes, *m* edges and *s* spans at most, but for a sort
  ///   of some nodes' chains; *s* is bounded by `room`.
  package init(
    of condensation: Condensation,
    room: (perEdge: Int, besides: Int) = (16, 100_000)
  ) {
    let graph = condensation.graph
    let links = ChainLinks(of: condensation)
    (chains, chainOf, positionOf) = links.chains()
    let limit = graph.edgeCount * room.perEdge + room.besides
    for longest in [1024, 128, 32, 8] {
      var finder = SpanFinder(condensation, chainOf, positionOf, longest: longest, limit: limit)
      guard finder.findAll(), let found = finder.laidOut() else { continue }
      (spans, starts, isLeftOut) = found
      return
    }
    spans = []
    starts = Array(repeating: 0, count: graph.nodeCount + 1)
    isLeftOut = graph.nodes.map { graph.parents.count(of: $0) > 0 }
  }
}

/// Which node of each chain comes after which.
///
/// Steps along a chain should be steps of shortest ways, so nodes are linked where one is a step
/// farther from the roots than the other; and by large parts first, so that few chains lead into any
/// node.
private struct ChainLinks {
  typealias Node = LineageGraph.Node

  private let graph: LineageGraph
  /// The steps from the nearest root, for nodes with derivatives; below 0 for others.
  private var levels: [Int32]
  private var next, previous: [Node]
  /// The other end of the chain, for nodes at an end.
  private var ends: [Node]

  init(of condensation: Condensation) {
    graph = condensation.graph
    levels = Array(repeating: -1, count: graph.nodeCount)
    next = levels
    previous = levels
    ends = Array(graph.nodes)
    let sizes = sizes(below: condensation.roots())
    let heads = graph.heads().sorted(32) { Int32(sizes[$0].leadingZeroBitCount) }
    link(heads, byLevel: true)
    link(heads, byLevel: false)
  }

  /// Finds the levels, and about how many nodes with derivatives are in the part below each.
  private mutating func sizes(below roots: [Node]) -> [Int32] {
    var order = roots
    var above = [Node](repeating: -1, count: graph.nodeCount)
    for root in roots { levels[root] = 0 }
    var position = 0
    while position < order.count {
      let node = order[position]
      position += 1
      for place in graph.children.range(of: node) {
        let child = graph.children.nodes[place]
        guard levels[child] < 0, graph.children.count(of: child) > 0 else { continue }
        levels[child] = levels[node] + 1
        above[child] = node
        order.append(child)
      }
    }
    var sizes = [Int32](repeating: 1, count: graph.nodeCount)
    for node in order.reversed() where above[node] >= 0 { sizes[above[node]] += sizes[node] }
    return sizes
  }

  /// Links each node that nothing comes before to the first of its parents that nothing comes after.
  private mutating func link(_ heads: [Node], byLevel: Bool) {
    for child in heads where previous[child] < 0 {
      for place in graph.parents.range(of: child) {
        let parent = graph.parents.nodes[place]
        // No chain leads back into its own top.
        guard next[parent] < 0, ends[child] != parent,
          !byLevel || levels[parent] == levels[child] - 1
        else { continue }
        next[parent] = child
        previous[child] = parent
        let (top, bottom) = (ends[parent], ends[child])
        ends[top] = bottom
        ends[bottom] = top
        break
      }
    }
  }

  func chains() -> (Adjacency, chainOf: [Int32], positionOf: [Int32]) {
    var chainOf = [Int32](repeating: -1, count: graph.nodeCount)
    var positionOf = chainOf
    var starts: [Int32] = [0]
    var nodes: [Node] = []
    for top in graph.nodes where levels[top] >= 0 && previous[top] < 0 {
      var node = top
      while node >= 0 {
        chainOf[node] = Int32(starts.count - 1)
        positionOf[node] = Int32(nodes.count) - starts[starts.count - 1]
        nodes.append(node)
        node = next[node]
      }
      starts.append(Int32(nodes.count))
    }
    return (Adjacency(starts: starts, nodes: nodes), chainOf, positionOf)
  }
}

/// Finds the spans of nodes from those of their parents.
private struct SpanFinder {
  typealias Node = LineageGraph.Node
  typealias Span = LineageChains.Span

  private let condensation: Condensation
  private let graph: LineageGraph
  private let chainOf, positionOf: [Int32]
  /// As many spans a node may have, and all of them.
  private let longest, limit: Int
  /// The spans of nodes with derivatives, and where each node's are.
  private var found: [Span] = []
  private var ranges: [Range<Int32>]
  private var isLeftOut: [Bool]
  private var list: [Span] = []
  private var spare: [Span] = []
  private var other: [Span] = []
  /// How many spans were looked at, and how many may be.
  private var work = 0
  private let workLimit: Int

  init(
    _ condensation: Condensation,
    _ chainOf: [Int32],
    _ positionOf: [Int32],
    longest: Int,
    limit: Int
  ) {
    self.condensation = condensation
    graph = condensation.graph
    (self.chainOf, self.positionOf) = (chainOf, positionOf)
    (self.longest, self.limit) = (longest, limit)
    workLimit = 10_000_000 + 256 * graph.edgeCount
    ranges = Array(repeating: 0..<0, count: graph.nodeCount)
    isLeftOut = Array(repeating: false, count: graph.nodeCount)
  }

  /// Finds those of all nodes with derivatives; says whether there was room for them.
  mutating func findAll() -> Bool {
    for part in condensation.parts.reversed() {
      let members = condensation.members.range(of: part)
      if members.count > 1 {
        findRing(Array(condensation.members[part]))
      } else {
        let node = condensation.members.nodes[members.lowerBound]
        if graph.children.count(of: node) > 0 { keep(node, isKnown: gather(node)) }
      }
      guard found.count <= limit, work <= workLimit else { return false }
    }
    return true
  }

  /// Finds those of nodes that are each other's ancestors: over and over, until nothing changes.
  private mutating func findRing(_ members: [Node]) {
    let members = members.sorted {
      (chainOf[$0], positionOf[$0]) < (chainOf[$1], positionOf[$1])
    }
    var isStable = false
    var isKnown = true
    let start = found.count
    while !isStable, isKnown, work <= workLimit, found.count <= limit {
      isStable = true
      for node in members {
        isKnown = gather(node)
        guard isKnown else { break }
        if found[ranges[node].asInts] == list[...] { continue }
        isStable = false
        keep(node, isKnown: true)
      }
      if isKnown { compact(members, from: start) }
    }
    guard !isKnown else { return }
    found.removeSubrange(start...)
    for node in members { keep(node, isKnown: false) }
  }

  /// Leaves out what was found before and changed since.
  private mutating func compact(_ members: [Node], from start: Int) {
    var kept: [Span] = []
    for node in members {
      let first = Int32(start + kept.count)
      kept += found[ranges[node].asInts]
      ranges[node] = first..<Int32(start + kept.count)
    }
    found.replaceSubrange(start..., with: kept)
  }

  private mutating func keep(_ node: Node, isKnown: Bool) {
    isLeftOut[node] = !isKnown
    let start = Int32(found.count)
    if isKnown { found += list }
    ranges[node] = start..<Int32(found.count)
  }

  /// Leaves the spans of a node in `list`; says whether they could be told and are not too many.
  private mutating func gather(_ node: Node) -> Bool {
    list.removeAll(keepingCapacity: true)
    for place in graph.parents.range(of: node) {
      let parent = graph.parents.nodes[place]
      if isLeftOut[parent] { return false }
      let own = (chainOf[parent], positionOf[parent])
      let parents = ranges[parent].asInts
      work += parents.count + list.count + 1
      if list.isEmpty {
        Self.add(1, to: found[parents], and: own, into: &list)
      } else {
        Self.add(1, to: found[parents], and: own, into: &other)
        Self.join(list, other, into: &spare)
        swap(&list, &spare)
      }
    }
    if chainOf[node] >= 0 { removeOwn(chainOf[node], positionOf[node]) }
    return list.count <= longest
  }

  /// Makes each span so many edges farther, and adds a parent, one edge away.
  private static func add(
    _ step: Int32,
    to spans: ArraySlice<Span>,
    and own: (chain: Int32, position: Int32),
    into result: inout [Span]
  ) {
    result.removeAll(keepingCapacity: true)
    var parent: Span? = Span(
      chain: own.chain,
      first: own.position,
      last: own.position,
      distance: 1
    )
    for var span in spans {
      // The parent is in no span of its own.
      if let lower = parent, (own.chain, own.position) < (span.chain, span.first) {
        append(lower, to: &result)
        parent = nil
      }
      span.distance += step
      append(span, to: &result)
    }
    if let parent { append(parent, to: &result) }
  }

  /// Joins two lists: where both have a position, the nearer one tells.
  private static func join(_ one: [Span], _ two: [Span], into result: inout [Span]) {
    result.removeAll(keepingCapacity: true)
    var (i, j) = (0, 0)
    var (a, b) = (one.first, two.first)
    func next(_ spans: [Span], _ index: inout Int) -> Span? {
      index += 1
      return index < spans.count ? spans[index] : nil
    }
    while let left = a, let right = b {
      if (left.chain, left.last) < (right.chain, right.first) {
        append(left, to: &result)
        a = next(one, &i)
      } else if (right.chain, right.last) < (left.chain, left.first) {
        append(right, to: &result)
        b = next(two, &j)
      } else {
        // They overlap: what only one has comes first, then what both have.
        let start = max(left.first, right.first)
        if left.first < start { append(left.cut(through: start - 1), to: &result) }
        if right.first < start { append(right.cut(through: start - 1), to: &result) }
        let end = min(left.last, right.last)
        var both = left.reach <= right.reach ? left : right
        both.first = start
        append(both.cut(through: end), to: &result)
        a = left.last > end ? left.cut(from: end + 1) : next(one, &i)
        b = right.last > end ? right.cut(from: end + 1) : next(two, &j)
      }
    }
    while let left = a {
      append(left, to: &result)
      a = next(one, &i)
    }
    while let right = b {
      append(right, to: &result)
      b = next(two, &j)
    }
  }

  private static func append(_ span: Span, to spans: inout [Span]) {
    let end = spans.count - 1
    if end >= 0, spans[end].chain == span.chain, spans[end].last + 1 == span.first,
      spans[end].reach == span.reach
    {
      spans[end].last = span.last
      spans[end].distance = span.distance
    } else {
      spans.append(span)
    }
  }

  /// On a cycle a node reaches itself, and is no ancestor of its own.
  private mutating func removeOwn(_ chain: Int32, _ position: Int32) {
    let own = list.firstIndex { $0.chain == chain && $0.first <= position && position <= $0.last }
    guard let own else { return }
    let span = list.remove(at: own)
    if position < span.last { list.insert(span.cut(from: position + 1), at: own) }
    if position > span.first { list.insert(span.cut(through: position - 1), at: own) }
  }

  /// The spans of all nodes side by side, where there is room; those of nodes without derivatives are
  /// found now.
  mutating func laidOut() -> (spans: [Span], starts: [Int32], isLeftOut: [Bool])? {
    var spans: [Span] = []
    var starts: [Int32] = [0]
    starts.reserveCapacity(graph.nodeCount + 1)
    for node in graph.nodes {
      if graph.children.count(of: node) > 0 {
        spans += found[ranges[node].asInts]
      } else if gather(node) {
        spans += list
      } else {
        isLeftOut[node] = true
      }
      starts.append(Int32(spans.count))
      guard spans.count <= limit else { return nil }
    }
    return (spans, starts, isLeftOut)
  }
}

extension LineageChains.Span {
  /// The part above and at a position.
  fileprivate func cut(through position: Int32) -> Self {
    var part = self
    part.distance = reach - position
    part.last = position
    return part
  }

  /// The part at and below a position.
  fileprivate func cut(from position: Int32) -> Self {
    var part = self
    part.first = position
    return part
  }
}

extension Range<Int32> {
  fileprivate var asInts: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
