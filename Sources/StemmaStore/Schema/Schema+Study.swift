extension Schema {
  /// What study files say.
  ///
  /// In `study_name` the key's columns come first: the integrity check of SQLite 3.40 else reports
  /// NULLs that are not there.
  static let studyTables = """
    CREATE TABLE study (
      id TEXT PRIMARY KEY,
      title TEXT NOT NULL,
      citation TEXT,
      date TEXT NOT NULL,
      file TEXT NOT NULL,
      sha256 TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE study_source (
      study TEXT NOT NULL REFERENCES study (id),
      code TEXT NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (study, code)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE study_project (
      study TEXT NOT NULL REFERENCES study (id),
      project TEXT NOT NULL,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      PRIMARY KEY (study, project)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE study_item (
      study TEXT NOT NULL REFERENCES study (id),
      position INTEGER NOT NULL,
      project TEXT NOT NULL,
      section TEXT NOT NULL,
      kind TEXT,
      name TEXT NOT NULL,
      other TEXT,
      relation TEXT,
      role TEXT,
      source TEXT NOT NULL,
      status TEXT NOT NULL,
      note TEXT,
      line INTEGER NOT NULL,
      PRIMARY KEY (study, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE study_name (
      study TEXT NOT NULL REFERENCES study (id),
      kind TEXT NOT NULL,
      item TEXT NOT NULL,
      name TEXT NOT NULL,
      project TEXT NOT NULL,
      section TEXT NOT NULL,
      role TEXT NOT NULL,
      PRIMARY KEY (study, kind, item, name)
    ) STRICT, WITHOUT ROWID;
    """

  /// A study's items as the cache knows them, by whatever name they go.
  ///
  /// `CROSS JOIN` keeps SQLite to that order, and DuckDB reads it as long as no `ON` follows.
  static let studyViews = """
    CREATE VIEW study_owner AS
    SELECT item.study, item.project, item.name, item.role, owner.id AS owner
    FROM study_item AS item
    JOIN owner ON owner.name = item.name
    WHERE item.section = 'organizations';

    CREATE VIEW study_node AS
    SELECT study_name.*, repo.id AS node
    FROM study_name
    CROSS JOIN repo
    WHERE repo.name = study_name.name COLLATE NOCASE AND repo.kind = study_name.kind
    UNION
    SELECT study_name.*, alias.repo
    FROM study_name
    CROSS JOIN alias
    WHERE alias.kind = study_name.kind AND alias.name = study_name.name COLLATE NOCASE
    UNION
    SELECT study_name.*, ghost.id
    FROM study_name
    CROSS JOIN ghost
    WHERE ghost.kind = study_name.kind AND ghost.name = study_name.name COLLATE NOCASE
    UNION
    SELECT own.study, 'model', repo.name, repo.name, own.project, 'models', 'model', repo.id
    FROM study_owner AS own
    CROSS JOIN repo
    WHERE repo.owner = own.owner AND repo.kind = 'model' AND own.role IN ('official', 'former')
      AND NOT EXISTS (
        SELECT 1 FROM study_item AS named
        WHERE named.study = own.study AND named.project = own.project
          AND named.section IN ('roots', 'extra_roots', 'models', 'datasets', 'spaces'));

    CREATE VIEW study_derivative AS
    SELECT root.study, root.project, lineage.descendant AS repo,
      min(lineage.distance) AS distance
    FROM (
      SELECT DISTINCT study, project, node
      FROM study_node
      WHERE section IN ('roots', 'extra_roots', 'models') AND role <> 'other'
    ) AS root
    CROSS JOIN lineage
    CROSS JOIN repo
    WHERE lineage.ancestor = root.node AND repo.id = lineage.descendant
      AND (root.study, root.project, repo.owner) NOT IN (
        SELECT study, project, owner FROM study_owner WHERE role <> 'other')
    GROUP BY root.study, root.project, lineage.descendant;

    CREATE VIEW study_use AS
    SELECT DISTINCT study_node.study, study_node.project, study_node.item, study_node.role,
      dataset_use.repo
    FROM study_node
    CROSS JOIN dataset_use
    CROSS JOIN repo
    WHERE dataset_use.dataset = study_node.node AND repo.id = dataset_use.repo
      AND study_node.section = 'datasets' AND study_node.role NOT IN ('other', 'copy')
      AND dataset_use.last_seen IS NULL AND repo.kind = 'model'
      AND (study_node.study, study_node.project, repo.owner) NOT IN (
        SELECT study, project, owner FROM study_owner WHERE role <> 'other');
    """
}
