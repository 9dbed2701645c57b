internal import GRDB

/// The tables of the cache, by the stage that writes them.
///
/// 1. Each table has one writing stage.
/// 2. A stage reads only what it and earlier stages wrote.
/// 3. Rows are closed (`last_seen` set), never deleted; the tables of the link and analyze stages
///    can be rebuilt from the others.
/// 4. What a harvest asks for next follows from all that is known: planning alone reads tables of
///    later stages, and writes only `step`.
/// 5. `first_seen` and `last_seen` are the harvests between which a fact held; no `last_seen` means
///    that it still holds.
package enum Schema {
  /// The stages of the pipeline, first to last, and the tables each of them writes.
  package static let tablesByStage: [(stage: String, tables: [String])] = [
    ("harvest", ["harvest", "step", "response", "harvest_finding"]),
    (
      "derive",
      [
        "owner", "repo", "repo_history", "counter_history", "sighting", "alias", "absence",
        "tag", "repo_tag", "reference", "declaration", "derive_finding",
      ]
    ),
    ("link", ["ghost", "edge", "dataset_use"]),
    ("analyze", ["lineage", "family"]),
  ]

  /// Numbered migrations; before 1.0 they are squashed into the first.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      for script in [harvestTables, deriveTables, linkTables, analyzeTables, views] {
        try database.execute(sql: script)
      }
    }
    return migrator
  }

  /// Refuses a database of another program, before anything is written to it.
  static func requireOursOrEmpty(_ database: Database) throws {
    // A process that died at the very start leaves the list of migrations and nothing else.
    let others = "SELECT 1 FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
    if try Row.fetchOne(database, sql: others) != nil { try requireOurs(database) }
  }

  private static func requireOurs(_ database: Database) throws {
    guard try database.tableExists("grdb_migrations"), try database.tableExists("harvest") else {
      throw CacheError(
        .notACache,
        "The file is a database, but not a Stemma cache.",
        hint: "Name another one with --cache."
      )
    }
  }

  static func requireCurrent(_ database: Database) throws {
    try requireOurs(database)
    if try migrator.hasBeenSuperseded(database) {
      throw CacheError(
        .tooNew,
        "The cache was written by a newer Stemma.",
        hint: "Install that version."
      )
    }
    guard try migrator.hasCompletedMigrations(database) else {
      throw CacheError(
        .tooNew,
        "The cache was written by an older Stemma.",
        hint: "Run `stemma derive` once to bring it up to date."
      )
    }
  }

  private static let harvestTables = """
    CREATE TABLE harvest (
      id INTEGER PRIMARY KEY,
      plan TEXT NOT NULL,
      subjects TEXT NOT NULL,
      endpoint TEXT NOT NULL,
      version TEXT NOT NULL,
      archive TEXT,
      started_at TEXT NOT NULL,
      finished_at TEXT,
      outcome TEXT NOT NULL,
      api_requests INTEGER NOT NULL DEFAULT 0,
      resolver_requests INTEGER NOT NULL DEFAULT 0,
      page_requests INTEGER NOT NULL DEFAULT 0,
      row_count INTEGER NOT NULL DEFAULT 0,
      change_count INTEGER NOT NULL DEFAULT 0,
      waited_seconds REAL NOT NULL DEFAULT 0,
      seconds REAL NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE step (
      id INTEGER PRIMARY KEY,
      harvest INTEGER NOT NULL REFERENCES harvest,
      purpose TEXT NOT NULL,
      kind TEXT NOT NULL,
      subject TEXT NOT NULL,
      url TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      page_count INTEGER NOT NULL DEFAULT 0,
      row_count INTEGER NOT NULL DEFAULT 0,
      walked_since INTEGER NOT NULL DEFAULT 0,
      UNIQUE (harvest, purpose, kind, subject)
    ) STRICT;
    CREATE INDEX step_waiting ON step (harvest, id) WHERE state = 'waiting';

    CREATE TABLE response (
      id INTEGER PRIMARY KEY,
      harvest INTEGER NOT NULL REFERENCES harvest,
      step INTEGER NOT NULL REFERENCES step,
      url TEXT NOT NULL,
      status INTEGER NOT NULL,
      received_at TEXT NOT NULL,
      is_applied INTEGER NOT NULL,
      archive_offset INTEGER NOT NULL,
      archive_length INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX response_step ON response (step, url);

    CREATE TABLE harvest_finding (
      id INTEGER PRIMARY KEY,
      harvest INTEGER NOT NULL REFERENCES harvest,
      code TEXT NOT NULL,
      subject TEXT,
      detail TEXT NOT NULL
    ) STRICT;
    """

  /// The indexes by name, which the first sweep of a cache does without until its end: keeping them
  /// in order row by row would be half of its work.
  static let nameIndexes = """
    CREATE INDEX IF NOT EXISTS repo_name ON repo (name);
    CREATE INDEX IF NOT EXISTS repo_folded_name ON repo (name COLLATE NOCASE);
    """

  private static let deriveTables = """
    CREATE TABLE owner (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE repo (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      hub_id TEXT NOT NULL,
      name TEXT NOT NULL,
      owner INTEGER REFERENCES owner,
      created_at TEXT,
      last_modified TEXT,
      sha TEXT,
      gated TEXT,
      is_private INTEGER,
      is_disabled INTEGER,
      license TEXT,
      license_name TEXT,
      license_link TEXT,
      languages TEXT,
      library TEXT,
      pipeline_tag TEXT,
      parameters INTEGER,
      downloads INTEGER,
      downloads_all_time INTEGER,
      likes INTEGER,
      trending_score REAL,
      own_relation TEXT,
      children_by_relation TEXT,
      first_seen INTEGER NOT NULL REFERENCES harvest,
      counters_since INTEGER NOT NULL,
      gone_since INTEGER,
      UNIQUE (hub_id, kind)
    ) STRICT;
    \(nameIndexes)

    CREATE TABLE repo_history (
      repo INTEGER NOT NULL REFERENCES repo,
      field TEXT NOT NULL,
      value TEXT,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL,
      PRIMARY KEY (repo, field, first_seen)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE counter_history (
      repo INTEGER NOT NULL REFERENCES repo,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL,
      downloads INTEGER,
      downloads_all_time INTEGER,
      likes INTEGER,
      trending_score REAL,
      PRIMARY KEY (repo, first_seen)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sighting (
      repo INTEGER PRIMARY KEY REFERENCES repo,
      harvest INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE alias (
      kind TEXT NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      repo INTEGER NOT NULL REFERENCES repo,
      evidence TEXT NOT NULL,
      first_seen INTEGER NOT NULL,
      PRIMARY KEY (kind, name, repo)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE absence (
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      harvest INTEGER NOT NULL REFERENCES harvest,
      status INTEGER NOT NULL,
      noticed_at TEXT NOT NULL,
      PRIMARY KEY (kind, name, harvest)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE tag (
      id INTEGER PRIMARY KEY,
      value TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE repo_tag (
      repo INTEGER NOT NULL REFERENCES repo,
      tag INTEGER NOT NULL REFERENCES tag,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (repo, tag, first_seen)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE reference (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      value TEXT NOT NULL,
      name TEXT,
      revision TEXT,
      defect TEXT,
      UNIQUE (value, kind)
    ) STRICT;

    CREATE TABLE declaration (
      repo INTEGER NOT NULL REFERENCES repo,
      field TEXT NOT NULL,
      source TEXT NOT NULL,
      position INTEGER NOT NULL,
      reference INTEGER NOT NULL REFERENCES reference,
      relation TEXT NOT NULL DEFAULT '',
      hub_id TEXT,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (repo, field, source, reference, relation, first_seen)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE derive_finding (
      id INTEGER PRIMARY KEY,
      harvest INTEGER NOT NULL REFERENCES harvest,
      code TEXT NOT NULL,
      subject TEXT,
      detail TEXT NOT NULL
    ) STRICT;
    """

  private static let linkTables = """
    CREATE TABLE ghost (
      id INTEGER PRIMARY KEY CHECK (id < 0),
      kind TEXT NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      reason TEXT NOT NULL,
      UNIQUE (kind, name)
    ) STRICT;

    CREATE TABLE edge (
      child INTEGER NOT NULL REFERENCES repo,
      parent INTEGER NOT NULL,
      position INTEGER NOT NULL,
      relation TEXT,
      declared TEXT,
      hub TEXT,
      own TEXT,
      sources TEXT NOT NULL,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (child, parent)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX edge_parent ON edge (parent, child);

    CREATE TABLE dataset_use (
      repo INTEGER NOT NULL REFERENCES repo,
      dataset INTEGER NOT NULL,
      sources TEXT NOT NULL,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (repo, dataset)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX dataset_use_dataset ON dataset_use (dataset, repo);
    """

  private static let analyzeTables = """
    CREATE TABLE lineage (
      ancestor INTEGER NOT NULL,
      descendant INTEGER NOT NULL,
      distance INTEGER NOT NULL,
      PRIMARY KEY (ancestor, descendant)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX lineage_descendant ON lineage (descendant, ancestor, distance);

    CREATE TABLE family (
      model INTEGER PRIMARY KEY,
      direct_total INTEGER NOT NULL,
      direct_finetune INTEGER NOT NULL,
      direct_adapter INTEGER NOT NULL,
      direct_merge INTEGER NOT NULL,
      direct_quantized INTEGER NOT NULL,
      direct_unknown INTEGER NOT NULL,
      all_total INTEGER NOT NULL,
      all_finetune INTEGER NOT NULL,
      all_adapter INTEGER NOT NULL,
      all_merge INTEGER NOT NULL,
      all_quantized INTEGER NOT NULL,
      all_unknown INTEGER NOT NULL,
      publishers INTEGER NOT NULL,
      weighted REAL NOT NULL,
      max_distance INTEGER NOT NULL,
      depth INTEGER NOT NULL
    ) STRICT;
    """

  private static let views = """
    CREATE VIEW finding AS
    SELECT 'harvest' AS stage, harvest, code, subject, detail FROM harvest_finding
    UNION ALL
    SELECT 'derive', harvest, code, subject, detail FROM derive_finding;

    CREATE VIEW node AS
    SELECT id, kind, name, NULL AS reason FROM repo
    UNION ALL
    SELECT id, kind, name, reason FROM ghost;
    """
}

extension Connection {
  /// Puts the indexes by name off until ``buildNameIndexes()``, when there is no repository yet.
  ///
  /// Without them every query gives the same rows, only slower.
  package func deferNameIndexes() throws {
    guard try count("SELECT EXISTS (SELECT 1 FROM repo)") == 0 else { return }
    try execute("DROP INDEX IF EXISTS repo_name; DROP INDEX IF EXISTS repo_folded_name;")
  }

  /// Builds the indexes by name, unless they are there.
  ///
  /// - Complexity: O(*n* log *n*) over the repositories when they are not.
  package func buildNameIndexes() throws { try execute(Schema.nameIndexes) }
}
