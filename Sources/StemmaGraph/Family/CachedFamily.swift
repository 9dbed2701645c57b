import StemmaCore
import StemmaLink
package import StemmaStore

/// A part of the family graph, read straight from the cache's rows.
package struct CachedFamily: Family {
  private let connection: Connection
  private let filter: FamilyScope
  private let choice: FamilyChoice
  /// The nodes chosen; nil for all.
  private let members: Set<Int64>?
  private let edgesOfOne: Statement
  private let ghostPlaces: GhostPlaces
  /// The edges that are followed; nil for all.
  private let steps: Set<FamilyStep>?

  /// Finds the nodes that are meant; the rest is read when it is asked for.
  ///
  /// - Throws: `AnswerError` when the cache does not know a model.
  /// - Complexity: O(*s*) time and memory for *s* nodes selected, where the closure answers;
  ///   otherwise the graph is loaded for each selector.
  package init(_ choice: FamilyChoice, filter: FamilyScope, in connection: Connection) throws {
    let members =
      choice.selectors.isEmpty
      ? nil
      : try choice.selectors.reduce(into: Set()) { members, selector in
        try members.formUnion(selector.members(filter, in: connection))
      }
    try self.init(choice, only: members, filter: filter, in: connection)
  }

  /// Takes the nodes of a choice by their numbers; nil for all.
  package init(
    _ choice: FamilyChoice,
    only members: Set<Int64>?,
    filter: FamilyScope,
    in connection: Connection
  ) throws {
    self.connection = connection
    self.filter = filter
    self.choice = choice
    self.members = members
    steps = try filter.steps(in: connection)
    ghostPlaces = GhostPlaces(in: connection)
    edgesOfOne = try connection.prepare(
      Self.edgeQuery(
        filter,
        of: "child = (SELECT id FROM repo WHERE hub_id = ?1 AND kind = 'model')"
      ) + "ORDER BY edge.position, 5, 4"
    )
  }

  package func forEachNode(_ body: (FamilyNode) throws -> Void) throws {
    let (models, ghosts) = try nodeQueries()
    try read(models, values) { try body(FamilyNode(model: $0)) }
    try read(ghosts, values) { row in
      let (id, name, reason) = row.inOrder { ($0.integer(), $0.text(), $0.text()) }
      var node = FamilyNode(.ghost(try ghostPlaces.place(of: id)), name)
      node.ghost = reason
      try body(node)
    }
  }

  package func forEachEdge(_ body: (FamilyEdge) throws -> Void) throws {
    let chosen = members == nil ? nil : "child IN (SELECT value FROM json_each(?1))"
    let query = try connection.prepare(
      Self.edgeQuery(filter, of: chosen) + "ORDER BY 2, 1, edge.position, 5, 4"
    )
    try read(query, members == nil ? [] : [membersText]) { row in
      if let edge = try edge(row) { try body(edge) }
    }
  }

  package func parents(of node: FamilyNode) throws -> [FamilyEdge] {
    guard case .model(let identity) = node.key else { return [] }
    return try edgesOfOne.rows(identity, body: edge).compactMap { $0 }
  }

  /// The edge of a row, if it is one that was asked for.
  private func edge(_ row: Statement) throws -> FamilyEdge? {
    let (edge, step) = try row.inOrder { row in
      let child = FamilyEdge.End(.model(row.text()), row.text(), createdAt: row.optionalText())
      let (identity, name, createdAt) = (row.optionalText(), row.text(), row.optionalText())
      let step = FamilyStep(child: row.integer(), parent: row.integer())
      let key =
        try identity.map(FamilyKey.model) ?? .ghost(ghostPlaces.place(of: step.parent))
      let parent = FamilyEdge.End(key, name, createdAt: createdAt)
      return (FamilyEdge(child: child, parent: parent, restOf: &row), step)
    }
    guard filter.admits(edge.relation), choice.keepsLoops || !edge.isLoop,
      members?.contains(step.parent) ?? true, steps?.contains(step) ?? true
    else { return nil }
    return edge
  }

  private func read(
    _ query: Statement,
    _ values: [any SQLBindable],
    _ body: (Statement) throws -> Void
  ) throws {
    try query.start(values)
    defer { query.reset() }
    while try query.advance() { try body(query) }
  }
}

extension CachedFamily {
  /// Numbers as a JSON array, which SQLite reads as a table: one parameter for any number of them.
  private var membersText: String {
    "[" + (members ?? []).map(String.init).joined(separator: ",") + "]"
  }

  /// What the node queries ask for: the members, or the relations followed.
  private var values: [any SQLBindable] {
    members == nil ? filter.relations.sorted() : [membersText]
  }

  private func nodeQueries() throws -> (models: Statement, ghosts: Statement) {
    let models = try connection.prepare(
      """
      SELECT repo.hub_id, repo.name, owner.name,
        \(filter.relation(of: "repo.id")),
        CASE WHEN repo.gone_since IS NULL THEN NULL ELSE 'deleted or private' END,
        repo.created_at, repo.license, repo.downloads,
        repo.likes, repo.sha, repo.license_name, repo.license_link
      FROM repo
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE repo.kind = 'model' AND (\(condition(on: "repo", orElse: "repo.gone_since IS NULL")))
      ORDER BY 2, 1
      """
    )
    let ghosts = try connection.prepare(
      """
      SELECT ghost.id, ghost.name, ghost.reason
      FROM ghost
      WHERE ghost.kind = 'model' AND (\(condition(on: "ghost", orElse: nil)))
      ORDER BY 2, 1
      """
    )
    return (models, ghosts)
  }

  /// SQL that holds for the rows of `table` that are nodes.
  private func condition(on table: String, orElse other: String?) -> String {
    if members != nil { return "\(table).id IN (SELECT value FROM json_each(?1))" }
    let marks = (1...max(1, filter.relations.count)).map { "?\($0)" }.joined(separator: ", ")
    let admitted = filter.relations.isEmpty ? "" : " WHERE edge.relation IN (\(marks))"
    let isEnd = ["child", "parent"]
      .map { end in
        "EXISTS (SELECT 1 FROM \(filter.edges(where: "\(end) = \(table).id"))\(admitted))"
      }
      .joined(separator: " OR ")
    guard let other, !choice.isConnectedOnly else { return isEnd }
    return "\(other) OR \(isEnd)"
  }

  /// The edges that hold for those of a condition, or all.
  private static func edgeQuery(_ filter: FamilyScope, of condition: String?) -> String {
    // An index has all models by their names: following it there is nothing to sort.
    let ends =
      condition.map { "\(filter.edges(where: $0)) JOIN repo ON repo.id = edge.child" }
      ?? "repo CROSS JOIN \(filter.edges()) ON edge.child = repo.id"
    return """
      SELECT repo.hub_id, repo.name, repo.created_at, parent.hub_id,
        CASE WHEN edge.parent < 0 THEN ghost.name ELSE
          (SELECT repo.name FROM repo WHERE repo.id = edge.parent)
        END,
        parent.created_at, edge.child, edge.parent,
        edge.relation, edge.declared, edge.hub, edge.own, edge.sources
      FROM \(ends)
      LEFT JOIN repo AS parent ON parent.id = edge.parent
      LEFT JOIN ghost ON ghost.id = edge.parent

      """
  }
}

extension FamilySelector {
  fileprivate func members(
    _ filter: FamilyScope,
    in connection: Connection
  ) throws -> Set<Int64> {
    let node = try NamedNode(name, in: connection)
    var members: Set = [node.id]
    for (direction, steps) in [(TreeDirection.up, up), (.down, down)] where steps > 0 {
      var filter = filter
      filter.depth = steps
      let reach = try Reach(of: node.id, direction: direction, filter: filter, in: connection)
      members.formUnion(reach.distances.map(\.node))
    }
    return members
  }
}

extension FamilyNode {
  fileprivate init(model row: Statement) {
    self = row.inOrder { row in
      var node = FamilyNode(.model(row.text()), row.text())
      node.owner = row.optionalText()
      node.relation = row.optionalText()
      node.ghost = row.optionalText()
      node.createdAt = row.optionalText()
      node.license = row.optionalText()
      node.downloads = row.optionalInteger()
      node.likes = row.optionalInteger()
      node.sha = row.optionalText()
      node.licenseName = row.optionalText()
      node.licenseLink = row.optionalText()
      return node
    }
  }
}

extension FamilyEdge {
  fileprivate init(child: End, parent: End, restOf row: inout RowReader) {
    self.init(child: child, parent: parent)
    relation = row.optionalText()
    declared = row.optionalText()
    hub = row.optionalText()
    own = row.optionalText()
    sources = row.text().split(separator: ",").map(String.init)
  }
}

/// How many nodes and edges were read; nil for what the format did not ask for.
package final class FamilyTally {
  package fileprivate(set) var nodes: Int?
  package fileprivate(set) var edges: Int?

  package init() {}

  /// The counts in words.
  package var summary: String {
    [nodes.map { $0.counted("node") }, edges.map { $0.counted("edge") }].compactMap { $0 }
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
