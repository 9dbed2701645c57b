/// What may have changed in the graph since its closure was written.
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
  /// These edges, and what is known of their children; the edges that went are among them.
  case edges([Edge])
}
