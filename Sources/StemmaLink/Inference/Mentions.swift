import StemmaStore

/// What repositories say of others beside parents and datasets used.
///
/// A name that leads nowhere becomes a ghost, as elsewhere; only those that are parents are counted
/// as such.
struct Mentions {
  let connection: Connection
  let scope: LinkScope

  /// Writes `mention`, once edges are written.
  ///
  /// - Complexity: O(*m* log *m*) for *m* mentions in scope.
  func write() throws {
    if case .stale = scope {
      try connection.execute("DELETE FROM mention WHERE \(scope.repos("repo"))")
    }
    try connection.execute(mentions)
  }

  /// Mentions are not all fields: `name_or_path` is evidence for inference only.
  ///
  /// A successor that is the model itself, or what it was made from, is none: the field was taken
  /// for another one.
  private var mentions: String {
    """
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
      SELECT declaration.repo, declaration.field, resolution.node, declaration.source,
        declaration.first_seen, declaration.last_seen
      FROM declaration
      CROSS JOIN resolution ON resolution.reference = declaration.reference
      CROSS JOIN reference ON reference.id = declaration.reference
      WHERE declaration.field NOT IN ('base_model', 'dataset')
        AND declaration.field
          IN ('new_version', 'finetuned_from', 'source_dataset', 'model', 'duplicated_from')
        AND NOT (reference.kind = 'dataset' AND \(Self.namesNoDataset))
        AND \(scope.repos("declaration.repo"))
      ORDER BY declaration.repo, declaration.field, resolution.node, declaration.source
    )
    GROUP BY repo, field, node
    """
  }

  /// Holds for what `source_datasets` may say without naming a dataset of the Hub.
  private static let namesNoDataset = """
    (lower(trim(reference.value)) IN ('original', 'extended')
      OR lower(trim(reference.value)) LIKE 'extended|other%')
    """
}
