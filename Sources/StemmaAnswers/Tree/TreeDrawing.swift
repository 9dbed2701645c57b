import StemmaGraph
import StemmaCore
import StemmaStore

/// A family drawn with lines for a terminal.
///
/// A model with several parents is drawn under each of them and its own derivatives under one.
/// Where a model has many children, the largest families and the first names are drawn and the
/// rest are counted.
package struct TreeDrawing {
  private let tree: ModelTree
  private let nodes: [String: ModelTree.Node]
  /// What hangs from each node, in the order drawn.
  private let branches: [String: [Branch]]
  private let sizes: [String: Int]
  private let foldLimit: Int

  private struct Branch {
    let id: String
    let relation: String?
    /// Why the edge is believed in, when nobody declares it.
    let inference: Inference?
    /// Whether the node's own branches are drawn here.
    let isHome: Bool
  }

  // Deeper lines would not fit a terminal.
  private static let depthLimit = 60

  /// Draws at most `foldLimit` children under one node.
  package init(_ tree: ModelTree, foldLimit: Int = 20) {
    self.tree = tree
    self.foldLimit = foldLimit
    let nodes = Dictionary(tree.nodes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.nodes = nodes
    let homes = Self.homes(in: tree, nodes)
    sizes = Self.sizes(in: tree, homes)
    branches = Self.branches(in: tree, homes, sizes, drawing: foldLimit)
  }

  /// The drawing, a line each node.
  package var text: String {
    var lines = "\(label(tree.model))\n"
    draw(under: tree.model, prefix: "", depth: 0, into: &lines)
    return lines
  }

  private func draw(under id: String, prefix: String, depth: Int, into lines: inout String) {
    let all = branches[id] ?? []
    guard depth < Self.depthLimit else {
      lines += prefix + "└── … deeper: see --depth or --json\n"
      return
    }
    let shown = all.prefix(all.count > foldLimit ? foldLimit : all.count)
    for (index, branch) in shown.enumerated() {
      let isLast = index == all.count - 1
      let mark = branch.isHome ? "" : " (drawn elsewhere)"
      lines +=
        prefix + (isLast ? "└── " : "├── ") + relation(branch) + label(branch.id) + mark + "\n"
      if branch.isHome {
        draw(
          under: branch.id,
          prefix: prefix + (isLast ? "    " : "│   "),
          depth: depth + 1,
          into: &lines
        )
      }
    }
    if shown.count < all.count {
      lines += prefix + "└── " + Self.summary(of: all.dropFirst(shown.count)) + "\n"
    }
  }

  private func relation(_ branch: Branch) -> String {
    let told = [branch.relation, branch.inference?.summary].compactMap(\.self)
    return told.isEmpty ? "" : "[\(TerminalText.inert(told.joined(separator: ", ")))] "
  }

  private func label(_ id: String) -> String {
    var label = TerminalText.inert(id)
    guard let node = nodes[id] else { return label }
    let further = (sizes[id] ?? 1) - 1
    let side = tree.direction == .down ? "below" : "above"
    let facts = [
      node.ghost.map { "ghost: \($0)" },
      StatedLicense.text(node.license, name: node.licenseName, link: node.licenseLink),
      node.createdAt.map { String($0.prefix(10)) }, further > 0 ? "\(further) \(side)" : nil,
    ].compactMap { $0 }.map { TerminalText.inert($0) }
    if !facts.isEmpty { label += "  (" + facts.joined(separator: ", ") + ")" }
    return label
  }

  private static func summary(of rest: ArraySlice<Branch>) -> String {
    let counts = Dictionary(grouping: rest, by: { $0.relation ?? "unknown" }).mapValues(\.count)
    let parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\($0.value) \(TerminalText.inert($0.key))" }
    return "… \(rest.count) more: " + parts.joined(separator: ", ")
  }
}

extension TreeDrawing {
  /// The end of an edge nearer to the model the tree is of, and the other.
  private static func ends(
    of edge: ModelTree.Edge,
    in tree: ModelTree
  ) -> (near: String, far: String) {
    tree.direction == .down ? (edge.parent, edge.child) : (edge.child, edge.parent)
  }

  /// Where each node is drawn in full: under its nearest neighbour towards the top.
  private static func homes(
    in tree: ModelTree,
    _ nodes: [String: ModelTree.Node]
  ) -> [String: String] {
    var homes: [String: String] = [:]
    for edge in tree.edges {
      let (near, far) = ends(of: edge, in: tree)
      guard far != tree.model, let distance = nodes[far]?.distance,
        nodes[near]?.distance == distance - 1
      else { continue }
      homes[far] = min(homes[far] ?? near, near)
    }
    return homes
  }

  /// How many nodes are drawn at each node's home, itself included.
  private static func sizes(in tree: ModelTree, _ homes: [String: String]) -> [String: Int] {
    var sizes = Dictionary(tree.nodes.map { ($0.id, 1) }, uniquingKeysWith: { first, _ in first })
    // Farthest first, so that each node is whole before it is added to its home.
    for node in tree.nodes.reversed() {
      if let home = homes[node.id] { sizes[home, default: 1] += sizes[node.id] ?? 1 }
    }
    return sizes
  }

  private static func branches(
    in tree: ModelTree,
    _ homes: [String: String],
    _ sizes: [String: Int],
    drawing count: Int
  ) -> [String: [Branch]] {
    var branches: [String: [Branch]] = [:]
    for edge in tree.edges {
      let (near, far) = ends(of: edge, in: tree)
      branches[near, default: []].append(
        Branch(
          id: far,
          relation: edge.relation,
          inference: edge.inference,
          isHome: homes[far] == near
        )
      )
    }
    return branches.mapValues { branches in
      branches.beginningSorted(count) {
        (sizes[$1.id] ?? 1, $0.id) < (sizes[$0.id] ?? 1, $1.id)
      }
    }
  }
}

extension Array {
  /// The array with its first `count` elements where sorting would put them, and the others behind.
  ///
  /// - Complexity: O(*n* log *k*) comparisons, and seldom more than *n*, for *k* elements to be sorted.
  fileprivate func beginningSorted(
    _ count: Int,
    by precedes: (Element, Element) -> Bool
  ) -> [Element] {
    guard self.count > count, count > 0 else { return sorted(by: precedes) }
    var first = self[..<count].sorted(by: precedes)
    var rest: [Element] = []
    rest.reserveCapacity(self.count - count)
    for element in self[count...] {
      guard precedes(element, first[count - 1]) else {
        rest.append(element)
        continue
      }
      rest.append(first.removeLast())
      first.insert(element, at: first.firstIndex { precedes(element, $0) } ?? first.endIndex)
    }
    return first + rest
  }
}
