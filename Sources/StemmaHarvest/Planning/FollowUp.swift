import StemmaCore
import StemmaStore

/// What a harvest asks for once its first steps are done: names that lead nowhere yet, and
/// repositories that a complete listing left out.
///
/// Reads what the derive stage wrote; adds steps and writes nothing else.
struct FollowUp {
  let harvest: Int64
  let connection: Connection
  let tables: HarvestTables
  /// Today in UTC, such as `2026-11-18`.
  let day: String

  /// Adds steps for names that cards give and that lead to no repository, the most used first;
  /// returns how many.
  ///
  /// The Hub answers an old name with a redirect, which tells whose it was. A name that was not
  /// found is asked for once more on another day, and then left.
  ///
  /// - Parameters:
  ///   - kinds: The kinds of what the names are of.
  ///   - isOfThisHarvest: Whether only the cards that this harvest met count.
  ///   - limit: The most names.
  /// - Returns: How many were added.
  /// - Throws: `CacheError` when the cache cannot be read or written.
  func addNames(
    of kinds: [RepoKind],
    isOfThisHarvest: Bool = false,
    limit: Int
  ) throws -> Int {
    let fields = kinds.compactMap { Self.field[$0] }.map { "'\($0)'" }.joined(separator: ", ")
    let names = try connection.rows(
      """
      WITH lost AS MATERIALIZED (
        SELECT reference.id, reference.kind, reference.name
        FROM reference
        WHERE reference.name IS NOT NULL
          AND NOT EXISTS (
            SELECT 1 FROM repo WHERE repo.name = reference.name AND repo.kind = reference.kind)
          AND NOT EXISTS (
            SELECT 1 FROM alias
            WHERE alias.kind = reference.kind AND alias.name = reference.name)
          AND NOT EXISTS (
            SELECT 1 FROM step
            WHERE step.harvest = ?1 AND step.kind = reference.kind
              AND step.subject = reference.name AND step.purpose IN ('named', 'root'))
          AND NOT EXISTS (
            SELECT 1 FROM absence
            WHERE absence.kind = reference.kind AND absence.name = reference.name
              AND absence.noticed_at >= ?2)
          AND 2 > (
            SELECT count(DISTINCT substr(noticed_at, 1, 10)) FROM absence
            WHERE absence.kind = reference.kind AND absence.name = reference.name)
      )
      SELECT lost.kind, lost.name
      FROM declaration
      JOIN lost ON lost.id = declaration.reference
      WHERE declaration.field IN (\(fields)) AND declaration.last_seen IS NULL
        AND declaration.source <> 'author tag'
        \(isOfThisHarvest ? Self.isMet : "")
      GROUP BY lost.kind, lost.name
      ORDER BY count(DISTINCT declaration.repo) DESC, lost.kind, lost.name
      LIMIT ?3
      """,
      harvest,
      day,
      limit
    ) { $0.inOrder { ($0.text(), $0.text()) } }
    try add(names, NamedRepo.named)
    return names.count
  }

  /// Adds steps for the repositories of `kind` that were there and that a listing just walked to
  /// its end does not show; returns how many.
  ///
  /// Gated ones are looked for in the listing of what is gated, all of them in a complete one.
  func addVanished(_ kind: RepoKind, limit: Int) throws -> Int {
    let names = try connection.rows(
      """
      SELECT repo.kind, repo.name
      FROM repo
      LEFT JOIN sighting ON sighting.repo = repo.id
      WHERE repo.kind = ?2 AND repo.gone_since IS NULL
        AND coalesce(sighting.harvest, repo.first_seen) < ?1
        AND EXISTS (
          SELECT 1 FROM step
          WHERE step.harvest = ?1 AND step.purpose IN ('listing', 'census') AND step.kind = ?2
            AND step.state = 'done')
        AND \(Self.isUnasked)
      ORDER BY coalesce(repo.likes, 0) DESC, repo.id
      LIMIT ?3
      """,
      harvest,
      kind.rawValue,
      limit
    ) { $0.inOrder { ($0.text(), $0.text()) } }
    try add(names, NamedRepo.vanished)
    return names.count
  }

  /// Adds steps for the repositories that were gated and that the listing of what is gated, walked
  /// to its end, does not show; returns how many.
  func addUngated(_ kind: RepoKind, limit: Int) throws -> Int {
    let names = try connection.rows(
      """
      SELECT repo.kind, repo.name
      FROM repo
      LEFT JOIN sighting ON sighting.repo = repo.id
      WHERE repo.kind = ?2 AND repo.gated IN ('auto', 'manual') AND repo.gone_since IS NULL
        AND coalesce(sighting.harvest, repo.first_seen) < ?1
        AND EXISTS (
          SELECT 1 FROM step
          WHERE step.harvest = ?1 AND step.purpose = 'gated' AND step.kind = ?2
            AND step.state = 'done')
        AND \(Self.isUnasked)
      ORDER BY repo.id
      LIMIT ?3
      """,
      harvest,
      kind.rawValue,
      limit
    ) { $0.inOrder { ($0.text(), $0.text()) } }
    try add(names, NamedRepo.vanished)
    return names.count
  }

  /// Adds steps for the repositories that were missed on one day, on another: two make them gone;
  /// returns how many.
  func addMissed(limit: Int) throws -> Int {
    let names = try connection.rows(
      """
      SELECT DISTINCT repo.kind, repo.name
      FROM absence
      JOIN repo ON repo.kind = absence.kind AND repo.name = absence.name
      LEFT JOIN sighting ON sighting.repo = repo.id
      WHERE absence.harvest > coalesce(sighting.harvest, repo.first_seen)
        AND repo.gone_since IS NULL
        AND NOT EXISTS (
          SELECT 1 FROM absence AS today
          WHERE today.kind = repo.kind AND today.name = repo.name AND today.noticed_at >= ?2)
        AND \(Self.isUnasked)
      ORDER BY repo.id
      LIMIT ?3
      """,
      harvest,
      day,
      limit
    ) { $0.inOrder { ($0.text(), $0.text()) } }
    try add(names, NamedRepo.vanished)
    return names.count
  }

  private static let isMet = """
    AND EXISTS (
      SELECT 1
      FROM repo
      LEFT JOIN sighting ON sighting.repo = repo.id
      WHERE repo.id = declaration.repo AND coalesce(sighting.harvest, repo.first_seen) >= ?1)
    """

  /// The other names under which the Hub may keep children of the models of a walk, or models that
  /// name its datasets: each that a repository had, and each that a card writes for it.
  ///
  /// A redirect does not rewrite tags: those of a model that vanished stay with its children, and the
  /// tag of a name in other letters is another tag.
  func spellings(of kind: RepoKind, purpose: String) throws -> [String] {
    try connection.rows(
      """
      WITH walked AS MATERIALIZED (
        SELECT DISTINCT repo.id, repo.name
        FROM step
        JOIN repo ON repo.kind = ?2 AND repo.name = step.subject
        WHERE step.harvest = ?1 AND step.purpose = ?3),
      known AS MATERIALIZED (
        SELECT id, name FROM walked
        UNION
        SELECT alias.repo, alias.name
        FROM walked
        JOIN alias ON alias.repo = walked.id AND alias.kind = ?2)
      SELECT name FROM known
      UNION
      SELECT reference.name
      FROM known
      JOIN reference
        ON coalesce(reference.name, reference.value) = known.name COLLATE NOCASE
          AND reference.kind = ?2
      WHERE reference.name IS NOT NULL AND EXISTS (
        SELECT 1 FROM declaration
        WHERE declaration.reference = reference.id AND declaration.last_seen IS NULL
          AND declaration.field = ?4)
      UNION
      SELECT subject FROM step
      WHERE harvest = ?1 AND purpose = 'root' AND kind = ?2 AND state = 'missing'
      ORDER BY 1
      """,
      harvest,
      kind.rawValue,
      purpose,
      Self.field[kind] ?? ""
    ) { $0.text(0) }
  }

  private static let isUnasked = """
    NOT EXISTS (
      SELECT 1 FROM step
      WHERE step.harvest = ?1 AND step.purpose = 'vanished' AND step.kind = repo.kind
        AND step.subject = repo.name)
    """

  private static let field: [RepoKind: String] = [.model: "base_model", .dataset: "dataset"]

  private func add(_ names: [(kind: String, name: String)], _ endpoint: NamedRepo) throws {
    for (kind, name) in names {
      guard let kind = RepoKind(rawValue: kind) else { continue }
      try tables.add(endpoint.step(kind, name), to: harvest)
    }
  }
}
