import StemmaCore
package import StemmaGraph
package import StemmaLink
package import StemmaStore

/// The tree of one model as numbers, of which nodes and edges are read as they are shown.
package struct TreeReader: TreeFacts {
  let direction: ModelTree.Direction
  let shape: TreeShape
  let root: NamedNode
  let filter: FamilyScope
  /// The numbers of the nodes in the cache, as the shape has them.
  let ids: [Int64]
  /// What the stored graph knows of the nodes below a model; nil for those above one.
  let members: FamilyMembers?
  private let facts: NodeFacts
  private let names: NodeNames
  private let inferences: InferenceReader
  private let order: NameOrder
  private let relationText: (Int32) throws -> String

  /// Finds which nodes there are and how they hang together.
  ///
  /// - Complexity: O(*f*) reads and steps for a part of *f* nodes and edges, and O(*n*) memory of a few
  ///   bytes.
  package init(
    of root: NamedNode,
    direction: ModelTree.Direction,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    (self.root, self.direction, self.filter) = (root, direction, filter)
    facts = try NodeFacts(filter, in: connection)
    names = try NodeNames(in: connection)
    inferences = try InferenceReader(in: connection)
    order = try NameOrder(in: connection)
    let draft =
      direction == .down
      ? try TreeDraft(below: root, filter, in: connection)
      : try TreeDraft(above: root, filter, in: connection)
    let contested = ContestedNames(draft.ids, names)
    (ids, members, relationText) = (draft.ids, draft.members, draft.relationText)
    shape = try TreeShape(
      distances: draft.distances,
      forEachEdge: draft.forEachEdge,
      precedes: { try contested.name(of: $0) < contested.name(of: $1) }
    )
  }

  /// How many of the edges are inferred; nil when these were not followed.
  var inferred: Int? { filter.leastConfidence == nil ? nil : shape.inferredCount }

  func node(_ node: Int32) throws -> ModelTree.Node {
    try facts.node(ids[Int(node)], distance: Int(shape.distances[Int(node)]))
  }

  func name(of node: Int32) throws -> String { try names.name(of: ids[Int(node)]) ?? "" }

  /// The model itself, and how many nodes are one step from it.
  package func head() throws -> (node: ModelTree.Node, direct: Int) {
    (try node(0), shape.distances.count { $0 == 1 })
  }

  /// Some of the nodes by distance and name, with the edges that lead from the child's end of each, and
  /// how many nodes there are.
  ///
  /// - Complexity: O(*n* + *m*) steps; no more is read than the names that come before, and what is
  ///   shown.
  package func part(from offset: Int, limit: Int) throws -> (part: ModelTree, total: Int) {
    let wanted = offset..<min(offset + limit, max(offset, shape.count))
    var shown: [Int32] = []
    var start = 0
    while start < min(wanted.upperBound, shape.count) {
      let distance = shape.distances[start]
      let end = shape.distances[start...].firstIndex { $0 != distance } ?? shape.count
      if end > wanted.lowerBound {
        let sorted = try first(
          min(end, wanted.upperBound) - start,
          of: (start..<end).map { Int32($0) }
        )
        shown += sorted.dropFirst(max(0, wanted.lowerBound - start))
      }
      start = end
    }
    let part = ModelTree(
      model: root.name,
      direction: direction,
      nodes: try shown.map { try node($0) },
      edges: try edges(ofChildren: shown),
      inferred: inferred,
      relationBasis: filter.relationBasis
    )
    return (part, shape.count)
  }

  /// The edges whose children are some of the nodes, by child and parent.
  private func edges(ofChildren children: [Int32]) throws -> [ModelTree.Edge] {
    var isMeant = [Bool](repeating: false, count: shape.count)
    for child in children { isMeant[Int(child)] = true }
    let isDown = direction == .down
    var edges: [ModelTree.Edge] = []
    for near in 0..<Int32(shape.count) {
      for edge in shape.edges(of: near) {
        let (child, parent) = isDown ? (edge.far, near) : (near, edge.far)
        guard isMeant[Int(child)] else { continue }
        edges.append(
          ModelTree.Edge(
            child: try name(of: child),
            parent: try name(of: parent),
            relation: edge.relation < 0 ? nil : try relation(edge.relation),
            inference: edge.isInferred ? try inference(near: near, far: edge.far) : nil
          )
        )
      }
    }
    return edges.sorted { ($0.child, $0.parent) < ($1.child, $1.parent) }
  }

  func relation(_ number: Int32) throws -> String { try relationText(number) }

  func inference(near: Int32, far: Int32) throws -> Inference? {
    let (child, parent) = direction == .down ? (far, near) : (near, far)
    return try inferences.inference(
      of: FamilyStep(child: ids[Int(child)], parent: ids[Int(parent)])
    )
  }

  func first(_ count: Int, of nodes: [Int32]) throws -> [Int32] {
    try order.first(count, of: nodes.map { ids[Int($0)] }).map { nodes[Int($0)] }
  }

  /// Where each node stands by its name.
  ///
  /// - Complexity: O(*n* log *n*) for *n* nodes, and O(*n*) memory.
  func ranks() throws -> [Int32] {
    var ranks = [Int32](repeating: 0, count: ids.count)
    for (rank, node) in try order.first(of: ids).enumerated() { ranks[Int(node)] = Int32(rank) }
    return ranks
  }

  /// The model itself first, then the others by distance and name, each read as it is asked for.
  func nodes(
    _ ranks: [Int32]
  ) -> Attempts<[Int32], ModelTree.Node> {
    let sorted = (0..<Int32(shape.count)).sorted {
      (shape.distances[Int($0)], ranks[Int($0)]) < (shape.distances[Int($1)], ranks[Int($1)])
    }
    return Attempts(sorted, node)
  }

  /// The edges by child and parent, each read as it is asked for.
  func edges(_ ranks: [Int32]) -> Attempts<[TreeShape.Placed], ModelTree.Edge> {
    let isDown = direction == .down
    let sorted = shape.edges { near, far in
      let (near, far) = (ranks[Int(near)], ranks[Int(far)])
      return isDown ? (far, near) : (near, far)
    }
    return Attempts(sorted) { placed in
      let (near, far) = (placed.near, placed.edge.far)
      let (child, parent) = isDown ? (far, near) : (near, far)
      return ModelTree.Edge(
        child: try names.name(of: ids[Int(child)]) ?? "",
        parent: try names.name(of: ids[Int(parent)]) ?? "",
        relation: placed.edge.relation < 0 ? nil : try relation(placed.edge.relation),
        inference: placed.edge.isInferred ? try inference(near: near, far: far) : nil
      )
    }
  }
}

/// What is made of elements one at a time, up to the first of which it cannot be made.
final class Attempts<Base: Sequence, Element>: Sequence, IteratorProtocol {
  private var base: Base.Iterator
  private let body: (Base.Element) throws -> Element
  private var failure: (any Error)?

  init(_ base: Base, _ body: @escaping (Base.Element) throws -> Element) {
    (self.base, self.body) = (base.makeIterator(), body)
  }

  func next() -> Element? {
    guard failure == nil, let element = base.next() else { return nil }
    do { return try body(element) } catch {
      failure = error
      return nil
    }
  }

  /// Throws what ended it before its end.
  func requireWhole() throws { if let failure { throw failure } }
}

/// The nodes and edges of a tree, before they are laid out.
private struct TreeDraft {
  typealias Edges = (_ body: (Int32, TreeShape.Edge) -> Void) throws -> Void

  let ids: [Int64]
  let members: FamilyMembers?
  let distances: [Int32]
  let forEachEdge: Edges
  let relationText: (Int32) throws -> String

  /// What was made from a model, from the stored graph.
  init(below root: NamedNode, _ filter: FamilyScope, in connection: Connection) throws {
    let family = try FamilyBelow([root.id], filter, in: connection)
    let (members, told) = (family.members, try family.members.toldRelations())
    let admitsInference = filter.relationBasis.admitsInference
    let kept = try KeptNodes(of: family, filter)
    self.members = kept.among(members)
    ids = try [root.id] + kept.among(family.descendants.map { try members.id($0.node) })
    distances = [0] + kept.among(family.descendants.map(\.distance))
    relationText = { try members.text($0, in: .relation) }
    forEachEdge = { body in
      try family.forEachEdge { parent, child, inferred in
        let relation = inferred.map { admitsInference ? $0 : -1 } ?? told[Int(child)]
        guard let near = kept.number(of: parent), let far = kept.number(of: child) else { return }
        body(
          near,
          TreeShape.Edge(far: far, relation: relation, isInferred: inferred != nil)
        )
      }
    }
  }

  /// What a model was made from, edge by edge: there is seldom much above one.
  init(above root: NamedNode, _ filter: FamilyScope, in connection: Connection) throws {
    let reach = try Reach(of: root.id, direction: .up, filter: filter, in: connection)
    let parents = try ParentReader(filter, in: connection)
    let above = reach.distances.sorted { $0.distance < $1.distance }
    let ids = [root.id] + above.map(\.node)
    let places = Dictionary(
      zip(ids, Int32(0)...),
      uniquingKeysWith: { first, _ in first }
    )
    let relations = RelationNumbers()
    self.ids = ids
    members = nil
    distances = [0] + above.map { Int32($0.distance) }
    relationText = { relations.texts[Int($0)] }
    forEachEdge = { body in
      for (near, id) in ids.enumerated() where id > 0 {
        for found in try parents.edges(of: id, where: { places[$0] != nil }) {
          guard let far = places[found.step.parent] else { continue }
          body(
            Int32(near),
            TreeShape.Edge(
              far: far,
              relation: found.relation.map(relations.number) ?? -1,
              isInferred: found.isInferred
            )
          )
        }
      }
    }
  }
}

/// The nodes of a family that were made in the days asked for, and those that lead to them from its head.
private struct KeptNodes {
  /// What each node is numbered as, or -1 for one that is left out; nil where all are kept.
  private let numbers: [Int32]?

  /// - Complexity: O(*f*) for *f* nodes and edges where a day was given.
  init(of family: FamilyBelow, _ filter: FamilyScope) throws {
    guard filter.since != nil || filter.until != nil else {
      numbers = nil
      return
    }
    var isKept = try family.members.isListed()
    isKept[0] = true
    var parents = [[Int32]](repeating: [], count: isKept.count)
    try family.forEachEdge { parent, child, _ in parents[Int(child)].append(parent) }
    var open = isKept.indices.filter { isKept[$0] }
    while let child = open.popLast() {
      for parent in parents[child] where !isKept[Int(parent)] {
        isKept[Int(parent)] = true
        open.append(Int(parent))
      }
    }
    var next: Int32 = 0
    numbers = isKept.map { isKept in
      guard isKept else { return -1 }
      defer { next += 1 }
      return next
    }
  }

  /// What a node is numbered as; nil for one that is left out.
  func number(of node: Int32) -> Int32? {
    guard let number = numbers?[Int(node)] else { return node }
    return number < 0 ? nil : number
  }

  /// The members that are kept, by their numbers.
  func among(_ members: FamilyMembers) -> FamilyMembers {
    guard let numbers else { return members }
    return members.only { numbers[$0] >= 0 }
  }

  /// Those of the elements, one for each node but the head, that belong to nodes that are kept.
  func among<Element>(_ elements: [Element]) -> [Element] {
    guard numbers != nil else { return elements }
    return elements.indices.filter { number(of: Int32($0 + 1)) != nil }.map { elements[$0] }
  }
}

/// Gives numbers to relations as they are met.
final class RelationNumbers {
  private(set) var texts: [String] = []
  private var numbers: [String: Int32] = [:]

  func number(_ text: String) -> Int32 {
    if let number = numbers[text] { return number }
    let number = Int32(texts.count)
    numbers[text] = number
    texts.append(text)
    return number
  }
}

/// The names of the nodes of which one is chosen by its name.
private final class ContestedNames {
  private let ids: [Int64]
  private let names: NodeNames
  private var known: [Int32: String] = [:]

  init(_ ids: [Int64], _ names: NodeNames) { (self.ids, self.names) = (ids, names) }

  func name(of node: Int32) throws -> String {
    if let name = known[node] { return name }
    let name = try names.name(of: ids[Int(node)]) ?? ""
    known[node] = name
    return name
  }
}

/// Reads what a tree shows of its nodes.
struct NodeFacts {
  private let repo: Statement
  private let ghost: Statement

  init(_ filter: FamilyScope, in connection: Connection) throws {
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
}

/// Reads the edges that lead from models to their parents.
struct ParentReader {
  private let parents: Statement
  private let filter: FamilyScope
  /// The edges that are followed; nil for all.
  private let steps: Set<FamilyStep>?

  init(_ filter: FamilyScope, in connection: Connection) throws {
    self.filter = filter
    steps = try filter.steps(in: connection)
    parents = try connection.prepare(
      """
      SELECT parent, relation, sources = 'inferred' AS is_inferred
      FROM \(filter.edges(where: "child = ?1"))
      WHERE child <> parent
      ORDER BY position, parent
      """
    )
  }

  typealias Found = (step: FamilyStep, relation: String?, isInferred: Bool)

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
      edges.append((step, relation, isInferred))
    }
    return edges
  }
}
