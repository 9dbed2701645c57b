import StemmaDerive
import StemmaStore

/// The repository that each text leads to.
struct ReferenceTables {
  let connection: Connection
  let scope: LinkScope

  /// Writes `reference_identity` and `reference_repo`, and finds what else is stale.
  func write() throws {
    try connection.execute(identities)
    if case .stale(let mark) = scope { try collectReferences(since: mark) }
    try connection.execute(
      """
      DROP TABLE IF EXISTS temp.found;
      CREATE TEMP TABLE found (
        reference INTEGER PRIMARY KEY,
        repo INTEGER,
        is_contested INTEGER NOT NULL
      ) STRICT;
      """
    )
    for rule in rules { try connection.execute(rule) }
    if case .stale = scope { try connection.execute(Self.declarers) }
    try connection.execute(Self.replacement)
    try connection.execute("DROP TABLE temp.found")
  }

  /// Where a name was reused, the identity given last is meant.
  private var identities: String {
    """
    INSERT INTO reference_identity (reference, hub_id, first_seen)
    SELECT reference, hub_id, first_seen
    FROM declaration
    WHERE hub_id IS NOT NULL AND \(scope.changedRepos("repo"))
    ON CONFLICT (reference) DO UPDATE
    SET hub_id = excluded.hub_id, first_seen = excluded.first_seen
    WHERE (excluded.first_seen, excluded.hub_id) > (first_seen, hub_id)
    """
  }

  /// Texts that changed repositories use, that may mean one of them, or whose name may lead
  /// elsewhere; and all that hang on who was met last, which no change tells.
  ///
  /// A `+` takes the type of a column from the comparison, without which SQLite would not use the
  /// index `reference_name`: that holds an expression, which has none. Identities have no index: it would
  /// be as large as their table, which is read through in less time than the graph is loaded.
  private func collectReferences(since mark: DeclarationMark) throws {
    try connection.run(
      """
      INSERT OR IGNORE INTO stale_reference
      SELECT reference FROM declaration WHERE repo IN (SELECT repo FROM changed_repo)
      UNION ALL
      SELECT reference.id
      FROM changed_repo
      CROSS JOIN repo ON repo.id = changed_repo.repo
      CROSS JOIN reference
        ON coalesce(reference.name, reference.value) = +repo.name COLLATE NOCASE
        AND reference.kind = repo.kind
      UNION ALL
      SELECT reference
      FROM reference_identity
      WHERE hub_id IN (
        SELECT repo.hub_id FROM changed_repo CROSS JOIN repo ON repo.id = changed_repo.repo)
      UNION ALL
      SELECT reference.id
      FROM change
      CROSS JOIN reference
        ON coalesce(reference.name, reference.value) = +change.name COLLATE NOCASE
        AND reference.kind = change.kind
      WHERE change.id > ?
      UNION ALL
      SELECT reference FROM reference_repo WHERE is_contested
      """,
      mark.change
    )
  }

  /// Ways to find the repository a text names, best first; the first to find one wins.
  ///
  /// An identity that the Hub gave itself comes before the rule for names.
  private var rules: [String] {
    let byIdentity = """
      INSERT INTO found (reference, repo, is_contested)
      SELECT reference.id, repo.id, 0
      FROM (
        SELECT reference, hub_id
        FROM reference_identity
        WHERE \(scope.references("reference"))
        ORDER BY hub_id
        LIMIT -1
      ) AS identity
      CROSS JOIN reference ON reference.id = identity.reference
      CROSS JOIN repo ON repo.hub_id = identity.hub_id AND repo.kind = reference.kind
      """
    let byName = NameResolver.ways(kind: "reference.kind", name: "reference.name").map { way in
      """
      INSERT OR IGNORE INTO found (reference, repo, is_contested)
      SELECT reference.id, repo.id, count(*) OVER (PARTITION BY reference.id) > 1
      FROM reference
      JOIN \(way.tables)
      WHERE \(way.condition)
        AND \(scope.references("reference.id"))
        AND reference.id NOT IN (SELECT reference FROM found)
      ORDER BY reference.id, \(NameResolver.order)
      """
    }
    let nothing = """
      INSERT OR IGNORE INTO found (reference, repo, is_contested)
      SELECT id, NULL, 0 FROM reference WHERE \(scope.references("id"))
      """
    return [byIdentity] + byName + [nothing]
  }

  // A new text is used by changed repositories only. No index leads from a text to its users: it
  // would be as large as the table, which is read through in less time than the graph is loaded.
  private static let declarers = """
    INSERT INTO stale_repo SELECT repo FROM changed_repo;

    CREATE TEMP TABLE moved AS
    SELECT found.reference
    FROM found
    CROSS JOIN reference_repo ON reference_repo.reference = found.reference
    WHERE reference_repo.repo IS NOT found.repo;

    INSERT OR IGNORE INTO stale_repo
    SELECT repo
    FROM declaration
    WHERE EXISTS (SELECT 1 FROM moved) AND reference IN (SELECT reference FROM moved);

    DROP TABLE moved;
    """

  private static let replacement = """
    INSERT OR REPLACE INTO reference_repo (reference, repo, is_contested)
    SELECT found.reference, found.repo, found.is_contested
    FROM found
    LEFT JOIN reference_repo ON reference_repo.reference = found.reference
    WHERE (reference_repo.repo, reference_repo.is_contested)
      IS NOT (found.repo, found.is_contested)
    """
}
