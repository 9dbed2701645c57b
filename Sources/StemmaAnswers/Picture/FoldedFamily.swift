package import StemmaGraph

/// A family of which programs that draw get what a picture shows: models one by one, and a node for
/// each line that stands for more.
package struct FoldedFamily: Family {
  private let family: any Family
  private let keys: [String: FamilyKey]
  private let folds: [(node: FamilyNode, home: String)]

  /// - Complexity: O(*n*) for *n* models of the family.
  package init(_ family: any Family, showing fold: FamilyFold, of picture: FamilyPicture) throws {
    var kept: Set<String> = []
    var folds: [(node: FamilyNode, home: String)] = []
    for line in fold.lines(of: picture) {
      switch line {
      case .member(let place, _): kept.insert(picture.members[place].node.id)
      case .fold(let branches, _):
        // No identity of the Hub has a blank.
        let node = FamilyNode(.model("fold \(branches.home)"), branches.text)
        folds.append((node, picture.members[branches.home].node.id))
      }
    }
    var keys: [String: FamilyKey] = [:]
    try family.forEachNode { if kept.contains($0.name) { keys[$0.name] = $0.key } }
    self.family = family
    self.keys = keys
    self.folds = folds
  }

  package func forEachNode(_ body: (FamilyNode) throws -> Void) throws {
    try family.forEachNode { if keys[$0.name] == $0.key { try body($0) } }
    for fold in folds { try body(fold.node) }
  }

  package func forEachEdge(_ body: (FamilyEdge) throws -> Void) throws {
    try family.forEachEdge { edge in
      guard keys[edge.child.name] == edge.child.key, keys[edge.parent.name] == edge.parent.key
      else { return }
      try body(edge)
    }
    for (node, home) in folds {
      guard let key = keys[home] else { continue }
      try body(
        FamilyEdge(
          child: FamilyEdge.End(node.key, node.name),
          parent: FamilyEdge.End(key, home)
        )
      )
    }
  }

  package func parents(of node: FamilyNode) throws -> [FamilyEdge] {
    var edges: [FamilyEdge] = []
    try forEachEdge { if $0.child.key == node.key { edges.append($0) } }
    return edges
  }
}
