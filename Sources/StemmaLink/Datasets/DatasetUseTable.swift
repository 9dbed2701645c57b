import StemmaStore

/// Who says to have used which dataset.
struct DatasetUseTable {
  let connection: Connection
  let scope: LinkScope

  /// Writes `dataset_use`.
  func write() throws {
    if case .stale = scope {
      try connection.execute("DELETE FROM dataset_use WHERE \(scope.repos("repo"))")
    }
    try connection.execute(
      """
      INSERT INTO dataset_use (repo, dataset, sources, first_seen, last_seen)
      SELECT repo, node, group_concat(DISTINCT source), min(first_seen),
        CASE WHEN max(last_seen IS NULL) THEN NULL ELSE max(last_seen) END
      FROM (
        SELECT declaration.repo, resolution.node, declaration.source, declaration.first_seen,
          declaration.last_seen
        FROM declaration
        CROSS JOIN resolution ON resolution.reference = declaration.reference
        WHERE declaration.field = 'dataset' AND \(scope.repos("declaration.repo"))
        ORDER BY declaration.repo, resolution.node, declaration.source
      )
      GROUP BY repo, node
      """
    )
  }
}
