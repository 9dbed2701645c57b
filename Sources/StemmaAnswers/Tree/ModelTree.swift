public import StemmaCore
public import StemmaGraph
public import StemmaLink
package import StemmaStore

/// A model with everything made from it, or with everything it was made from.
public struct ModelTree: Sendable, Hashable {
  /// One model of the tree.
  public struct Node: Sendable, Hashable {
    /// The model's name at the moment asked for.
    public let id: String
    /// How it was made, in the order declared, the Hub's, our own reading; nil when nobody says.
    public let relation: String?
    /// The smallest number of edges to the model the tree is of.
    public let distance: Int
    /// Why it is not on the Hub, or nil when it is.
    public let ghost: String?
    /// When the repository was made: ISO 8601, to the second; not the day of release.
    public let createdAt: String?
    /// The license as its card states it.
    public let license: String?
    /// What its card calls a license that has no id on the Hub; nil where it does not say.
    public let licenseName: String?
    /// Where such a license stands, as the card has it.
    public let licenseLink: String?
    /// Downloads of the last 30 days.
    public let downloads: Int64?

    /// Makes one from its parts, without a cache.
    public init(
      id: String,
      relation: String? = nil,
      distance: Int,
      ghost: String? = nil,
      createdAt: String? = nil,
      license: String? = nil,
      licenseName: String? = nil,
      licenseLink: String? = nil,
      downloads: Int64? = nil
    ) {
      self.id = id
      self.relation = relation
      self.distance = distance
      self.ghost = ghost
      self.createdAt = createdAt
      self.license = license
      self.licenseName = licenseName
      self.licenseLink = licenseLink
      self.downloads = downloads
    }
  }

  /// One step from a child to a parent.
  public struct Edge: Sendable, Hashable {
    /// The model that was made.
    public let child: String
    /// The model it was made from.
    public let parent: String
    /// How, as in ``Node/relation``.
    public let relation: String?
    /// Why the edge is believed in, when nobody declares it.
    public let inference: Inference?

    /// Makes one from its parts, without a cache.
    public init(
      child: String,
      parent: String,
      relation: String? = nil,
      inference: Inference? = nil
    ) {
      self.child = child
      self.parent = parent
      self.relation = relation
      self.inference = inference
    }
  }

  /// Which way the tree goes.
  public typealias Direction = TreeDirection

  /// The model the tree is of, by its name at the moment asked for.
  public let model: String
  /// Which way the tree goes.
  public let direction: Direction
  /// The model itself first, then by distance and name.
  public let nodes: [Node]
  /// Edges between the nodes, by child and place in its card.
  public let edges: [Edge]
  /// How many of the edges are inferred; nil when these were not followed.
  public let inferred: Int?
  /// Whose word on relations was taken; nil for the first known of the Hub's, the card's and ours.
  public let relationBasis: RelationBasis?

  /// Makes one from its parts, without a cache.
  public init(
    model: String,
    direction: Direction,
    nodes: [Node] = [],
    edges: [Edge] = [],
    inferred: Int? = nil,
    relationBasis: RelationBasis? = nil
  ) {
    self.model = model
    self.relationBasis = relationBasis
    self.direction = direction
    self.nodes = nodes
    self.edges = edges
    self.inferred = inferred
  }

  /// Draws the tree of one model.
  ///
  /// - Complexity: O(*n* log *n*) for *n* nodes of the tree.
  package init(
    of root: NamedNode,
    direction: Direction = .down,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    let reached = try Reach(of: root.id, direction: direction, filter: filter, in: connection)
    var members = [root.id: 0]
    for (node, distance) in reached.distances { members[node] = distance }

    let facts = try NodeFacts(filter, in: connection)
    var names: [Int64: String] = [:]
    var nodes: [Node] = []
    names.reserveCapacity(members.count)
    nodes.reserveCapacity(members.count)
    // In the order of the table, which so is read from beginning to end.
    let ids = members.keys.sorted()
    for id in ids {
      let node = try facts.node(id, distance: members[id] ?? 0)
      names[id] = node.id
      nodes.append(node)
    }
    model = root.name
    relationBasis = filter.relationBasis
    self.direction = direction
    self.nodes = nodes.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
    edges = try facts.edges(of: ids, among: members)
      .map { step, relation, inference in
        Edge(
          child: names[step.child] ?? "",
          parent: names[step.parent] ?? "",
          relation: relation,
          inference: inference
        )
      }
      .sorted { ($0.child, $0.parent) < ($1.child, $1.parent) }
    inferred = filter.leastConfidence == nil ? nil : edges.count { $0.inference != nil }
  }
}

extension ModelTree {
  /// The parents outside the tree that models of it have beside those inside, with the edges to them.
  ///
  /// A merge of two families has one; the distance of each is that of no way, -1.
  ///
  /// - Complexity: O(*n* log *n*) for *n* nodes of the tree.
  package static func otherParents(
    of root: NamedNode,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws -> (nodes: [Node], edges: [Edge]) {
    var filter = filter
    let members = try Set(
      [root.id]
        + Reach(of: root.id, direction: .down, filter: filter, in: connection).distances.map(\.node)
    )
    // How far a family is followed says nothing of where its merges come from.
    filter.depth = nil
    let facts = try NodeFacts(filter, in: connection)
    var others: [Int64: Node] = [:]
    var edges: [Edge] = []
    // The model's own parents are another question.
    for child in members.sorted() where child > 0 && child != root.id {
      for (step, relation, inference) in try facts.edges(
        of: child,
        where: { !members.contains($0) }
      ) {
        let parent = try others[step.parent] ?? facts.node(step.parent, distance: -1)
        others[step.parent] = parent
        edges.append(
          Edge(
            child: try facts.node(child, distance: 0).id,
            parent: parent.id,
            relation: relation,
            inference: inference
          )
        )
      }
    }
    return (
      others.values.sorted { $0.id < $1.id },
      edges.sorted { ($0.child, $0.parent) < ($1.child, $1.parent) }
    )
  }
}

/// Reads what a tree shows of its nodes.
private struct NodeFacts {
  private let repo: Statement
  private let ghost: Statement
  private let parents: Statement
  private let inferences: InferenceReader
  private let filter: FamilyScope
  /// The edges that are followed; nil for all.
  private let steps: Set<FamilyStep>?

  init(_ filter: FamilyScope, in connection: Connection) throws {
    self.filter = filter
    steps = try filter.steps(in: connection)
    inferences = try InferenceReader(in: connection)
    repo = try connection.prepare(
      """
      SELECT repo.name,
        \(filter.relation(of: "repo.id")) AS relation,
        CASE WHEN repo.gone_since IS NULL THEN NULL ELSE 'deleted or private' END AS ghost,
        repo.created_at, repo.license, repo.license_name, repo.license_link, repo.downloads
      FROM repo
      WHERE repo.id = ?1
      """
    )
    ghost = try connection.prepare("SELECT name, reason FROM ghost WHERE id = ?")
    parents = try connection.prepare(
      """
      SELECT parent, relation, sources = 'inferred' AS is_inferred
      FROM \(filter.edges(where: "child = ?1"))
      WHERE child <> parent
      ORDER BY position, parent
      """
    )
  }

  func node(_ id: Int64, distance: Int) throws -> ModelTree.Node {
    let node =
      id < 0
      ? try ghost.first(id) { row in
        ModelTree.Node(
          id: row.text("name"),
          relation: nil,
          distance: distance,
          ghost: row.text("reason"),
          createdAt: nil,
          license: nil,
          downloads: nil
        )
      }
      : try repo.first(id) { row in
        row.inOrder { row in
          ModelTree.Node(
            id: row.text(),
            relation: row.optionalText(),
            distance: distance,
            ghost: row.optionalText(),
            createdAt: row.optionalText(),
            license: row.optionalText(),
            licenseName: row.optionalText(),
            licenseLink: row.optionalText(),
            downloads: row.optionalInteger()
          )
        }
      }
    guard let node else { preconditionFailure("node \(id) has no row") }
    return node
  }

  typealias Found = (step: FamilyStep, relation: String?, inference: Inference?)

  func edges(of ids: [Int64], among members: [Int64: Int]) throws -> [Found] {
    var edges: [Found] = []
    for child in ids where child > 0 {
      edges += try self.edges(of: child) { members[$0] != nil }
    }
    return edges
  }

  /// The edges to those parents of a child for which `isMeant` holds.
  func edges(of child: Int64, where isMeant: (Int64) -> Bool) throws -> [Found] {
    var edges: [Found] = []
    try parents.forEach(child) { row in
      let (parent, relation, isInferred) = row.inOrder {
        ($0.integer(), $0.optionalText(), $0.bool())
      }
      let step = FamilyStep(child: child, parent: parent)
      guard isMeant(parent), filter.admits(relation), steps?.contains(step) ?? true
      else { return }
      edges.append((step, relation, isInferred ? try inferences.inference(of: step) : nil))
    }
    return edges
  }
}

extension ModelTree: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    let tree: JSONValue = [
      "model": .string(model), "relation_by": RelationBasis.json(relationBasis),
      "nodes": .array(
        nodes.map {
          [
            "id": .string($0.id), "relation": JSONValue($0.relation),
            "distance": .integer(Int64($0.distance)), "ghost": .bool($0.ghost != nil),
            "reason": JSONValue($0.ghost), "created_at": JSONValue($0.createdAt),
            "license": JSONValue($0.license), "license_name": JSONValue($0.licenseName),
            "license_link": JSONValue($0.licenseLink),
            "downloads": $0.downloads.map(JSONValue.integer) ?? .null,
          ]
        }
      ),
      "edges": .array(
        edges.map {
          let edge: JSONValue = [
            "child": .string($0.child), "parent": .string($0.parent),
            "relation": JSONValue($0.relation),
          ]
          return inferred == nil ? edge : edge.adding("inference", $0.inference?.json ?? .null)
        }
      ),
    ]
    return tree.adding(inferred: inferred)
  }

  /// The answer as rows.
  public var table: Table {
    Table(
      [
        "distance", "id", "relation", "created_at", "license", "license_name", "license_link",
        "downloads", "ghost",
      ],
      rows: nodes.map {
        [
          Table.Cell($0.distance), .text($0.id), Table.Cell($0.relation), Table.Cell($0.createdAt),
          Table.Cell($0.license), Table.Cell($0.licenseName), Table.Cell($0.licenseLink),
          Table.Cell($0.downloads), Table.Cell($0.ghost),
        ]
      }
    )
  }

  /// The answer for a terminal.
  public var text: String {
    let drawing = TreeDrawing(self).text
    let showsRelations = edges.contains { $0.relation != nil } || relationBasis != nil
    return showsRelations
      ? drawing + "\n" + RelationBasis.sentence(relationBasis) + "\n" : drawing
  }
}
