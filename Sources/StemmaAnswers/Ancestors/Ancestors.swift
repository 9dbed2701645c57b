public import StemmaCore
package import StemmaGraph
public import StemmaLink
package import StemmaStore

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

    /// Makes one from its parts, without a cache.
    public init(
      id: String,
      distance: Int,
      reason: String? = nil
    ) {
      self.id = id
      self.distance = distance
      self.reason = reason
    }

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
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    ancestors: [Ancestor] = [],
    roots: [String] = [],
    inferred: Int? = nil,
    relationBasis: RelationBasis? = nil
  ) {
    self.model = model
    self.ancestors = ancestors
    self.roots = roots
    self.inferred = inferred
    self.relationBasis = relationBasis
  }

  /// Lists the ancestors of one model, dataset or Space.
  package init(
    of node: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let tree = try ModelTree(of: node, direction: .up, filter: filter, in: connection)
    let withParents = Set(tree.edges.map(\.child))
    model = node.written
    relationBasis = filter.relationBasis
    ancestors = tree.nodes.dropFirst().map {
      Ancestor(id: $0.id, distance: $0.distance, reason: $0.ghost)
    }
    inferred = try filter.leastConfidence.map { _ in
      try tree.nodes.count
        - ModelTree(of: node, direction: .up, filter: filter.withoutInference, in: connection)
        .nodes.count
    }
    roots = tree.nodes.map(\.id).filter { !withParents.contains($0) }
  }
}

extension Ancestors: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    let list: JSONValue = [
      "model": .string(model),
      "ancestors": .array(
        ancestors.map {
          [
            "id": .string($0.id), "distance": .integer(Int64($0.distance)),
            "ghost": .bool($0.isGhost), "reason": JSONValue($0.reason),
          ]
        }
      ),
      "roots": .array(roots.map(JSONValue.string)),
      "relation_by": RelationBasis.json(relationBasis),
    ]
    return list.adding(inferred: inferred)
  }

  /// The answer as rows.
  public var table: Table {
    let roots = Set(roots)
    return Table(
      ["distance", "id", "root", "ghost"],
      rows: ancestors.map {
        [
          Table.Cell($0.distance), .text($0.id), .text(roots.contains($0.id) ? "root" : ""),
          Table.Cell($0.reason),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    guard !ancestors.isEmpty else {
      let kind = RepoName.kind(meantBy: model)
      let what =
        switch kind {
        case .model: "declares no base model"
        case .dataset: "names no dataset that it was made from"
        case .space: "names no model and no Space that it was copied from"
        }
      return "\(TerminalText.inert(model)) \(what).\n"
    }
    return "Ancestors of \(TerminalText.inert(model))\n\n" + table.text(as: .table)
      + "\n" + (inferred.map { "\($0) of them by inferred edges only.\n" } ?? "")
      + (RepoName.kind(meantBy: model) == .dataset
        ? "" : RelationBasis.sentence(relationBasis) + "\n")
  }
}
