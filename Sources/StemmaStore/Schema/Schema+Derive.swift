extension Schema {
  /// The indexes by name and owner, which the first sweep of a cache does without until its end: keeping them
  /// in order row by row would be half of its work.
  static let nameIndexes = """
    \(repoNameIndexes)
    CREATE INDEX IF NOT EXISTS owner_folded_name ON owner (name COLLATE NOCASE);
    CREATE INDEX IF NOT EXISTS repo_newer ON repo (first_seen) WHERE first_seen > 1;
    CREATE INDEX IF NOT EXISTS repo_gone ON repo (gone_since) WHERE gone_since > 1;
    \(traitIndexes)
    """

  /// The columns by which models that share something rare are listed, by the names of their indexes; the
  /// states of the past do without these.
  static let traitColumns = [
    "repo_license": "license", "repo_task": "pipeline_tag", "repo_library": "library",
  ]

  private static let traitIndexes = traitColumns.sorted { $0.key < $1.key }.map { index, column in
    "CREATE INDEX IF NOT EXISTS \(index) ON repo (\(column) COLLATE NOCASE) WHERE \(column) IS NOT NULL;"
  }.joined(separator: "\n")

  /// Those of repositories.
  static let repoNameIndexes = """
    CREATE INDEX IF NOT EXISTS repo_name ON repo (name);
    CREATE INDEX IF NOT EXISTS repo_folded_name ON repo (name COLLATE NOCASE);
    CREATE INDEX IF NOT EXISTS repo_name_part
      ON repo (\(namePart) COLLATE NOCASE);
    CREATE INDEX IF NOT EXISTS repo_owner ON repo (owner, kind);
    """

  /// The index of what texts name.
  static let referenceNames = """
    CREATE INDEX IF NOT EXISTS reference_name
      ON reference (coalesce(name, value) COLLATE NOCASE, kind);
    """

  /// SQL for the part of a repository's name behind the slash.
  static let namePart = "substr(name, instr(name, '/') + 1)"

  /// What records say of repositories.
  static let deriveTables = """
    CREATE TABLE owner (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE repo (
      id INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      hub_id TEXT NOT NULL,
      name TEXT NOT NULL,
      owner INTEGER REFERENCES owner (id),
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
      file_relation TEXT,
      children_by_relation TEXT,
      architecture TEXT,
      first_seen INTEGER NOT NULL REFERENCES harvest (id),
      counters_since INTEGER NOT NULL,
      gone_since INTEGER,
      UNIQUE (hub_id, kind)
    ) STRICT;
    \(nameIndexes)

    CREATE INDEX repo_gated ON repo (kind) WHERE gated IN ('auto', 'manual');

    CREATE TABLE repo_history (
      repo INTEGER NOT NULL REFERENCES repo (id),
      field TEXT NOT NULL,
      value TEXT,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL,
      PRIMARY KEY (repo, field, first_seen)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE counter_history (
      repo INTEGER NOT NULL REFERENCES repo (id),
      first_seen INTEGER NOT NULL,
      last_seen INTEGER NOT NULL,
      last_met INTEGER NOT NULL,
      downloads INTEGER,
      downloads_all_time INTEGER,
      likes INTEGER,
      trending_score REAL,
      PRIMARY KEY (repo, first_seen)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sighting (
      repo INTEGER PRIMARY KEY REFERENCES repo (id),
      harvest INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE alias (
      kind TEXT NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      repo INTEGER NOT NULL REFERENCES repo (id),
      evidence TEXT NOT NULL,
      first_seen INTEGER NOT NULL,
      PRIMARY KEY (kind, name, repo)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX alias_repo ON alias (repo);

    CREATE TABLE absence (
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      harvest INTEGER NOT NULL REFERENCES harvest (id),
      status INTEGER NOT NULL,
      noticed_at TEXT NOT NULL,
      PRIMARY KEY (kind, name, harvest)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE tag (
      id INTEGER PRIMARY KEY,
      value TEXT NOT NULL UNIQUE
    ) STRICT;

    CREATE TABLE tag_list (
      repo INTEGER NOT NULL REFERENCES repo (id),
      first_seen INTEGER NOT NULL,
      ended INTEGER NOT NULL DEFAULT 0,
      tags TEXT NOT NULL,
      PRIMARY KEY (repo, first_seen, ended)
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
    \(referenceNames)

    CREATE TABLE declaration (
      repo INTEGER NOT NULL REFERENCES repo (id),
      field TEXT NOT NULL,
      source TEXT NOT NULL,
      position INTEGER NOT NULL,
      reference INTEGER NOT NULL REFERENCES reference (id),
      relation TEXT NOT NULL DEFAULT '',
      hub_id TEXT,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (repo, field, source, reference, relation, first_seen)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX declaration_link ON declaration (reference, repo)
      WHERE field = 'model' AND source = 'hub';
    CREATE INDEX declaration_other ON declaration (field, reference)
      WHERE field NOT IN ('base_model', 'dataset');

    CREATE TABLE change (
      id INTEGER PRIMARY KEY,
      repo INTEGER REFERENCES repo (id),
      kind TEXT,
      name TEXT
    ) STRICT;

    CREATE TABLE derive_finding (
      id INTEGER PRIMARY KEY,
      harvest INTEGER NOT NULL REFERENCES harvest (id),
      code TEXT NOT NULL,
      subject TEXT,
      detail TEXT NOT NULL
    ) STRICT;
    """
}
