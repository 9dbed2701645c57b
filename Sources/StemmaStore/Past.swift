extension Connection {
  /// Takes the connection back to what was known when a harvest had ended.
  ///
  /// Every table and view is covered by a temporary one of the same name that holds what the cache
  /// held then; the file stays as it is, and `main.repo` is still the present. The tables of the
  /// link stage and of those behind it are empty: they must run again, on this connection.
  ///
  /// Asked as of a past date, every query so goes the way of one asked then.
  ///
  /// With the schema of a ``KeptPast`` that is attached, its tables are those of then, filled, and
  /// nothing is to run again. Where ``UndonePast`` made them those of then, they are not covered.
  ///
  /// - Complexity: O(*n*) for *n* repositories, O(1) with a kept past or an undone one; the rows of all
  ///   other tables are filtered as they are read.
  package func recede(
    to harvest: Int64,
    over kept: String? = nil,
    isUndone: Bool = false
  ) throws {
    let firstDerived = Schema.tablesByStage.map(\.stage).firstIndex(of: .link) ?? 0
    let filled = Set(try kept.map(tables(in:)) ?? [])
    let undone = Set(
      isUndone ? ["repo"] + Schema.tables(of: .link) + Schema.tables(of: .graph) : []
    )
    for (index, (stage, tables)) in Schema.tablesByStage.enumerated() where stage != .import {
      for table in tables where !undone.contains(table) {
        if let kept, filled.contains(table) {
          try execute("CREATE TEMP VIEW \(table) AS SELECT * FROM \(kept).\(table)")
          continue
        }
        // What is kept harvest by harvest is no state to be made again.
        let isKept = try index < firstDerived || columns(of: table).contains("harvest")
        try isKept ? cover(table, at: harvest) : copyShape(of: table)
      }
    }
    try coverViews()
  }

  /// Covers the tables that a stage writes with temporary copies, which the stage may then write.
  ///
  /// The file stays as it is. Does nothing when they are covered already.
  package func copyTables(of stage: Stage) throws {
    let tables = Schema.tables(of: stage)
    let covered = try rows("SELECT name FROM sqlite_temp_master WHERE type = 'table'") {
      $0.text(0)
    }
    guard Set(covered).isDisjoint(with: tables) else { return }
    for table in tables {
      try copyShape(of: table)
      try execute("INSERT INTO temp.\(table) SELECT * FROM main.\(table)")
    }
    try coverViews()
  }

  // A view of the file sees only the tables of the file.
  private func coverViews() throws {
    for view in try definitions(of: "view") {
      try execute(view.replacing(/^CREATE VIEW/, with: "CREATE TEMP VIEW IF NOT EXISTS"))
    }
  }

  private func cover(_ table: String, at harvest: Int64) throws {
    if table == "repo" { return try copyRepositories(at: harvest) }
    let columns = try columns(of: table)
    guard let past = PastTable(table, columns: columns, harvest: harvest) else { return }
    try execute(
      """
      CREATE TEMP VIEW \(table) AS
      SELECT \(past.columns.joined(separator: ", "))
      FROM main.\(table)
      WHERE \(past.condition)
      """
    )
  }

  /// A table and not a view: names are looked up by its indexes.
  private func copyRepositories(at harvest: Int64) throws {
    try copyShape(of: "repo")
    let stood = "past.first_seen <= \(harvest) AND past.last_seen >= \(harvest)"
    try execute(
      """
      INSERT INTO temp.repo SELECT * FROM main.repo WHERE first_seen <= \(harvest);
      UPDATE temp.repo SET gone_since = NULL WHERE gone_since > \(harvest);
      UPDATE temp.repo
      SET counters_since = past.first_seen, downloads = past.downloads,
        downloads_all_time = past.downloads_all_time, likes = past.likes,
        trending_score = past.trending_score
      FROM main.counter_history AS past
      WHERE past.repo = repo.id AND \(stood);
      """
    )
    for column in try columns(of: "repo") {
      try run(
        """
        UPDATE temp.repo SET \(column) = past.value
        FROM main.repo_history AS past
        WHERE past.repo = repo.id AND past.field = ? AND \(stood)
        """,
        column
      )
    }
    try execute(
      """
      UPDATE temp.repo SET owner = owner.id
      FROM main.repo_history AS past, main.owner AS owner
      WHERE past.repo = repo.id AND past.field = 'name' AND \(stood)
        AND owner.name = substr(past.value, 1, instr(past.value, '/') - 1);
      """
    )
    try execute(Schema.repoNameIndexes)
  }

  /// Makes an empty temporary table as the one of that name is, with its indexes.
  private func copyShape(of table: String) throws {
    for sql in try definitions(of: "table", table: table) {
      try execute(sql.replacing(/^CREATE TABLE/, with: "CREATE TEMP TABLE"))
    }
    for sql in try definitions(of: "index", table: table)
    where !Schema.traitColumns.keys.contains(where: { sql.hasPrefix("CREATE INDEX \($0) ") }) {
      try execute(sql.replacing(/^CREATE INDEX (IF NOT EXISTS )?/, with: "CREATE INDEX temp."))
    }
  }

  private func definitions(of type: String, table: String? = nil) throws -> [String] {
    try rows(
      """
      SELECT sql FROM main.sqlite_master
      WHERE type = ?1 AND (tbl_name = ?2 OR ?2 IS NULL) AND sql IS NOT NULL
      ORDER BY rowid
      """,
      type,
      table
    ) { $0.text(0) }
  }

  private func tables(in schema: String) throws -> [String] {
    try rows("SELECT name FROM \(schema).sqlite_master WHERE type = 'table'") { $0.text(0) }
  }

  private func columns(of table: String) throws -> [String] {
    try rows("SELECT name FROM pragma_table_info(?, 'main')", table) { $0.text(0) }
  }
}

/// How a table of facts looked at a harvest, told from the columns it has.
private struct PastTable {
  let columns: [String]
  let condition: String

  /// Nil for a table of texts alone, whose rows say nothing by themselves.
  init?(_ table: String, columns: [String], harvest: Int64) {
    let has = Set(columns)
    switch true {
    case table == "harvest":
      condition = "id <= \(harvest)"
      self.columns = columns
    case table.hasSuffix("_history"):
      // What was over by then.
      condition = "last_seen < \(harvest)"
      self.columns = columns
    case table == "sighting":
      condition = "repo IN (SELECT id FROM main.repo WHERE first_seen <= \(harvest))"
      // Counters that changed later tell when they were last met; of others only the last time is
      // known.
      self.columns = [
        "repo",
        """
        min(\(harvest), harvest, coalesce(
          (SELECT last_met FROM main.counter_history AS past
            WHERE past.repo = sighting.repo AND past.first_seen <= \(harvest)
              AND past.last_seen >= \(harvest)),
          harvest)) AS harvest
        """,
      ]
    case has.contains("ended"):
      condition = "first_seen <= \(harvest) AND (ended = 0 OR ended > first_seen)"
      self.columns = columns.map { Self.reopened($0, harvest) }
    case has.contains("first_seen"):
      condition =
        "first_seen <= \(harvest)"
        + (has.contains("last_seen") ? " AND coalesce(last_seen, first_seen) >= first_seen" : "")
      self.columns = columns.map { Self.reopened($0, harvest) }
    case has.contains("harvest"):
      condition = "harvest <= \(harvest)"
      self.columns = columns
    default: return nil
    }
  }

  /// What ended later had not ended then.
  private static func reopened(_ column: String, _ harvest: Int64) -> String {
    switch column {
    case "ended": "CASE WHEN ended <= \(harvest) THEN ended ELSE 0 END AS ended"
    case "last_seen": "CASE WHEN last_seen < \(harvest) THEN last_seen END AS last_seen"
    case "gone_since": "CASE WHEN gone_since <= \(harvest) THEN gone_since END AS gone_since"
    default: column
    }
  }
}
