extension Schema {
  /// Declarations resolved to edges.
  static let linkTables = """
    CREATE TABLE reference_identity (
      reference INTEGER PRIMARY KEY REFERENCES reference (id),
      hub_id TEXT NOT NULL,
      first_seen INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE reference_repo (
      reference INTEGER PRIMARY KEY REFERENCES reference (id),
      repo INTEGER REFERENCES repo (id),
      is_contested INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX reference_repo_contested ON reference_repo (reference) WHERE is_contested;

    CREATE TABLE ghost (
      id INTEGER PRIMARY KEY CHECK (id < 0),
      kind TEXT NOT NULL,
      name TEXT NOT NULL COLLATE NOCASE,
      reason TEXT NOT NULL,
      UNIQUE (kind, name)
    ) STRICT;

    CREATE TABLE edge (
      child INTEGER NOT NULL REFERENCES repo (id),
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
      repo INTEGER NOT NULL REFERENCES repo (id),
      dataset INTEGER NOT NULL,
      sources TEXT NOT NULL,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (dataset, repo)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX dataset_use_repo ON dataset_use (repo, dataset);

    CREATE TABLE dataset_user (
      dataset INTEGER NOT NULL,
      model INTEGER NOT NULL REFERENCES repo (id),
      name TEXT NOT NULL,
      created_at TEXT,
      publisher TEXT,
      relation TEXT,
      sources TEXT NOT NULL,
      is_inherited INTEGER NOT NULL,
      PRIMARY KEY (dataset, model)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX dataset_user_model ON dataset_user (model);

    CREATE TABLE mention (
      repo INTEGER NOT NULL REFERENCES repo (id),
      field TEXT NOT NULL,
      node INTEGER NOT NULL,
      sources TEXT NOT NULL,
      misuse TEXT,
      first_seen INTEGER NOT NULL,
      last_seen INTEGER,
      PRIMARY KEY (repo, field, node)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX mention_node ON mention (node, field, repo);

    CREATE TABLE inferred_edge (
      child INTEGER NOT NULL REFERENCES repo (id),
      parent INTEGER NOT NULL REFERENCES repo (id),
      method TEXT NOT NULL,
      evidence TEXT NOT NULL,
      confidence REAL,
      relation TEXT,
      first_seen INTEGER NOT NULL,
      PRIMARY KEY (child, parent)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX inferred_edge_parent ON inferred_edge (parent, child);

    CREATE TABLE mass_upload (
      repo INTEGER NOT NULL REFERENCES repo (id),
      rule TEXT NOT NULL,
      PRIMARY KEY (repo, rule)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE link_mark (
      change INTEGER NOT NULL,
      repo INTEGER NOT NULL
    ) STRICT;
    """
}
