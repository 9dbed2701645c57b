import StemmaStore

/// A ghost for each name that is declared and was not found.
///
/// Texts that differ only in case or wrapping name one ghost.
struct GhostTable {
  let connection: Connection
  let scope: LinkScope

  /// Writes `ghost`, and in a temporary table `resolution` the repository or ghost of each text
  /// that repositories in scope use.
  func write() throws {
    if case .stale = scope { try connection.execute(Self.staleNames) }
    try connection.execute("DROP TABLE IF EXISTS temp.wanted_ghost")
    try connection.execute("CREATE TEMP TABLE wanted_ghost AS \(wanted)")
    if case .stale = scope { try connection.execute(Self.respelt) }
    try connection.execute(Self.replacement)
    try connection.execute(resolution)
  }

  /// Removes ghosts that nothing came to name: those whose names the Hub replaced, see
  /// `ParentEdge.edges(of:)`, those that only author-written tags give, and those that were found.
  func removeUnused() throws {
    let isStale = """
      id IN (
        SELECT ghost.id
        FROM stale_name
        CROSS JOIN ghost ON ghost.kind = stale_name.kind AND ghost.name = stale_name.name)
      """
    try connection.execute(
      """
      DELETE FROM ghost
      WHERE \(scope == .everything ? "TRUE" : isStale)
        AND NOT EXISTS (SELECT 1 FROM edge WHERE edge.parent = ghost.id)
        AND NOT EXISTS (SELECT 1 FROM dataset_use WHERE dataset_use.dataset = ghost.id)
        AND NOT EXISTS (SELECT 1 FROM mention WHERE mention.node = ghost.id)
      """
    )
  }

  /// The names of all texts whose ghosts may come, change or go.
  private static let staleNames = """
    DROP TABLE IF EXISTS temp.stale_name;
    CREATE TEMP TABLE stale_name (
      kind TEXT NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;

    INSERT OR IGNORE INTO stale_name
    SELECT kind, coalesce(name, value)
    FROM reference
    WHERE id IN (
      SELECT reference FROM stale_reference
      UNION
      SELECT reference FROM declaration WHERE repo IN (SELECT repo FROM stale_repo));
    """

  // A `+` lets the index of names be used: see `ReferenceTables`.
  private var wanted: String {
    let stale = """
      stale_name
      CROSS JOIN reference
        ON coalesce(reference.name, reference.value) = +stale_name.name COLLATE NOCASE
        AND reference.kind = stale_name.kind
      CROSS JOIN reference_repo ON reference_repo.reference = reference.id
      """
    let all = "reference_repo CROSS JOIN reference ON reference.id = reference_repo.reference"
    return """
      SELECT kind, name, reason
      FROM (
        SELECT kind, name, reason,
          row_number() OVER (
            PARTITION BY kind, lower(name)
            ORDER BY reason <> 'deleted or private', name, reason) AS place
        FROM (
          SELECT reference.kind AS kind, coalesce(reference.name, reference.value) AS name,
            CASE
              WHEN reference.defect IS NOT NULL THEN reference.defect
              WHEN EXISTS (
                SELECT 1 FROM absence
                WHERE absence.kind = reference.kind AND absence.name = reference.name
              ) THEN 'deleted or private'
              WHEN instr(reference.name, '/') = 0 THEN 'legacy bare name'
              ELSE 'unknown'
            END AS reason
          FROM \(scope == .everything ? all : stale)
          WHERE reference_repo.repo IS NULL
        )
      )
      WHERE place = 1
      """
  }

  /// Ghosts whose name is another spelling now: that of a name that the Hub was asked for, say, while
  /// nothing about those who declare it changed.
  private static let respelt = """
    INSERT INTO respelt_ghost
    SELECT ghost.id
    FROM wanted_ghost
    CROSS JOIN ghost ON ghost.kind = wanted_ghost.kind AND ghost.name = wanted_ghost.name
    WHERE ghost.name <> wanted_ghost.name COLLATE BINARY;
    """

  private static let replacement = """
    UPDATE ghost
    SET name = wanted_ghost.name, reason = wanted_ghost.reason
    FROM wanted_ghost
    WHERE ghost.kind = wanted_ghost.kind AND ghost.name = wanted_ghost.name
      AND (ghost.name <> wanted_ghost.name COLLATE BINARY OR ghost.reason <> wanted_ghost.reason);

    INSERT INTO ghost (id, kind, name, reason)
    SELECT (SELECT coalesce(min(id), 0) FROM ghost)
        - row_number() OVER (ORDER BY kind, lower(name), name),
      kind, name, reason
    FROM wanted_ghost
    WHERE NOT EXISTS (
      SELECT 1 FROM ghost
      WHERE ghost.kind = wanted_ghost.kind AND ghost.name = wanted_ghost.name);

    DROP TABLE temp.wanted_ghost;
    """

  private var resolution: String {
    let isUsed = """
      reference_repo.reference IN (
        SELECT reference FROM declaration WHERE \(scope.repos("repo")))
      """
    return """
      DROP TABLE IF EXISTS temp.resolution;
      CREATE TEMP TABLE resolution (
        reference INTEGER PRIMARY KEY,
        node INTEGER NOT NULL
      ) STRICT;

      INSERT INTO resolution
      SELECT reference, node
      FROM (
        SELECT reference_repo.reference AS reference,
          coalesce(
            reference_repo.repo,
            (SELECT ghost.id
              FROM reference
              CROSS JOIN ghost
                ON ghost.kind = reference.kind
                AND ghost.name = coalesce(reference.name, reference.value)
              WHERE reference.id = reference_repo.reference)) AS node
        FROM reference_repo
        WHERE \(scope == .everything ? "TRUE" : isUsed)
      )
      WHERE node IS NOT NULL;
      """
  }
}
