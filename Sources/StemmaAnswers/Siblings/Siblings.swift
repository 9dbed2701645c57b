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
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    siblings: [Sibling] = [],
    relationBasis: RelationBasis? = nil
  ) {
    self.model = model
    self.relationBasis = relationBasis
    self.siblings = siblings
  }

  /// Lists the siblings that the Hub lists.
  ///
  /// - Complexity: O(*k* log *n*) for *k* children of all its parents, unless the filter needs the
  ///   whole graph.
  package init(
    of node: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    relationBasis = filter.relationBasis
    let steps = try filter.steps(in: connection)
    let edges = { (column: String) in
      try connection.prepare(
        """
        SELECT child, parent, relation
        FROM \(filter.edges(where: "\(column) = ?1"))
        WHERE child <> parent
        """
      )
    }
    let followed = { (row: Statement) -> (step: FamilyStep, relation: String?)? in
      let (step, relation) = row.inOrder {
        (FamilyStep(child: $0.integer(), parent: $0.integer()), $0.optionalText())
      }
      guard filter.admits(relation), steps?.contains(step) ?? true else { return nil }
      return (step, relation)
    }
    let children = try edges("parent")
    let names = try NodeNames(in: connection)
    var shared: [Int64: [(parent: String, relation: String?)]] = [:]
    for parent in try edges("child").rows(node.id, body: followed).compactMap({ $0?.step.parent }) {
      let name = try names.name(of: parent) ?? ""
      try children.forEach(parent) { row in
        guard let (step, relation) = followed(row), step.child != node.id else { return }
        shared[step.child, default: []].append((name, relation))
      }
    }
    let listed = try connection.prepare(
      "SELECT name FROM repo WHERE repo.id = ? AND repo.gone_since IS NULL"
    )
    model = node.name
    // In the order of the table, which so is read from beginning to end.
    siblings =
      try shared.keys.sorted().compactMap { id in
        guard let name = try listed.first(id, body: { $0.text(0) }) else { return nil }
        let kin = (shared[id] ?? []).sorted { $0.parent < $1.parent }
        return Sibling(id: name, relation: kin.first?.relation, parents: kin.map(\.parent))
      }
      .sorted { ($1.parents.count, $0.id) < ($0.parents.count, $1.id) }
  }
}

extension Siblings: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "model": .string(model), "relation_by": RelationBasis.json(relationBasis),
      "total": .integer(Int64(siblings.count)),
      "siblings": .array(
        siblings.map {
          [
            "id": .string($0.id), "relation": JSONValue($0.relation),
            "parents": .array($0.parents.map(JSONValue.string)),
          ]
        }
      ),
    ]
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      ["id", "relation", "parents"],
      rows: siblings.map {
        [.text($0.id), Table.Cell($0.relation), .text($0.parents.joined(separator: " "))]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    table.text(as: .table) + RelationBasis.sentence(relationBasis) + "\n"
  }
}
