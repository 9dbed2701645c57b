import StemmaDerive
import StemmaStore

/// The edges from children to parents.
final class EdgeTable {
  private let scope: LinkScope
  private let declarations: Statement
  private let nodes: ResolvedNodes
  private let stored: Statement
  private let insert: Statement
  private let delete: Statement
  /// Children in scope that declare nothing: there are some where what they declared was undone.
  private let silent: Statement?

  init(_ connection: Connection, _ scope: LinkScope) throws {
    self.scope = scope
    nodes = try ResolvedNodes(in: connection)
    declarations = try connection.prepare(
      """
      SELECT declaration.repo, repo.own_relation, declaration.reference, declaration.source,
        declaration.position, declaration.relation, declaration.first_seen, declaration.last_seen
      FROM declaration
      CROSS JOIN repo ON repo.id = declaration.repo
      WHERE declaration.field = 'base_model' AND \(scope.repos("declaration.repo"))
      ORDER BY declaration.repo
      """
    )
    stored = try connection.prepare(
      """
      SELECT parent, position, relation, declared, hub, own, sources, first_seen, last_seen
      FROM edge
      WHERE child = ?
      """
    )
    insert = try connection.prepare(
      """
      INSERT OR REPLACE INTO edge
        (child, parent, position, relation, declared, hub, own, sources, first_seen, last_seen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    delete = try connection.prepare("DELETE FROM edge WHERE child = ? AND parent = ?")
    let isSilent = """
      SELECT DISTINCT edge.child
      FROM stale_repo
      CROSS JOIN edge ON edge.child = stale_repo.repo
      WHERE NOT EXISTS (
        SELECT 1
        FROM declaration
        CROSS JOIN repo ON repo.id = declaration.repo
        WHERE declaration.repo = edge.child AND declaration.field = 'base_model')
      """
    silent = try scope != .everything && connection.isPast ? connection.prepare(isSilent) : nil
  }

  /// Streams the declarations by child and writes the edges of each, as far as they differ.
  ///
  /// - Parameter touched: Called for each edge of a stale child that differs, came or went.
  /// - Throws: What the cache throws.
  func write(touched: (EdgeChange.Edge) -> Void) throws {
    var child: Int64 = 0
    var own: String?
    var declared: [ParentDeclaration] = []
    func write() throws {
      let edges = ParentEdge.edges(of: declared)
      let made = ModelRelation(of: edges, own: own).told()
      let rows = edges.map { EdgeRow($0, own: own, made: made) }
      if scope == .everything {
        for row in rows { try put(row, of: child) }
      } else {
        try replace(by: rows, of: child, touched)
      }
    }
    let (repo, ownRelation) = (
      declarations.place(of: "repo"), declarations.place(of: "own_relation")
    )
    try declarations.forEach { row in
      if row.integer(repo) != child {
        try write()
        child = row.integer(repo)
        own = row.optionalText(ownRelation)
        declared.removeAll(keepingCapacity: true)
      }
      if let declaration = ParentDeclaration(row, nodes) { declared.append(declaration) }
    }
    try write()
    for child in try silent?.rows(body: { $0.integer(0) }) ?? [] {
      try replace(by: [], of: child, touched)
    }
  }

  private func replace(
    by rows: [EdgeRow],
    of child: Int64,
    _ touched: (EdgeChange.Edge) -> Void
  ) throws {
    let old = Set(try stored.rows(child) { EdgeRow($0) })
    for row in rows where !old.contains(row) {
      try put(row, of: child)
      touched(.init(child: child, parent: row.parent))
    }
    let parents = Set(rows.map(\.parent))
    for row in old where !parents.contains(row.parent) {
      try delete.run(child, row.parent)
      touched(.init(child: child, parent: row.parent))
    }
  }

  private func put(_ row: EdgeRow, of child: Int64) throws {
    try insert.bind(child, at: 1)
    try insert.bind(row.parent, at: 2)
    try insert.bind(row.position, at: 3)
    try insert.bind(row.relation, at: 4)
    try insert.bind(row.declared, at: 5)
    try insert.bind(row.hub, at: 6)
    try insert.bind(row.own, at: 7)
    try insert.bind(row.sources, at: 8)
    try insert.bind(row.firstSeen, at: 9)
    try insert.bind(row.lastSeen, at: 10)
    try insert.runBound()
  }
}

/// A row of `edge` but for its child.
private struct EdgeRow: Hashable {
  let parent: Int64
  let position: Int64
  let relation: String?
  let declared: String?
  let hub: String?
  let own: String?
  let sources: String
  let firstSeen: Int64
  let lastSeen: Int64?
}

extension EdgeRow {
  /// What holds has the relation of its child; what is over keeps its own words.
  init(_ edge: ParentEdge, own: String?, made: String?) {
    parent = edge.parent
    position = Int64(edge.position)
    relation = edge.lastSeen == nil ? made : edge.hub ?? edge.declared ?? own
    declared = edge.declared
    hub = edge.hub
    self.own = own
    sources = edge.sources.map(\.rawValue).joined(separator: ",")
    firstSeen = edge.firstSeen
    lastSeen = edge.lastSeen
  }

  init(_ row: Statement) {
    self = row.inOrder { row in
      EdgeRow(
        parent: row.integer(),
        position: row.integer(),
        relation: row.optionalText(),
        declared: row.optionalText(),
        hub: row.optionalText(),
        own: row.optionalText(),
        sources: row.text(),
        firstSeen: row.integer(),
        lastSeen: row.optionalInteger()
      )
    }
  }
}

extension ModelRelation {
  /// What the edges that hold say of their child.
  fileprivate init(of edges: [ParentEdge], own: String?) {
    self.init(own: own)
    var places = Places()
    for edge in edges where edge.lastSeen == nil {
      let said = ModelRelation(hub: edge.hub, declared: edge.declared)
      take(said, at: edge.position, &places)
    }
  }
}

/// The repository or ghost that each text leads to, held: each is asked for once a declaration.
private struct ResolvedNodes {
  /// By the numbers of texts; 0 where nothing is known.
  private let nodes: [Int64]

  /// - Complexity: O(*r*) time and memory for *r* texts.
  init(in connection: Connection) throws {
    let last = try connection.count("SELECT coalesce(max(reference), 0) FROM resolution")
    var nodes = [Int64](repeating: 0, count: last + 1)
    try connection.prepare("SELECT reference, node FROM resolution").forEach { row in
      let (reference, node) = row.inOrder { ($0.integer(), $0.integer()) }
      nodes[Int(reference)] = node
    }
    self.nodes = nodes
  }

  subscript(reference: Int64) -> Int64? {
    guard reference < nodes.count, nodes[Int(reference)] != 0 else { return nil }
    return nodes[Int(reference)]
  }
}

extension ParentDeclaration {
  /// The sources by their words.
  private static let sources = Dictionary(
    uniqueKeysWithValues: Declaration.Source.allCases.map { ($0.rawValue, $0) }
  )

  fileprivate init?(_ row: Statement, _ nodes: ResolvedNodes) {
    let facts = row.inOrder { row in
      // The child and how its card says it was made.
      row.skip()
      row.skip()
      return (
        reference: row.integer(), source: row.text(), position: row.int(), relation: row.text(),
        firstSeen: row.integer(), lastSeen: row.optionalInteger()
      )
    }
    guard let source = Self.sources[facts.source], let parent = nodes[facts.reference] else {
      return nil
    }
    self.init(
      parent: parent,
      source: source,
      position: facts.position,
      relation: facts.relation.isEmpty ? nil : facts.relation,
      firstSeen: facts.firstSeen,
      lastSeen: facts.lastSeen
    )
  }
}

/// What may have changed in the graph since the graph stage last laid it out.
package enum EdgeChange: Sendable {
  /// An edge by the numbers of its ends.
  package struct Edge: Sendable, Hashable {
    package var child: Int64
    package var parent: Int64

    package init(child: Int64, parent: Int64) {
      self.child = child
      self.parent = parent
    }
  }

  case everything
  /// These declared edges, those that went among them, and perhaps what is known of these nodes: their
  /// facts and the edges that lead from them to parents, inferred ones too.
  case some(edges: [Edge], nodes: Set<Int64>)
}
