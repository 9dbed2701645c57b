/// Models and ghosts with the edges between them, read one by one.
///
/// 1. The order is always the same for the same facts: models by name, then ghosts by name; edges
///    by the child's name and the place in its card.
/// 2. Both ends of every edge are among the nodes.
/// 3. Nothing is held that grows with the family, but for the selection itself.
package protocol Family {
  /// Calls `body` for each node, once.
  func forEachNode(_ body: (FamilyNode) throws -> Void) throws
  /// Calls `body` for each edge, once.
  func forEachEdge(_ body: (FamilyEdge) throws -> Void) throws
  /// The edges from `node` to its parents, by their place in its card.
  func parents(of node: FamilyNode) throws -> [FamilyEdge]
}
