import StemmaCache
import StemmaCards
import StemmaRecords

/// Resolves what repositories declare: to edges between them, or to ghosts with a reason.
///
/// Everything it writes follows from the derive stage's tables alone, so it may be run at any time
/// and gives the same rows whatever order the harvest met the records in.
struct LinkStage {
  let connection: Connection

  /// Rebuilds `ghost`, `edge`, `dataset_use`, `mention` and `inferred_edge`.
  ///
  /// - Complexity: O(*d* log *r*) for *d* declarations and *r* repositories.
  func run() throws {
    try connection.execute(
      """
      DELETE FROM edge;
      DELETE FROM dataset_use;
      DELETE FROM ghost;
      DROP TABLE IF EXISTS temp.resolution;
      CREATE TEMP TABLE resolution (
        reference INTEGER PRIMARY KEY,
        node INTEGER NOT NULL
      ) STRICT;
      """
    )
    for rule in Self.resolutionRules { try connection.execute(rule) }
    try connection.execute(Self.ghosts)
    try writeEdges()
    try connection.execute(Self.datasetUses)
    try connection.execute(Self.unusedGhosts)
    try connection.execute("DROP TABLE temp.resolution")
    try Mentions(connection: connection).write()
    try Inferences(connection: connection).write()
  }

  /// Ways to find the repository a text names, best first; the first to find one wins.
  ///
  /// Where a name was reused, the repository seen last under it is meant.
  private static let resolutionRules = [
    // The Hub gave the identity itself.
    """
    INSERT OR IGNORE INTO resolution
    SELECT declaration.reference, repo.id
    FROM declaration
    JOIN reference ON reference.id = declaration.reference
    JOIN repo ON repo.hub_id = declaration.hub_id AND repo.kind = reference.kind
    WHERE declaration.hub_id IS NOT NULL
    GROUP BY declaration.reference, repo.id
    ORDER BY max(declaration.last_seen IS NULL) DESC, max(declaration.first_seen) DESC, repo.hub_id
    """,
    resolving("JOIN repo ON repo.name = reference.name AND repo.kind = reference.kind"),
    resolving(
      """
      JOIN repo ON repo.name = reference.name COLLATE NOCASE AND repo.kind = reference.kind
      """
    ),
    resolving(
      """
      JOIN alias ON alias.kind = reference.kind AND alias.name = reference.name
      JOIN repo ON repo.id = alias.repo
      """
    ),
  ]

  private static func resolving(_ joins: String) -> String {
    """
    INSERT OR IGNORE INTO resolution
    SELECT reference.id, repo.id
    FROM reference
    \(joins)
    LEFT JOIN sighting ON sighting.repo = repo.id
    WHERE reference.id NOT IN (SELECT reference FROM resolution)
    ORDER BY repo.gone_since IS NOT NULL, coalesce(sighting.harvest, repo.first_seen) DESC,
      repo.hub_id
    """
  }

  /// A ghost for each name that is declared and was not found.
  ///
  /// Texts that differ only in case or wrapping name one ghost. Author-written tags that nothing
  /// confirms make none.
  private static let ghosts = """
    INSERT INTO ghost (id, kind, name, reason)
    SELECT -row_number() OVER (ORDER BY kind, lower(name), name), kind, name, reason
    FROM (
      SELECT reference.kind AS kind, min(coalesce(reference.name, reference.value)) AS name,
        CASE
          WHEN reference.defect IS NOT NULL THEN reference.defect
          WHEN EXISTS (
            SELECT 1 FROM absence
            WHERE absence.kind = reference.kind AND absence.name = reference.name
          ) THEN 'deleted or private'
          WHEN instr(reference.name, '/') = 0 THEN 'legacy bare name'
          ELSE 'unknown'
        END AS reason
      FROM reference
      WHERE reference.id NOT IN (SELECT reference FROM resolution)
        AND reference.id IN (
          SELECT reference FROM declaration
          WHERE field IN ('base_model', 'dataset') AND source <> 'author tag')
      GROUP BY reference.kind, lower(coalesce(reference.name, reference.value))
    );

    INSERT INTO resolution
    SELECT reference.id, ghost.id
    FROM reference
    JOIN ghost
      ON ghost.kind = reference.kind
      AND ghost.name = coalesce(reference.name, reference.value) COLLATE NOCASE
    WHERE reference.id NOT IN (SELECT reference FROM resolution);
    """

  /// A name that the Hub replaced is no ghost of its own: see `ParentEdge.edges(of:)`.
  private static let unusedGhosts = """
    DELETE FROM ghost
    WHERE NOT EXISTS (SELECT 1 FROM edge WHERE edge.parent = ghost.id)
      AND NOT EXISTS (SELECT 1 FROM dataset_use WHERE dataset_use.dataset = ghost.id)
    """

  private static let datasetUses = """
    INSERT INTO dataset_use (repo, dataset, sources, first_seen, last_seen)
    SELECT repo, node, group_concat(DISTINCT source), min(first_seen),
      CASE WHEN max(last_seen IS NULL) THEN NULL ELSE max(last_seen) END
    FROM (
      SELECT declaration.repo, resolution.node, declaration.source, declaration.first_seen,
        declaration.last_seen
      FROM declaration
      JOIN resolution ON resolution.reference = declaration.reference
      WHERE declaration.field = 'dataset'
      ORDER BY declaration.repo, resolution.node, declaration.source
    )
    GROUP BY repo, node;
    """

  /// Streams the declarations by child and writes the edges of each.
  private func writeEdges() throws {
    let insert = try connection.prepare(
      """
      INSERT INTO edge
        (child, parent, position, relation, declared, hub, own, sources, first_seen, last_seen)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    )
    let declarations = try connection.prepare(
      """
      SELECT declaration.repo, resolution.node, declaration.source, declaration.position,
        declaration.relation, declaration.first_seen, declaration.last_seen, repo.own_relation
      FROM declaration
      JOIN resolution ON resolution.reference = declaration.reference
      JOIN repo ON repo.id = declaration.repo
      WHERE declaration.field = 'base_model'
      ORDER BY declaration.repo
      """
    )
    var child: Int64 = 0
    var own: String?
    var declared: [ParentDeclaration] = []
    func write() throws {
      for edge in ParentEdge.edges(of: declared) {
        let relation = edge.declared ?? edge.hub ?? own
        try insert.run(
          child,
          edge.parent,
          edge.position,
          relation,
          edge.declared,
          edge.hub,
          own,
          edge.sources.map(\.rawValue).joined(separator: ","),
          edge.firstSeen,
          edge.lastSeen
        )
      }
    }
    try declarations.forEach { row in
      if row.integer(0) != child {
        try write()
        child = row.integer(0)
        own = row.optionalText(7)
        declared = []
      }
      if let declaration = ParentDeclaration(row) { declared.append(declaration) }
    }
    try write()
  }
}

extension ParentDeclaration {
  fileprivate init?(_ row: Statement) {
    guard let source = Declaration.Source(rawValue: row.text(2)) else { return nil }
    let relation = row.text(4)
    self.init(
      parent: row.integer(1),
      source: source,
      position: row.int(3),
      relation: relation.isEmpty ? nil : relation,
      firstSeen: row.integer(5),
      lastSeen: row.optionalInteger(6)
    )
  }
}
