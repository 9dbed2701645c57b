import StemmaGraph
import StemmaCore
import StemmaStore

/// A family drawn with lines for a terminal.
///
/// A model with several parents is drawn under each of them and its own derivatives under one.
/// Where a model has many children, the largest families and the first names are drawn and the
/// rest are counted.
package struct TreeDrawing {
  /// The drawing, a line each node.
  package let text: String

  /// Draws at most `foldLimit` children under one node.
  package init(_ tree: ModelTree, foldLimit: Int = usualFoldLimit) {
    let facts = TreeValues(tree)
    text = TreePen(facts.shape, facts, tree.direction, foldLimit: foldLimit).drawing()
  }

  /// Draws a tree whose names are read as they are drawn.
  init(_ tree: TreeReader, foldLimit: Int = usualFoldLimit) throws {
    text = try TreePen(tree.shape, tree, tree.direction, foldLimit: foldLimit).drawing()
  }

  /// How many children of one node are drawn.
  package static let usualFoldLimit = 20
}

/// Draws a shape with what is known of its nodes.
private struct TreePen<Facts: TreeFacts> {
  private let shape: TreeShape
  private let facts: Facts
  private let direction: ModelTree.Direction
  private let foldLimit: Int

  // Deeper lines would not fit a terminal.
  private let depthLimit = 60

  init(_ shape: TreeShape, _ facts: Facts, _ direction: ModelTree.Direction, foldLimit: Int) {
    (self.shape, self.facts) = (shape, facts)
    (self.direction, self.foldLimit) = (direction, foldLimit)
  }

  func drawing() throws(Facts.Failure) -> String {
    var lines = "\(try label(0))\n"
    try draw(under: 0, prefix: "", depth: 0, into: &lines)
    return lines
  }

  private func draw(
    under node: Int32,
    prefix: String,
    depth: Int,
    into lines: inout String
  ) throws(Facts.Failure) {
    guard depth < depthLimit else {
      lines += prefix + "└── … deeper: see --depth or --json\n"
      return
    }
    let all = shape.edges(of: node)
    let shown = try firstToDraw(of: all)
    for (index, edge) in shown.enumerated() {
      let isLast = index == all.count - 1
      let isHome = shape.isHome(node, of: edge.far)
      lines +=
        prefix + (isLast ? "└── " : "├── ") + (try relation(edge, from: node))
        + (try label(edge.far)) + (isHome ? "" : " (drawn elsewhere)") + "\n"
      if isHome {
        try draw(
          under: edge.far,
          prefix: prefix + (isLast ? "    " : "│   "),
          depth: depth + 1,
          into: &lines
        )
      }
    }
    if shown.count < all.count {
      lines += prefix + "└── " + (try summary(of: all, without: shown)) + "\n"
    }
  }

  /// The edges to the largest branches, of equal ones the first by name.
  private func firstToDraw(
    of edges: ArraySlice<TreeShape.Edge>
  ) throws(Facts.Failure) -> [TreeShape.Edge] {
    let least = leastSize(of: edges)
    var ofSize: [Int32: [Int32]] = [:]
    for edge in edges where shape.sizes[Int(edge.far)] >= least {
      ofSize[shape.sizes[Int(edge.far)], default: []].append(edge.far)
    }
    var places: [Int32: Int] = [:]
    for (_, nodes) in ofSize.sorted(by: { $0.key > $1.key }) {
      for node in try facts.first(foldLimit - places.count, of: nodes) {
        places[node] = places.count
      }
    }
    return edges.filter { places[$0.far] != nil }
      .sorted { (places[$0.far] ?? 0) < (places[$1.far] ?? 0) }
  }

  /// The size of the smallest branch that is drawn; 0 where all are.
  ///
  /// - Complexity: O(*k*) for *k* edges, and a search among few numbers for each.
  private func leastSize(of edges: ArraySlice<TreeShape.Edge>) -> Int32 {
    guard edges.count > foldLimit, foldLimit > 0 else { return 0 }
    var largest: [Int32] = []
    for edge in edges {
      let size = shape.sizes[Int(edge.far)]
      if largest.count == foldLimit {
        guard let last = largest.last, size > last else { continue }
        largest.removeLast()
      }
      largest.insert(size, at: largest.firstIndex { $0 < size } ?? largest.endIndex)
    }
    return largest.last ?? 0
  }

  private func relation(
    _ edge: TreeShape.Edge,
    from near: Int32
  ) throws(Facts.Failure) -> String {
    let inference = edge.isInferred ? try facts.inference(near: near, far: edge.far) : nil
    let relation = edge.relation < 0 ? nil : try facts.relation(edge.relation)
    let told = [relation, inference?.summary].compactMap(\.self)
    return told.isEmpty ? "" : "[\(TerminalText.inert(told.joined(separator: ", ")))] "
  }

  private func label(_ number: Int32) throws(Facts.Failure) -> String {
    let node = try facts.node(number)
    let further = shape.sizes[Int(number)] - 1
    let side = direction == .down ? "below" : "above"
    let told = [
      node.ghost.map { "ghost: \($0)" },
      StatedLicense.text(node.license, name: node.licenseName, link: node.licenseLink),
      node.createdAt.map { String($0.prefix(10)) }, further > 0 ? "\(further) \(side)" : nil,
    ].compactMap { $0 }.map { TerminalText.inert($0) }
    let name = TerminalText.inert(node.id)
    return told.isEmpty ? name : name + "  (" + told.joined(separator: ", ") + ")"
  }

  private func summary(
    of edges: ArraySlice<TreeShape.Edge>,
    without shown: [TreeShape.Edge]
  ) throws(Facts.Failure) -> String {
    var counts: [Int32: Int] = [:]
    for edge in edges { counts[max(-1, edge.relation), default: 0] += 1 }
    for edge in shown { counts[max(-1, edge.relation), default: 0] -= 1 }
    var kinds: [(relation: String, count: Int)] = []
    for (relation, count) in counts where count > 0 {
      kinds.append((relation < 0 ? "unknown" : try facts.relation(relation), count))
    }
    let parts = kinds.sorted { ($1.count, $0.relation) < ($0.count, $1.relation) }
      .map { "\($0.count) \(TerminalText.inert($0.relation))" }
    return "… \(edges.count - shown.count) more: " + parts.joined(separator: ", ")
  }
}

/// A tree that is a value, as a shape and what is known of its nodes.
private struct TreeValues: TreeFacts {
  let shape: TreeShape
  private let nodes: [ModelTree.Node]
  private let relations: [String]
  private let inferences: [[Int32]: Inference]

  init(_ tree: ModelTree) {
    // Whoever made one by hand may have left the model itself out.
    let nodes =
      tree.nodes.isEmpty ? [ModelTree.Node(id: tree.model, distance: 0)] : tree.nodes
    let places = Dictionary(
      zip(nodes.lazy.map(\.id), Int32(0)...),
      uniquingKeysWith: { first, _ in first }
    )
    let relations = RelationNumbers()
    var edges: [[TreeShape.Edge]] = nodes.map { _ in [] }
    var inferences: [[Int32]: Inference] = [:]
    for edge in tree.edges {
      let isDown = tree.direction == .down
      let ends = isDown ? (edge.parent, edge.child) : (edge.child, edge.parent)
      guard let near = places[ends.0], let far = places[ends.1] else { continue }
      edges[Int(near)].append(
        TreeShape.Edge(
          far: far,
          relation: edge.relation.map(relations.number) ?? -1,
          isInferred: edge.inference != nil
        )
      )
      inferences[[near, far]] = edge.inference
    }
    (self.nodes, self.relations, self.inferences) = (nodes, relations.texts, inferences)
    shape = TreeShape(
      distances: nodes.map { Int32($0.distance) },
      forEachEdge: { body in
        for (near, edges) in edges.enumerated() {
          for edge in edges { body(Int32(near), edge) }
        }
      },
      precedes: { nodes[Int($0)].id < nodes[Int($1)].id }
    )
  }

  func node(_ node: Int32) -> ModelTree.Node { nodes[Int(node)] }

  func relation(_ number: Int32) -> String { relations[Int(number)] }

  func inference(near: Int32, far: Int32) -> Inference? { inferences[[near, far]] }

  func first(_ count: Int, of nodes: [Int32]) -> [Int32] {
    Array(nodes.sorted { self.nodes[Int($0)].id < self.nodes[Int($1)].id }.prefix(count))
  }
}
