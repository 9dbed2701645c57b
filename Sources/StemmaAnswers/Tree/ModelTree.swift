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
    /// How, as in ``Node/relation``; from a dataset or a Space the field of its card that names the other.
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

  /// Reads the tree of one model, dataset or Space.
  ///
  /// - Complexity: O(*n* log *n*) for *n* nodes of the tree.
  package init(
    of root: NamedNode,
    direction: Direction = .down,
    filter: FamilyScope = .init(),
    in connection: Connection
  ) throws {
    guard root.kind == .model else {
      try self.init(
        ofDatasetOrSpace: root,
        direction: direction,
        filter: filter,
        in: connection
      )
      return
    }
    try self.init(
      TreeReader(of: root, direction: direction, filter: filter, in: connection)
    )
  }

  /// Reads all of a tree.
  init(_ tree: TreeReader) throws {
    let ranks = try tree.ranks()
    let (nodes, edges) = (tree.nodes(ranks), tree.edges(ranks))
    model = tree.root.name
    relationBasis = tree.filter.relationBasis
    direction = tree.direction
    self.nodes = Array(nodes)
    self.edges = Array(edges)
    inferred = tree.inferred
    try nodes.requireWhole()
    try edges.requireWhole()
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
    let parents = try ParentReader(filter, in: connection)
    let inferences = try InferenceReader(in: connection)
    var others: [Int64: Node] = [:]
    var edges: [Edge] = []
    // The model's own parents are another question.
    for child in members.sorted() where child > 0 && child != root.id {
      for (step, relation, isInferred) in try parents.edges(
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
            inference: isInferred ? try inferences.inference(of: step) : nil
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

extension ModelTree: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    let edgeNames = Edge.jsonNames(isInferring: inferred != nil)
    let tree: JSONValue = [
      "model": .string(model), "relation_by": RelationBasis.json(relationBasis),
      "nodes": .array(nodes.map { .object(Node.jsonNames, $0.jsonValues) }),
      "edges": .array(edges.map { .object(edgeNames, $0.jsonValues) }),
    ]
    return tree.adding(inferred: inferred)
  }

  /// The answer as rows.
  public var table: Table { Table(Node.headings, rows: nodes.map(\.row)) }

  /// The answer for a terminal.
  public var text: String {
    let showsRelations =
      edges.contains { $0.relation != nil && !$0.child.isWrittenWithKind } || relationBasis != nil
    return TreeDrawing(self).text
      + (showsRelations ? "\n" + RelationBasis.sentence(relationBasis) + "\n" : "")
  }
}

extension ModelTree.Node {
  static let jsonNames = [
    "id", "relation", "distance", "ghost", "reason", "created_at", "license", "license_name",
    "license_link", "downloads",
  ]

  var jsonValues: [JSONValue] {
    [
      .string(id), JSONValue(relation), .integer(Int64(distance)), .bool(ghost != nil),
      JSONValue(ghost), JSONValue(createdAt), JSONValue(license), JSONValue(licenseName),
      JSONValue(licenseLink), downloads.map(JSONValue.integer) ?? .null,
    ]
  }

  static let headings = [
    "distance", "id", "relation", "created_at", "license", "license_name", "license_link",
    "downloads", "ghost",
  ]

  var row: [Table.Cell] {
    [
      Table.Cell(distance), .text(id), Table.Cell(relation), Table.Cell(createdAt),
      Table.Cell(license), Table.Cell(licenseName), Table.Cell(licenseLink), Table.Cell(downloads),
      Table.Cell(ghost),
    ]
  }
}

extension ModelTree.Edge {
  /// Why an edge is believed in is told where inferred ones are followed.
  static func jsonNames(isInferring: Bool) -> [String] {
    ["child", "parent", "relation"] + (isInferring ? ["inference"] : [])
  }

  var jsonValues: [JSONValue] {
    [.string(child), .string(parent), JSONValue(relation), inference?.json ?? .null]
  }
}
