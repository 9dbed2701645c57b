internal import Foundation
internal import StemmaCore

/// A past that is the present with what came later undone: by as much work as there are changes.
///
/// The pages that differ are in a file of their own (`CPastPages`), and all others are read from the cache.
enum UndonePast {
  /// What the cache goes by as the present, beside the past.
  static let present = "present"

  /// Writes a file of pages with the tables of a harvest's end.
  ///
  /// - Parameters:
  ///   - harvest: The harvest.
  ///   - present: The cache, which nobody changes meanwhile.
  ///   - pages: The file, which is not there yet.
  ///   - share: The share of the repositories above which nothing is undone: linking everything anew takes
  ///     about as long.
  ///   - link: Brings the tables of the link stage and of those behind it up to the log of changes; says
  ///     whether it could.
  /// - Returns: Whether it was written.
  /// - Throws: What the cache throws.
  /// - Complexity: O(*d* + *c* log *n*) for *d* declarations and *c* changes since, and what `link` takes.
  static func write(
    of harvest: Int64,
    over present: String,
    to pages: String,
    share: Double,
    link: (Connection) throws -> Bool
  ) throws -> Bool {
    let database = try Database(pages: pages, over: present, isNew: true)
    try database.execute(
      """
      PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA temp_store = FILE; PRAGMA cache_size = -65536;
      """
    )
    let isWritten = try database.inside(.writing) {
      let connection = database.lawless
      guard try isAnalyzed(connection), try find(harvest, connection, share: share) else {
        return false
      }
      try undo(harvest, in: connection)
      try Connection(database, may: .read).recede(to: harvest, isUndone: true)
      return try link(Connection(database, may: .read))
    }
    if isWritten { try database.finishPages() }
    return isWritten
  }

  /// Whether the tables of the link stage follow from those before it.
  private static func isAnalyzed(_ connection: Connection) throws -> Bool {
    try connection.count(
      """
      SELECT count(*)
      FROM link_mark
      WHERE change = (SELECT coalesce(max(id), 0) FROM change)
        AND repo = (SELECT coalesce(max(id), 0) FROM repo)
        AND (SELECT outcome FROM harvest ORDER BY id DESC LIMIT 1) = 'complete'
      """
    ) == 1
  }

  /// Collects what changed since in temporary tables; says whether it is little enough.
  private static func find(
    _ harvest: Int64,
    _ connection: Connection,
    share: Double
  ) throws -> Bool {
    let stood = "first_seen <= \(harvest) AND last_seen >= \(harvest)"
    try connection.execute(
      """
      CREATE TEMP TABLE undone_declaration AS
      SELECT repo, reference, first_seen > \(harvest) AS is_new
      FROM declaration
      WHERE first_seen > \(harvest) OR last_seen >= \(harvest);

      CREATE TEMP TABLE undone_fact (
        field TEXT NOT NULL,
        repo INTEGER NOT NULL,
        value TEXT,
        PRIMARY KEY (field, repo)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO undone_fact SELECT field, repo, value FROM repo_history WHERE \(stood);

      CREATE TEMP TABLE undone_counters AS
      SELECT repo, first_seen, downloads, downloads_all_time, likes, trending_score
      FROM counter_history
      WHERE \(stood)
      ORDER BY repo;
      CREATE UNIQUE INDEX temp.undone_counters_repo ON undone_counters (repo);

      CREATE TEMP TABLE undone_repo (repo INTEGER PRIMARY KEY) STRICT;
      INSERT OR IGNORE INTO undone_repo
      SELECT id FROM repo WHERE first_seen > \(harvest) AND first_seen > 1
      UNION ALL
      SELECT id FROM repo WHERE gone_since > \(harvest) AND gone_since > 1
      UNION ALL
      SELECT repo FROM undone_fact
      UNION ALL
      SELECT repo FROM undone_counters
      UNION ALL
      SELECT repo FROM undone_declaration
      UNION ALL
      SELECT repo FROM card_text WHERE first_seen > \(harvest)
      UNION ALL
      SELECT repo FROM repo_commit WHERE first_seen > \(harvest);
      """
    )
    let count = try connection.count("SELECT count(*) FROM undone_repo")
    let all = try connection.count("SELECT coalesce(max(id), 0) FROM repo")
    return Double(count) <= share * Double(all)
  }

  /// Makes the tables of the derive stage that are changed in place those of then, and notes for the link
  /// stage what may link otherwise.
  ///
  /// Rows of other tables are filtered as they are read.
  private static func undo(_ harvest: Int64, in connection: Connection) throws {
    try connection.execute(
      """
      CREATE TEMP TABLE renamed_repo (repo INTEGER PRIMARY KEY) STRICT;
      INSERT OR IGNORE INTO renamed_repo
      SELECT repo.id
      FROM undone_repo
      CROSS JOIN repo ON repo.id = undone_repo.repo
      WHERE repo.first_seen > \(harvest) OR repo.gone_since > \(harvest)
      UNION ALL
      SELECT repo FROM undone_fact WHERE field IN ('name', 'created_at', 'gone_since');

      CREATE TEMP TABLE undone_name AS
      SELECT repo.kind, repo.name FROM renamed_repo CROSS JOIN repo ON repo.id = renamed_repo.repo
      UNION
      SELECT kind, name FROM alias WHERE first_seen > \(harvest)
      UNION
      SELECT kind, name FROM absence WHERE harvest > \(harvest)
      UNION
      SELECT reference.kind, coalesce(reference.name, reference.value)
      FROM (
        SELECT reference FROM undone_declaration WHERE is_new
        UNION
        SELECT reference FROM reference_identity WHERE first_seen > \(harvest)) AS used
      CROSS JOIN reference ON reference.id = used.reference;

      CREATE TEMP TABLE undone_identity (reference INTEGER PRIMARY KEY) STRICT;
      INSERT INTO undone_identity
      SELECT reference FROM reference_identity WHERE first_seen > \(harvest);
      DELETE FROM reference_identity WHERE first_seen > \(harvest);
      INSERT INTO reference_identity (reference, hub_id, first_seen)
      SELECT reference, hub_id, first_seen
      FROM declaration
      WHERE EXISTS (SELECT 1 FROM undone_identity)
        AND hub_id IS NOT NULL AND first_seen <= \(harvest)
        AND reference IN (SELECT reference FROM undone_identity)
      ON CONFLICT (reference) DO UPDATE
      SET hub_id = excluded.hub_id, first_seen = excluded.first_seen
      WHERE (excluded.first_seen, excluded.hub_id) > (first_seen, hub_id);

      DELETE FROM repo
      WHERE id IN (SELECT repo FROM undone_repo) AND first_seen > \(harvest);
      UPDATE repo SET gone_since = NULL
      WHERE id IN (SELECT repo FROM undone_repo) AND gone_since > \(harvest);
      UPDATE repo
      SET (counters_since, downloads, downloads_all_time, likes, trending_score) = (
        SELECT past.first_seen, past.downloads, past.downloads_all_time, past.likes,
          past.trending_score
        FROM undone_counters AS past
        WHERE past.repo = repo.id)
      WHERE id IN (SELECT repo FROM undone_counters);
      """
    )
    for column in try connection.rows(
      "SELECT name FROM pragma_table_info('repo') WHERE name IN (SELECT field FROM undone_fact)",
      body: { $0.text(0) }
    ) {
      try connection.run(
        """
        UPDATE repo
        SET \(column) = (
          SELECT past.value FROM undone_fact AS past WHERE past.field = ?1 AND past.repo = repo.id)
        WHERE id IN (SELECT repo FROM undone_fact WHERE field = ?1)
        """,
        column
      )
    }
    try connection.execute(
      """
      UPDATE repo
      SET owner = owner.id
      FROM owner
      WHERE repo.id IN (SELECT repo FROM undone_fact WHERE field = 'name')
        AND owner.name = substr(repo.name, 1, instr(repo.name, '/') - 1);

      DELETE FROM link_mark;
      INSERT INTO link_mark (change, repo)
      VALUES (
        (SELECT coalesce(max(id), 0) FROM change), (SELECT coalesce(max(id), 0) FROM repo));
      INSERT INTO change (repo) SELECT repo FROM undone_repo;
      INSERT INTO change (kind, name) SELECT kind, name FROM undone_name;
      INSERT INTO change (kind, name)
      SELECT repo.kind, repo.name FROM renamed_repo CROSS JOIN repo ON repo.id = renamed_repo.repo;

      DROP TABLE undone_declaration; DROP TABLE undone_fact; DROP TABLE undone_counters;
      DROP TABLE undone_name; DROP TABLE undone_identity; DROP TABLE undone_repo;
      DROP TABLE renamed_repo;
      """
    )
  }
}
