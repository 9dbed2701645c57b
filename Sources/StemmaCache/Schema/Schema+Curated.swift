extension Schema {
  /// What researchers know and cards do not say; names stand as they were written.
  static let curatedTables = """
    CREATE TABLE curated_edge (
      study TEXT NOT NULL,
      child TEXT NOT NULL,
      parent TEXT NOT NULL,
      relation TEXT,
      status TEXT NOT NULL,
      source TEXT NOT NULL,
      note TEXT,
      PRIMARY KEY (study, child, parent)
    ) STRICT, WITHOUT ROWID;
    """
}
