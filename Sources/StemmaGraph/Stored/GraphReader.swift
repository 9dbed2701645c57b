import StemmaCore
import StemmaLink
import StemmaStore

/// Reads edges and facts of nodes from the tables of earlier stages.
struct GraphReader {
  /// The nodes that are read.
  enum Part {
    case all
    /// The one that is bound first.
    case one
  }

  private let books: GraphBooks
  private let declared: Statement
  private let inferred: Statement
  private let repositories: Statement
  private let last: Statement
  private let datasetUsers: Statement
  /// What two parents in one place are ordered by.
  private let order: Statement

  init(_ part: Part, books: GraphBooks, in connection: Connection) throws {
    self.books = books
    let isOne = part == .one
    declared = try connection.prepare(
      """
      SELECT child, parent, position, hub, declared, own
      FROM edge
      WHERE last_seen IS NULL\(isOne ? " AND child = ?" : "")
      ORDER BY child, parent
      """
    )
    inferred = try connection.prepare(
      """
      SELECT child, parent, relation,
        coalesce(confidence, \(InferredEdges.unmeasured)) AS confidence,
        EXISTS (
          SELECT 1 FROM edge
          WHERE edge.child = inferred_edge.child AND edge.parent <> edge.child
            AND edge.last_seen IS NULL) AS has_declared
      FROM inferred_edge
      WHERE NOT \(InferredEdges.hasParent("inferred_edge.child"))\(isOne ? " AND child = ?" : "")
      ORDER BY child, parent
      """
    )
    repositories = try connection.prepare(
      """
      SELECT id, kind, gone_since IS NULL, created_at, languages, owner, \(StatedLicense.sql()), downloads
      FROM repo\(isOne ? " WHERE id = ?" : "")
      """
    )
    datasetUsers = try connection.prepare(
      """
      SELECT DISTINCT repo FROM dataset_use WHERE last_seen IS NULL\(isOne ? " AND repo = ?" : "")
      """
    )
    last = try connection.prepare("SELECT coalesce(max(id), 0) FROM repo")
    order = try connection.prepare(
      """
      SELECT hub_id FROM repo WHERE id = ?1
      UNION ALL
      SELECT lower(name) FROM ghost WHERE id = ?1
      """
    )
  }

  /// Adds all edges to a draft.
  func addAll(to draft: inout GraphBuilder) throws {
    try declared.start([])
    try addDeclared(to: &draft)
    try inferred.start([])
    try addInferred(to: &draft)
  }

  /// Adds the edges of one child to a draft.
  func add(child: Int64, to draft: inout GraphBuilder) throws {
    try declared.start([child])
    try addDeclared(to: &draft)
    try inferred.start([child])
    try addInferred(to: &draft)
  }

  /// The highest number of a repository; 0 without any.
  func lastNumber() throws -> Int { try last.first { $0.int(0) } ?? 0 }

  /// Calls `body` with every repository and the number of its languages, and with what is known of those
  /// models for which `isMeant` holds, but for their relations.
  func forEachRepository(
    where isMeant: (Int64) -> Bool,
    _ body: (Int64, RepositoryMarks.Mark, _ languages: Int32, GraphFacts?) throws -> Void
  ) throws {
    try repositories.forEach { row in
      let known = try known(row, where: isMeant)
      try body(known.id, known.mark, known.languages, known.facts)
    }
  }

  /// Calls `body` with every repository that names a dataset.
  func forEachDatasetUser(_ body: (Int64) throws -> Void) throws {
    try datasetUsers.forEach { try body($0.integer(0)) }
  }

  /// What is known of a node, but for its relation.
  func facts(of id: Int64) throws -> GraphFacts {
    guard id > 0 else { return GraphFacts() }
    let found = try repositories.first(id) { try known($0).facts }
    guard var facts = found.flatMap(\.self) else { return GraphFacts() }
    facts.namesDataset = try datasetUsers.first(id) { _ in true } ?? false
    return facts
  }

  /// The mark of a repository and the number of its languages; nil when there is none of that number.
  func mark(of id: Int64) throws -> (mark: RepositoryMarks.Mark, languages: Int32)? {
    try repositories.first(id) { row in
      let known = try known(row, where: { _ in false })
      return (known.mark, known.languages)
    }
  }

  /// What a row tells of a repository; the facts of a model for which `isMeant` holds alone.
  private typealias Known = (
    id: Int64, mark: RepositoryMarks.Mark, languages: Int32, facts: GraphFacts?
  )

  private func known(
    _ row: Statement,
    where isMeant: (Int64) -> Bool = { _ in true }
  ) throws -> Known {
    try row.inOrder { row in
      let id = row.integer()
      let kind = RepoKind(rawValue: row.text()) ?? .model
      let isListed = row.bool()
      let made = row.optionalText()
      let birth = made.flatMap(Timestamp.secondsSince1970)
      let spoken = row.optionalText()
      let languages = kind == .model ? try books.code(of: spoken, in: .language) : -1
      let (owner, license) = (row.optionalInteger(), row.optionalText())
      let downloads = row.optionalInteger()
      let mark = RepositoryMarks.Mark(
        kind,
        isListed: isListed,
        day: birth.map(Timestamp.day(ofSecond:))
      )
      guard kind == .model, isMeant(id) else { return (id, mark, languages, nil) }
      let facts = GraphFacts(
        isListed: isListed,
        owner: owner.map { Int32($0) } ?? -1,
        month: try books.code(of: made.map { String($0.prefix(7)) }, in: .month),
        license: try books.code(of: license, in: .license),
        languages: languages,
        birth: birth ?? GraphArrays.unborn,
        downloads: downloads ?? -1
      )
      return (id, mark, languages, facts)
    }
  }

  private func addDeclared(to draft: inout GraphBuilder) throws {
    var siblings: [DeclaredParent] = []
    func settle() throws {
      guard let child = siblings.first?.edge.child else { return }
      let first = try firstParent(of: siblings)
      for sibling in siblings {
        var edge = sibling.edge
        edge.isFirst = edge.parent == first
        draft.edges.append(edge)
      }
      var made = ModelRelation()
      var places = ModelRelation.Places()
      for sibling in siblings { made.take(sibling.said, at: sibling.position, &places) }
      if let codes = try books.codes(of: made) { draft.told.append((child, codes)) }
      siblings.removeAll(keepingCapacity: true)
    }
    while try declared.advance() {
      let parent = declared.inOrder { row in
        DeclaredParent(
          edge: GraphBuilder.Edge(
            child: Int32(row.integer()),
            parent: Int32(row.integer()),
            relation: -1,
            confidence: GraphBuilder.Edge.declared,
            isFirst: false
          ),
          position: row.int(),
          said: ModelRelation(
            hub: row.optionalText(),
            declared: row.optionalText(),
            own: row.optionalText()
          )
        )
      }
      if let last = siblings.first?.edge.child, last != parent.edge.child { try settle() }
      siblings.append(parent)
    }
    try settle()
  }

  private struct DeclaredParent {
    let edge: GraphBuilder.Edge
    let position: Int
    /// What is said beside this parent of how the child was made.
    let said: ModelRelation
  }

  /// The parent that the card names first.
  ///
  /// Of those in one place models come before ghosts, the older before the younger, and ghosts in the
  /// order of their names. A model is no parent of its own.
  private func firstParent(of siblings: [DeclaredParent]) throws -> Int32? {
    // Nearly every child has one.
    if siblings.count == 1, let only = siblings.first?.edge {
      return only.parent == only.child ? nil : only.parent
    }
    let others = siblings.filter { $0.edge.parent != $0.edge.child }
    guard let place = others.lazy.map(\.position).min() else { return nil }
    let first = others.filter { $0.position == place }.map(\.edge.parent)
    guard first.count > 1 else { return first.first }
    return try first.map { ($0 < 0 ? 1 : 0, try orderKey($0), $0) }.min(by: <)?.2
  }

  /// The Hub's identity of a model, which begins with the time of its making, or a ghost's name:
  /// neither changes while the edges do not, as a model's name may.
  private func orderKey(_ node: Int32) throws -> String {
    try order.first(Int64(node)) { $0.text(0) } ?? ""
  }

  private func addInferred(to draft: inout GraphBuilder) throws {
    var siblings: [GraphBuilder.Edge] = []
    func settle() throws {
      guard let surest = siblings.lazy.map(\.confidence).max() else { return }
      let first = try siblings.filter { $0.confidence == surest }.map(\.parent)
        .map { (try orderKey($0), $0) }.min(by: <)?.1
      for var edge in siblings {
        // A declared place on somebody's disk has the first place already.
        edge.isFirst = edge.isFirst && edge.parent == first
        draft.edges.append(edge)
      }
      // Of two that are as sure the lower number: the Hub's own words have the lowest.
      let telling = siblings.filter { $0.relation >= 0 }
      if let edge = telling.max(by: {
        ($0.confidence, -$0.relation) < ($1.confidence, -$1.relation)
      }) {
        draft.inferred.append((edge.child, edge.relation, edge.confidence))
      }
      siblings.removeAll(keepingCapacity: true)
    }
    while try inferred.advance() {
      let edge = try inferred.inOrder { row in
        GraphBuilder.Edge(
          child: Int32(row.integer()),
          parent: Int32(row.integer()),
          relation: try books.code(of: row.optionalText(), in: .relation),
          confidence: UInt16((row.real() * 10_000).rounded()),
          isFirst: !row.bool()
        )
      }
      if let last = siblings.first?.child, last != edge.child { try settle() }
      siblings.append(edge)
    }
    try settle()
  }
}
