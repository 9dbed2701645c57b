extension Schema {
  /// What others saw of the Hub on past days, by the names they saw it under.
  static let importTables = """
    CREATE TABLE import (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      digest TEXT NOT NULL,
      columns TEXT NOT NULL,
      imported_at TEXT NOT NULL,
      row_count INTEGER NOT NULL DEFAULT 0,
      observation_count INTEGER NOT NULL DEFAULT 0,
      finding_count INTEGER NOT NULL DEFAULT 0,
      UNIQUE (digest, columns)
    ) STRICT;

    CREATE TABLE imported_name (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      hub_id TEXT NOT NULL DEFAULT '',
      UNIQUE (kind, name, hub_id)
    ) STRICT;

    CREATE TABLE imported_counter (
      imported_name INTEGER NOT NULL REFERENCES imported_name (id),
      observed_at TEXT NOT NULL,
      import INTEGER NOT NULL REFERENCES import (id),
      downloads INTEGER,
      downloads_all_time INTEGER,
      likes INTEGER,
      trending_score REAL,
      PRIMARY KEY (imported_name, observed_at, import)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE imported_fact (
      imported_name INTEGER NOT NULL REFERENCES imported_name (id),
      field TEXT NOT NULL,
      first_observed TEXT NOT NULL,
      import INTEGER NOT NULL REFERENCES import (id),
      value TEXT NOT NULL,
      last_observed TEXT NOT NULL,
      PRIMARY KEY (imported_name, field, first_observed, import, value)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE import_finding (
      id INTEGER PRIMARY KEY,
      import INTEGER NOT NULL REFERENCES import (id),
      line INTEGER NOT NULL,
      code TEXT NOT NULL,
      detail TEXT NOT NULL
    ) STRICT;
    """

  /// What an imported name leads to, as any other does: SQL expressions, best first.
  private static let repositoryOfImportedName = NameResolver.ways(
    kind: "imported_name.kind",
    name: "imported_name.name"
  ).map { way in
    """
    (
      SELECT repo.id FROM \(way.tables)
      WHERE \(way.condition)
      ORDER BY \(NameResolver.order)
      LIMIT 1
    )
    """
  }.joined(separator: ",\n")

  /// Ways to read what was imported and what was harvested as one.
  static let importViews = """
    CREATE VIEW imported_repo AS
    SELECT imported_name.id AS imported_name, coalesce(
      (
        SELECT repo.id FROM repo
        WHERE repo.hub_id = imported_name.hub_id AND repo.kind = imported_name.kind
      ),
      CASE WHEN imported_name.hub_id = '' THEN coalesce(
        \(repositoryOfImportedName)
      ) END
    ) AS repo
    FROM imported_name;

    CREATE VIEW counter_series AS
    SELECT repo.id AS repo, repo.kind, repo.name, substr(began.started_at, 1, 10) AS date,
      substr(coalesce(met.started_at, began.started_at), 1, 10) AS held_until,
      repo.downloads, repo.downloads_all_time, repo.likes, repo.trending_score,
      'harvest' AS source, NULL AS import
    FROM repo
    JOIN harvest AS began ON began.id = repo.counters_since
    LEFT JOIN sighting ON sighting.repo = repo.id
    LEFT JOIN harvest AS met ON met.id = sighting.harvest
    WHERE coalesce(repo.downloads, repo.downloads_all_time, repo.likes, repo.trending_score)
      IS NOT NULL
    UNION ALL
    SELECT repo.id, repo.kind, repo.name, substr(began.started_at, 1, 10),
      substr(ended.started_at, 1, 10), counter_history.downloads,
      counter_history.downloads_all_time, counter_history.likes, counter_history.trending_score,
      'harvest', NULL
    FROM counter_history
    JOIN repo ON repo.id = counter_history.repo
    JOIN harvest AS began ON began.id = counter_history.first_seen
    JOIN harvest AS ended ON ended.id = counter_history.last_met
    WHERE coalesce(
      counter_history.downloads, counter_history.downloads_all_time, counter_history.likes,
      counter_history.trending_score) IS NOT NULL
    UNION ALL
    SELECT imported_repo.repo, imported_name.kind, coalesce(repo.name, imported_name.name),
      substr(imported_counter.observed_at, 1, 10), substr(imported_counter.observed_at, 1, 10),
      imported_counter.downloads, imported_counter.downloads_all_time, imported_counter.likes,
      imported_counter.trending_score, 'import', imported_counter.import
    FROM imported_counter
    JOIN imported_name ON imported_name.id = imported_counter.imported_name
    JOIN imported_repo ON imported_repo.imported_name = imported_name.id
    LEFT JOIN repo ON repo.id = imported_repo.repo;

    CREATE VIEW counter_gap AS
    SELECT repo, kind, name, known_until AS last_known, next AS next_known,
      CAST(julianday(next) - julianday(known_until) AS INTEGER) - 1 AS days
    FROM (
      SELECT repo, kind, name,
        max(held_until) OVER (
          PARTITION BY kind, coalesce(repo, name) ORDER BY date, held_until
          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS known_until,
        lead(date) OVER (
          PARTITION BY kind, coalesce(repo, name) ORDER BY date, held_until
        ) AS next
      FROM counter_series
    )
    WHERE julianday(next) - julianday(known_until) > 1;
    """
}
