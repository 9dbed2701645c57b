extension Schema {
  /// What came after the first caches of this layout: made where it is missing, so that they open.
  ///
  /// Nothing else may need it: whoever only reads an older cache finds none.
  static let watchTable = """
    CREATE TABLE IF NOT EXISTS watch (
      subject TEXT NOT NULL,
      kind TEXT NOT NULL,
      digested INTEGER NOT NULL,
      added_at TEXT NOT NULL,
      PRIMARY KEY (subject, kind)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE IF NOT EXISTS watch_delivery (
      target TEXT NOT NULL,
      means TEXT NOT NULL,
      format TEXT NOT NULL,
      told INTEGER NOT NULL,
      added_at TEXT NOT NULL,
      PRIMARY KEY (target, means)
    ) STRICT, WITHOUT ROWID;
    """

  /// Makes what a cache of this layout may lack.
  static func complete(_ database: Database) throws {
    let late = try ["watch_delivery", "forgotten"].map { try has($0, database.lawless) }
    guard late.contains(false) else { return }
    try database.inside(.writing) { try database.execute(watchTable + forgottenTable) }
  }
}

extension Connection {
  /// Whether the cache has the table of what is watched, which those of before lack.
  package var hasWatchList: Bool { get throws { try Schema.has("watch", self) } }

  /// Whether it has the table of where news go, which came later.
  package var hasDeliveries: Bool { get throws { try Schema.has("watch_delivery", self) } }
}
