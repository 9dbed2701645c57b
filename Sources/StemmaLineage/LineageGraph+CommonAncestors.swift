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
