/// What may have changed in the graph since the analyze stage last laid it out.
package enum LineageChange: Sendable {
  /// An edge by the numbers of its ends.
  package struct Edge: Sendable, Hashable {
    package var child: Int64
    package var parent: Int64

    package init(child: Int64, parent: Int64) {
      self.child = child
      self.parent = parent
    }
  }

  case everything
  /// These declared edges, those that went among them, and what is known of these nodes: their facts
  /// and the edges that lead from them to parents, inferred ones too.
  case some(edges: [Edge], nodes: Set<Int64>)
}
