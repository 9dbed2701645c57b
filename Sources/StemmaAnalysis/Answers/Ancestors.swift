package import StemmaCache

/// Everything one model was made from.
public struct Ancestors: Sendable, Hashable {
  /// One ancestor.
  public struct Ancestor: Sendable, Hashable {
    /// The ancestor's name.
    public let id: String
    /// The smallest number of edges from the model to it.
    public let distance: Int
    /// Why it is not on the Hub, or nil when it is.
    public let reason: String?

    /// Whether it is declared but not on the Hub as far as we know.
    public var isGhost: Bool { reason != nil }
  }

  /// The model's name at the moment asked for.
  public let model: String
  /// By distance, then by name.
  public let ancestors: [Ancestor]
  /// Those of the ancestors that have no parent; the model itself when it has none.
  public let roots: [String]
  /// How many ancestors are such by inferred edges only; nil when these were not followed.
  public let inferred: Int?

  /// Lists the ancestors of one model.
  package init(
    of node: NamedNode,
    filter: FamilyFilter = .init(),
    in connection: Connection
  ) throws {
    let tree = try ModelTree(of: node, direction: .up, filter: filter, in: connection)
    let withParents = Set(tree.edges.map(\.child))
    model = node.name
    ancestors = tree.nodes.dropFirst().map {
      Ancestor(id: $0.id, distance: $0.distance, reason: $0.ghost)
    }
    inferred = try filter.scope.leastConfidence.map { _ in
      try tree.nodes.count
        - ModelTree(of: node, direction: .up, filter: filter.withoutInference, in: connection)
        .nodes.count
    }
    roots = tree.nodes.map(\.id).filter { !withParents.contains($0) }
  }
}
