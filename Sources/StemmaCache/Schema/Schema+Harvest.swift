extension Schema {
  /// What a harvest asked, and where its replies are.
  static let harvestTables = """
    CREATE TABLE harvest (
      id INTEGER PRIMARY KEY,
      asked TEXT NOT NULL,
      plan TEXT NOT NULL,
      reason TEXT,
      subjects TEXT NOT NULL,
      details TEXT NOT NULL DEFAULT 'none',
      kinds TEXT NOT NULL,
      endpoint TEXT NOT NULL,
      version TEXT NOT NULL,
      archive TEXT,
      archive_length INTEGER NOT NULL DEFAULT 0,
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
      known TEXT,
      url TEXT NOT NULL,
      state TEXT NOT NULL,
      reason TEXT,
      page_count INTEGER NOT NULL DEFAULT 0,
      row_count INTEGER NOT NULL DEFAULT 0,
      walked_since INTEGER NOT NULL DEFAULT 0,
      newest TEXT,
      UNIQUE (harvest, purpose, kind, subject)
    ) STRICT;
    CREATE INDEX step_waiting ON step (harvest, id) WHERE state = 'waiting';
    CREATE INDEX step_listing ON step (kind, harvest)
      WHERE purpose IN ('listing', 'changed', 'census');

    CREATE TABLE forecast (
      harvest INTEGER NOT NULL REFERENCES harvest,
      purpose TEXT NOT NULL,
      kind TEXT NOT NULL,
      bucket TEXT NOT NULL,
      requests INTEGER NOT NULL,
      basis TEXT NOT NULL,
      PRIMARY KEY (harvest, purpose, kind)
    ) STRICT, WITHOUT ROWID;

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
}
