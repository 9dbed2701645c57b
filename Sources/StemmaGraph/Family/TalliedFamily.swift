/// How many nodes and edges were read; nil for what the format did not ask for.
package final class FamilyTally {
  package fileprivate(set) var nodes: Int?
  package fileprivate(set) var edges: Int?

  package init() {}

  /// The counts in words.
  package var summary: String {
    [nodes.map { "\($0) nodes" }, edges.map { "\($0) edges" }].compactMap { $0 }
      .joined(separator: " and ")
  }
}

/// A family that counts what is read of it; what is read twice counts once.
package struct TalliedFamily: Family {
  private let family: any Family
  private let tally: FamilyTally

  package init(family: any Family, tally: FamilyTally) {
    self.family = family
    self.tally = tally
  }

  package func forEachNode(_ body: (FamilyNode) throws -> Void) throws {
    var count = 0
    try family.forEachNode {
      count += 1
      try body($0)
    }
    tally.nodes = count
  }

  package func forEachEdge(_ body: (FamilyEdge) throws -> Void) throws {
    var count = 0
    try family.forEachEdge {
      count += 1
      try body($0)
    }
    tally.edges = count
  }

  package func parents(of node: FamilyNode) throws -> [FamilyEdge] {
    try family.parents(of: node)
  }
}
