extension Schema {
  /// The names that were forgotten, each as a digest by which it is known again.
  ///
  /// No part of the layout: a cache without it has forgotten nobody, and gets it when it is written.
  static let forgottenTable = """
    CREATE TABLE IF NOT EXISTS forgotten (
      digest TEXT PRIMARY KEY,
      length INTEGER NOT NULL,
      has_repositories INTEGER NOT NULL,
      forgotten_at TEXT NOT NULL,
      reason TEXT,
      is_pending INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """
}

extension Connection {
  /// Whether the cache has a table of forgotten names, which one that no version since has written lacks.
  package var hasForgottenNames: Bool { get throws { try Schema.has("forgotten", self) } }

  /// Whether a name was forgotten whose archives may not have taken their places yet.
  package var hasPendingArchives: Bool {
    get throws {
      guard try hasForgottenNames else { return false }
      return try count("SELECT EXISTS (SELECT 1 FROM forgotten WHERE is_pending)") > 0
    }
  }
}
