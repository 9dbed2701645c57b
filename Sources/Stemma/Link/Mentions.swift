import StemmaCache
import StemmaRecords

/// Resolves what repositories say of others beside parents and datasets used.
///
/// A name that leads nowhere becomes a ghost, as elsewhere; only those that are parents are counted
/// as such.
struct Mentions {
  let connection: Connection

  /// The fields that are mentions; `name_or_path` is evidence for inference only.
  private static let fields =
    "('new_version', 'finetuned_from', 'source_dataset', 'model', 'duplicated_from')"

  /// Rebuilds `mention`, once edges and dataset uses are written.
  ///
  /// - Complexity: O(*m* log *r*) for *m* mentions and *r* repositories.
  func write() throws {
    try connection.execute(
      """
      DELETE FROM mention;
      DELETE FROM ghost
      WHERE NOT EXISTS (SELECT 1 FROM edge WHERE edge.parent = ghost.id)
        AND NOT EXISTS (SELECT 1 FROM dataset_use WHERE dataset_use.dataset = ghost.id);
      DROP TABLE IF EXISTS temp.mentioned;
      CREATE TEMP TABLE mentioned (
        reference INTEGER PRIMARY KEY,
        node INTEGER NOT NULL
      ) STRICT;
      """
    )
    try resolve()
    try connection.execute(Self.mentions)
    try connection.execute("DROP TABLE temp.mentioned")
  }

  private func resolve() throws {
    let names = try NameResolver(connection)
    let ghosts = try GhostTable(connection)
    let insert = try connection.prepare("INSERT INTO mentioned (reference, node) VALUES (?, ?)")
    // In the order of names, so that ghosts are numbered alike whatever the harvest met first.
    let references = try connection.rows(
      """
      SELECT reference.id, reference.kind, reference.value, reference.name, reference.defect
      FROM reference
      WHERE reference.id IN (
          SELECT reference FROM declaration
          WHERE field NOT IN ('base_model', 'dataset') AND field IN \(Self.fields))
        AND NOT (reference.kind = 'dataset' AND \(Self.namesNoDataset))
      ORDER BY reference.kind, lower(coalesce(reference.name, reference.value)), reference.value
      """
    ) { row in
      (
        id: row.integer(0), kind: row.text(1), value: row.text(2), name: row.optionalText(3),
        defect: row.optionalText(4)
      )
    }
    for reference in references {
      guard let kind = RepoKind(rawValue: reference.kind) else { continue }
      let repo = try reference.name.flatMap { try names.repo(named: $0, kind: kind) }
      let node =
        try repo
        ?? ghosts.id(
          of: reference.name ?? reference.value,
          kind: reference.kind,
          defect: reference.defect
        )
      try insert.run(reference.id, node)
    }
  }

  /// Holds for what `source_datasets` may say without naming a dataset of the Hub.
  private static let namesNoDataset = """
    (lower(trim(reference.value)) IN ('original', 'extended')
      OR lower(trim(reference.value)) LIKE 'extended|other%')
    """

  /// A successor that is the model itself, or what it was made from, is none: the field was taken
  /// for another one.
  private static let mentions = """
    INSERT INTO mention (repo, field, node, sources, misuse, first_seen, last_seen)
    SELECT repo, field, node, group_concat(DISTINCT source),
      CASE
        WHEN field <> 'new_version' THEN NULL
        WHEN node = repo THEN 'itself'
        WHEN EXISTS (SELECT 1 FROM edge WHERE edge.child = repo AND edge.parent = node)
          THEN 'its own base model'
      END,
      min(first_seen), CASE WHEN max(last_seen IS NULL) THEN NULL ELSE max(last_seen) END
    FROM (
      SELECT declaration.repo, declaration.field, mentioned.node, declaration.source,
        declaration.first_seen, declaration.last_seen
      FROM declaration
      JOIN mentioned ON mentioned.reference = declaration.reference
      WHERE declaration.field NOT IN ('base_model', 'dataset')
        AND declaration.field IN \(fields)
      ORDER BY declaration.repo, declaration.field, mentioned.node, declaration.source
    )
    GROUP BY repo, field, node
    """
}
