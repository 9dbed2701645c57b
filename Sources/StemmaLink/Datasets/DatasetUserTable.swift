import StemmaStore

/// The models that use each dataset now, side by side.
struct DatasetUserTable {
  let connection: Connection
  let scope: LinkScope

  /// Writes `dataset_user` from `dataset_use` and `edge`.
  ///
  /// - Complexity: O(*u* log *n*) for *u* uses by models whose statements are read anew, and by
  ///   their children.
  func write() throws {
    if case .stale = scope {
      // A child whose parent uses a dataset may only have copied the line.
      try connection.execute(
        """
        CREATE TEMP TABLE stale_user AS
        SELECT repo FROM stale_repo
        UNION
        SELECT edge.child FROM stale_repo CROSS JOIN edge ON edge.parent = stale_repo.repo;
        DELETE FROM dataset_user WHERE model IN (SELECT repo FROM stale_user);
        """
      )
    }
    let models = scope == .everything ? "TRUE" : "dataset_use.repo IN (SELECT repo FROM stale_user)"
    try connection.execute(
      """
      INSERT INTO dataset_user
        (dataset, model, name, created_at, publisher, relation, sources, is_inherited)
      \(DatasetUser.present(where: models))
      """
    )
    if case .stale = scope { try connection.execute("DROP TABLE temp.stale_user") }
  }
}
