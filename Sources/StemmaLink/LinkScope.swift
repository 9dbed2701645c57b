import StemmaStore

/// The part of the link stage's tables that a run writes anew.
///
/// What is stale is held by temporary tables: `changed_repo` has the repositories that the derive
/// stage changed, `stale_reference` the texts that may lead elsewhere, `stale_repo` the repositories
/// that may have other parents, and `stale_child` those whose inferred parents may be others.
enum LinkScope: Equatable {
  case everything
  /// What follows from the changes since a mark.
  case stale(since: LinkMark)

  /// Makes the temporary tables and fills the first of them.
  func begin(in connection: Connection) throws {
    guard case .stale(let mark) = self else { return }
    try connection.execute(
      """
      DROP TABLE IF EXISTS temp.changed_repo;
      DROP TABLE IF EXISTS temp.stale_reference;
      DROP TABLE IF EXISTS temp.stale_repo;
      DROP TABLE IF EXISTS temp.stale_child;
      CREATE TEMP TABLE changed_repo (repo INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_reference (reference INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_repo (repo INTEGER PRIMARY KEY) STRICT;
      CREATE TEMP TABLE stale_child (repo INTEGER PRIMARY KEY) STRICT;
      """
    )
    try connection.run(
      """
      INSERT OR IGNORE INTO changed_repo
      SELECT id FROM repo WHERE id > ?1
      UNION ALL
      SELECT repo FROM change WHERE id > ?2 AND repo IS NOT NULL
      UNION ALL
      SELECT repo.id
      FROM change
      CROSS JOIN repo ON repo.name = change.name AND repo.kind = change.kind
      WHERE change.id > ?2
      """,
      mark.repo,
      mark.change
    )
  }

  /// SQL that holds where `column` is the number of a repository that changed.
  func changedRepos(_ column: String) -> String {
    condition("\(column) IN (SELECT repo FROM changed_repo)")
  }

  /// SQL that holds where `column` is the number of a text that may lead elsewhere.
  func references(_ column: String) -> String {
    condition("\(column) IN (SELECT reference FROM stale_reference)")
  }

  /// SQL that holds where `column` is the number of a repository whose statements are read anew.
  func repos(_ column: String) -> String {
    condition("\(column) IN (SELECT repo FROM stale_repo)")
  }

  private func condition(_ condition: String) -> String {
    self == .everything ? "TRUE" : condition
  }
}
