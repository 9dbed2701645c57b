public import StemmaCore
package import StemmaGraph
public import StemmaLink
package import StemmaStore

/// The models that share a parent with one model.
public struct Siblings: Sendable, Hashable {
  /// One of them.
  public struct Sibling: Sendable, Hashable {
    /// Its name at the moment asked for.
    public let id: String
    /// How it was made from the first shared parent; nil when nobody says.
    public let relation: String?
    /// The parents that both have, by name.
    public let parents: [String]

    /// Makes one from its parts, without a cache.
    public init(
      id: String,
      relation: String? = nil,
      parents: [String] = []
    ) {
      self.id = id
      self.relation = relation
      self.parents = parents
    }
  }

  /// The model's name at the moment asked for.
  public let model: String
  /// Those with most shared parents first, then by name; on odd graphs a sibling may also be an
  /// ancestor or a descendant.
  public let siblings: [Sibling]
  /// How many there are: more than are listed where a part was asked for.
  public let total: Int
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    siblings: [Sibling] = [],
    total: Int? = nil,
    relationBasis: RelationBasis? = nil
  ) {
    self.model = model
    self.relationBasis = relationBasis
    self.siblings = siblings
    self.total = total ?? siblings.count
  }

  /// Lists the siblings that the Hub lists, or a part of them: no more is read than that.
  ///
  /// - Complexity: O(*k* log *n*) for *k* children of all its parents, unless the filter needs the
  ///   whole graph.
  package init(
    of node: NamedNode,
    filter: FamilyScope = .init(),
    part: Range<Int> = 0..<Int.max,
    in connection: Connection
  ) throws {
    guard node.kind == .model else {
      let all = try Siblings(ofDataset: node, filter: filter, in: connection)
      self = Siblings(
        model: all.model,
        siblings: Array(all.siblings.dropFirst(part.lowerBound).prefix(part.count)),
        total: all.total
      )
      return
    }
    let siblings = try SiblingsAnswer(of: node, filter: filter, in: connection)
    let list = try siblings.list(part)
    model = node.name
    total = siblings.count
    relationBasis = filter.relationBasis
    self.siblings = Array(list)
    try list.requireWhole()
  }
}

extension Siblings: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "model": .string(model), "relation_by": RelationBasis.json(relationBasis),
      "total": .integer(Int64(total)),
      "siblings": .array(siblings.map { .object(Sibling.jsonNames, $0.jsonValues) }),
    ]
  }

  /// The answer as rows.
  public var table: Table { Table(Sibling.headings, rows: siblings.map(\.row)) }

  /// The answer for a terminal.
  public var text: String {
    table.text(as: .table)
      + (model.isWrittenWithKind ? "" : RelationBasis.sentence(relationBasis) + "\n")
  }
}

extension Siblings.Sibling {
  static let jsonNames = ["id", "relation", "parents"]

  var jsonValues: [JSONValue] {
    [.string(id), JSONValue(relation), .array(parents.map(JSONValue.string))]
  }

  static let headings = jsonNames

  var row: [Table.Cell] {
    [.text(id), Table.Cell(relation), .text(parents.joined(separator: " "))]
  }
}
