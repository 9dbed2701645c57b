import StemmaCore
package import StemmaGraph
package import StemmaLink
package import StemmaStore

/// What a dataset or a Space was made from, or what was made from it, with what the cache tells of each.
///
/// Answers about datasets and Spaces have the shape of those about models. In them a dataset is written
/// `datasets/ID` and a Space `spaces/ID`, as on the command line; models stand by their ids.
package struct MentionFamily {
  let root: NamedNode
  let graph: MentionGraph
  private let filter: FamilyScope
  private let connection: Connection

  /// - Throws: `AnswerError` of code `misuse` for a filter that is about models.
  /// - Complexity: That of ``MentionGraph``.
  package init(
    of root: NamedNode,
    _ direction: ModelTree.Direction,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    try filter.requirePlain(for: root.kind)
    (self.root, self.filter, self.connection) = (root, filter, connection)
    graph = try MentionGraph(
      of: [root.id],
      kind: root.kind,
      direction,
      depth: filter.depth,
      in: connection
    )
  }
}

extension MentionFamily {
  /// What was made from the dataset or Space that a question names; nil for a question about models.
  package init?(below question: DerivativeQuestion, in connection: Connection) throws {
    guard question.models.count == 1, let name = question.models.first,
      RepoName.kind(meantBy: name) != .model
    else { return nil }
    try self.init(
      of: NamedNode(ofAnyKind: name, in: connection),
      .down,
      filter: question.scope,
      in: connection
    )
  }
}

extension NamedNode {
  /// The name as people write it: of a dataset and a Space with the kind before it.
  var written: String { name.written(as: kind) }

  /// The repository or ghost that a person names, of the kind that the text says: `datasets/ID`, `spaces/ID`
  /// or an address, else a model.
  package init(ofAnyKind text: String, in connection: Connection) throws {
    try self.init(text, kind: RepoName.kind(meantBy: text), in: connection)
  }

  /// The model that a person names, where the answer is of models alone.
  ///
  /// - Throws: `AnswerError`, of code `misuse` for what is said to be a dataset or a Space.
  package init(ofModel text: String, in connection: Connection) throws {
    let kind = RepoName.kind(meantBy: text)
    guard kind == .model else {
      throw AnswerError(
        .misuse,
        "\(text) is a \(kind == .space ? "Space" : "dataset"), and this is told of models alone. Datasets and "
          + "Spaces have `stemma tree`, `ancestors`, `path`, and `derivatives` with --list or --by."
      )
    }
    try self.init(text, in: connection)
  }
}

extension String {
  /// A repository's name as it is written where several kinds stand side by side.
  func written(as kind: RepoKind) -> String {
    kind == .model ? self : "\(kind.apiSegment)/\(self)"
  }

  /// Whether it is so written, and of a dataset or a Space.
  var isWrittenWithKind: Bool { RepoName.kind(meantBy: self) != .model }
}

extension FamilyScope {
  /// Refuses what says something of models alone: relations, inferred edges, mass uploads.
  ///
  /// - Throws: `AnswerError` of code `misuse`.
  fileprivate func requirePlain(for kind: RepoKind) throws {
    var plain = FamilyScope(depth: depth)
    (plain.since, plain.until, plain.leftOutOwners) = (since, until, leftOutOwners)
    // What a Space loads has relations; a dataset is made from another in one way.
    guard kind == .dataset, self != plain else { return }
    throw AnswerError(
      .misuse,
      "Relations, first parents, inferred edges, mass uploads and owners that are followed say something of "
        + "models. Of datasets ask without them."
    )
  }
}

extension MentionFamily {
  /// What counts of the members below, as lists show it; ghosts and what the Hub does not list do not.
  struct Counted {
    let number: LineageGraph.Node
    let distance: Int
    let listed: ListedModel
  }

  /// The members below that the Hub lists, as far as days and owners are asked for.
  func counted() throws -> [Counted] {
    let reader = try ListedModels(in: connection)
    let isListed = try connection.prepare(
      "SELECT 1 FROM repo WHERE id = ? AND gone_since IS NULL"
    )
    let leftOut = try filter.leftOut(in: connection)
    let days = try filter.days()
    return try graph.members.indices.dropFirst().compactMap { place in
      let member = graph.members[place]
      guard !leftOut.contains(member.id), try isListed.first(member.id, body: { _ in true }) != nil,
        var listed = try reader.model(member.id)
      else { return nil }
      if let days {
        guard let made = listed.createdAt.flatMap(Timestamp.secondsSince1970),
          days.contains(made)
        else { return nil }
      }
      listed.id = listed.id.written(as: member.kind)
      return Counted(
        number: LineageGraph.Node(place),
        distance: Int(member.distance),
        listed: listed
      )
    }
  }

  /// How many, by whom and how far away.
  func derivatives() throws -> Derivatives {
    let counted = try counted()
    var (direct, all) = (Derivatives.Counts(), Derivatives.Counts())
    all.total = counted.count
    direct.total = counted.count { $0.distance == 1 }
    (all.unknown, direct.unknown) = (all.total, direct.total)
    let sizes = Dictionary(grouping: counted.compactMap(\.listed.owner)) { $0 }
      .values.map { Double($0.count) }
    var isCounted = [Bool](repeating: false, count: graph.members.count)
    for one in counted { isCounted[one.number] = true }
    return Derivatives(
      model: root.written,
      direct: direct,
      all: all,
      publishers: sizes.count,
      weighted: sizes.sorted().reduce(0) { $0 + $1.squareRoot() },
      maxDistance: counted.map(\.distance).max() ?? 0,
      depth: min(
        Int(Condensation(of: graph.graph).depthsBelow(counting: isCounted)[0]),
        filter.depth ?? .max
      )
    )
  }

  /// The same grouped.
  ///
  /// - Throws: `AnswerError` of code `misuse` for relations, which models have.
  func breakdown(by key: GroupKey) throws -> Breakdown {
    guard key != .relation else {
      throw AnswerError(.misuse, "Relations say how models are made. Group by another key.")
    }
    var groups: [String?: (direct: Int, all: Int)] = [:]
    for one in try counted() {
      for value in Self.values(of: key, in: one.listed) {
        groups[value, default: (0, 0)].all += 1
        if one.distance == 1 { groups[value, default: (0, 0)].direct += 1 }
      }
    }
    return Breakdown(
      model: root.written,
      key: key,
      groups: groups.map { .init(value: $0, direct: $1.direct, all: $1.all) }
        .sorted { one, other in
          (key == .month ? 0 : -one.all, one.value ?? "") < (
            key == .month ? 0 : -other.all, other.value ?? ""
          )
        }
    )
  }

  private static func values(of key: GroupKey, in listed: ListedModel) -> [String?] {
    switch key {
    case .owner: [listed.owner]
    case .month: [listed.createdAt.map { String($0.prefix(7)) }]
    case .license: [listed.license]
    case .language:
      listed.languages.map { Set($0.split(separator: ",").map(String.init)).map { $0 } } ?? [nil]
    case .relation: []
    }
  }

  /// They themselves, or the `top` most downloaded.
  package func list(top: Int? = nil) throws -> DerivativeModels {
    let owners = try OwnerAccount(of: root, in: connection)?.names.map { $0.lowercased() } ?? []
    var parents: [LineageGraph.Node: String] = [:]
    for step in graph.steps {
      let parent = try name(of: step.parent)
      parents[step.child] = min(parents[step.child] ?? parent, parent)
    }
    let models = try counted().map { one in
      DerivativeModels.Model(
        listed: one.listed,
        parent: parents[one.number],
        distance: one.distance,
        isOwn: one.listed.owner.map { owners.contains($0.lowercased()) } ?? false
      )
    }
    let sorted = models.sorted { one, other in
      top == nil
        ? (one.distance, one.listed.id) < (other.distance, other.listed.id)
        : (other.listed.downloads ?? -1, one.listed.id) < (
          one.listed.downloads ?? -1, other.listed.id
        )
    }
    return DerivativeModels(
      subject: root.written,
      models: Array(sorted.prefix(top ?? .max)),
      total: models.count
    )
  }

  /// The name of a member as it is written.
  func name(of number: LineageGraph.Node) throws -> String {
    let member = graph.members[number]
    return (try NodeNames(in: connection).name(of: member.id) ?? "").written(as: member.kind)
  }
}

extension ModelTree {
  /// Reads the tree of a dataset or a Space; what the models that a Space loads were made from is part of
  /// it.
  ///
  /// - Complexity: O(*n* log *n*) for *n* nodes of the tree.
  init(
    ofDatasetOrSpace root: NamedNode,
    direction: Direction,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    let family = try MentionFamily(of: root, direction, filter: filter, in: connection)
    let facts = try NodeFacts(filter, in: connection)
    var (nodes, edges): ([String: Node], Set<Edge>) = ([:], [])
    func add(_ node: Node) {
      if nodes[node.id].map({ $0.distance <= node.distance }) != true { nodes[node.id] = node }
    }
    let members = try family.graph.members.map { member in
      try facts.node(member.id, distance: Int(member.distance)).written(as: member.kind)
    }
    members.forEach(add)
    for step in family.graph.steps {
      edges.insert(
        Edge(child: members[step.child].id, parent: members[step.parent].id, relation: step.field)
      )
    }
    var inferred = filter.leastConfidence.map { _ in 0 }
    for (member, node) in zip(family.graph.members, members) where member.kind == .model {
      var above = filter
      above.depth = filter.depth.map { $0 - node.distance }
      let model = NamedNode(id: member.id, name: node.id, kind: .model)
      let tree = try ModelTree(of: model, direction: .up, filter: above, in: connection)
      for met in tree.nodes { add(met.moved(to: met.distance + node.distance)) }
      edges.formUnion(tree.edges)
    }
    inferred = inferred.map { _ in edges.count { $0.inference != nil } }
    self.init(
      model: root.written,
      direction: direction,
      nodes: nodes.values.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) },
      edges: edges.sorted { ($0.child, $0.parent) < ($1.child, $1.parent) },
      inferred: inferred,
      relationBasis: filter.relationBasis
    )
  }

  /// A part of its nodes, with the edges that lead from these to their parents.
  package func part(from offset: Int, limit: Int) -> ModelTree {
    let shown = Array(nodes.dropFirst(offset).prefix(limit))
    let children = Set(shown.map(\.id))
    return ModelTree(
      model: model,
      direction: direction,
      nodes: shown,
      edges: edges.filter { children.contains($0.child) },
      inferred: inferred,
      relationBasis: relationBasis
    )
  }
}

extension ModelTree.Node {
  fileprivate func written(as kind: RepoKind) -> ModelTree.Node {
    copy(id: id.written(as: kind), distance: distance)
  }

  fileprivate func moved(to distance: Int) -> ModelTree.Node { copy(id: id, distance: distance) }

  private func copy(id: String, distance: Int) -> ModelTree.Node {
    ModelTree.Node(
      id: id,
      relation: relation,
      distance: distance,
      ghost: ghost,
      createdAt: createdAt,
      license: license,
      licenseName: licenseName,
      licenseLink: licenseLink,
      downloads: downloads
    )
  }
}

extension DerivativeModels {
  /// A part of what is listed.
  package func part(_ part: Range<Int>) -> DerivativeModels {
    DerivativeModels(
      subject: subject,
      models: Array(models.dropFirst(part.lowerBound).prefix(part.count)),
      total: total,
      relationBasis: relationBasis
    )
  }
}

extension Siblings {
  /// The datasets that name a source that one dataset names, too.
  ///
  /// - Throws: `AnswerError` of code `misuse` for a Space, and for filters that are about models.
  init(
    ofDataset node: NamedNode,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    guard node.kind == .dataset else {
      throw AnswerError(
        .misuse,
        "\(node.written) is a Space. Siblings are told of models and datasets; the Spaces of a model lists "
          + "`stemma derivatives ID --spaces --list`."
      )
    }
    let parents = try MentionFamily(
      of: node,
      .up,
      filter: filter.oneStep,
      in: connection
    )
    var shared: [String: [String]] = [:]
    for member in parents.graph.members.dropFirst() {
      let names = try NodeNames(in: connection)
      let parent = NamedNode(
        id: member.id,
        name: try names.name(of: member.id) ?? "",
        kind: .dataset
      )
      let children = try MentionFamily(of: parent, .down, filter: filter.oneStep, in: connection)
      for child in try children.counted() where child.listed.id != node.written {
        shared[child.listed.id, default: []].append(parent.written)
      }
    }
    let siblings = shared.map { Sibling(id: $0, parents: $1.sorted()) }
    self.init(
      model: node.written,
      siblings: siblings.sorted { ($1.parents.count, $0.id) < ($0.parents.count, $1.id) }
    )
  }
}

extension FamilyScope {
  fileprivate var oneStep: FamilyScope {
    var scope = self
    scope.depth = 1
    return scope
  }
}
