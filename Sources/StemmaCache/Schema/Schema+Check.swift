extension Schema {
  /// What each harvest said of each claim; what an earlier one said stays.
  static let checkTables = """
    CREATE TABLE verdict (
      study TEXT NOT NULL,
      claim TEXT NOT NULL,
      harvest INTEGER NOT NULL REFERENCES harvest,
      verdict TEXT NOT NULL,
      value REAL,
      bound TEXT NOT NULL,
      reason TEXT,
      caveats TEXT NOT NULL,
      evidence_count INTEGER NOT NULL,
      as_of TEXT NOT NULL,
      claim_sha256 TEXT NOT NULL,
      study_sha256 TEXT NOT NULL,
      version TEXT NOT NULL,
      PRIMARY KEY (study, claim, harvest)
    ) STRICT, WITHOUT ROWID;
    """
}
