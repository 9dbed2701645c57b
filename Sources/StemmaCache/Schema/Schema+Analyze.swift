extension Schema {
  /// The graph as arrays, its closure, what is counted on it, and what was measured.
  ///
  /// In `family_group` the key's columns come first, as in `study_name`.
  static let analyzeTables = """
    CREATE TABLE graph_array (
      name TEXT NOT NULL,
      part INTEGER NOT NULL,
      width INTEGER NOT NULL,
      value BLOB NOT NULL,
      PRIMARY KEY (name, part)
    ) STRICT;

    CREATE TABLE graph_text (
      book TEXT NOT NULL,
      code INTEGER NOT NULL,
      text TEXT NOT NULL,
      PRIMARY KEY (book, code),
      UNIQUE (book, text)
    ) STRICT, WITHOUT ROWID;

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
    -- The rows without what they hold: who has derivatives at all.
    CREATE INDEX family_model ON family (model);

    CREATE TABLE family_group (
      model INTEGER NOT NULL,
      key TEXT NOT NULL,
      total INTEGER NOT NULL,
      value TEXT NOT NULL,
      direct INTEGER NOT NULL,
      PRIMARY KEY (model, key, total DESC, value)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE measure (
      metric TEXT NOT NULL,
      scope TEXT NOT NULL,
      subject TEXT NOT NULL,
      harvest INTEGER NOT NULL,
      value REAL,
      unit TEXT NOT NULL,
      detail TEXT NOT NULL,
      PRIMARY KEY (metric, scope, subject, harvest)
    ) STRICT, WITHOUT ROWID;
    """
}
