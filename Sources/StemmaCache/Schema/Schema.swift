internal import GRDB

/// The tables of the cache, by the stage that writes them.
///
/// 1. Each table has one writing stage.
/// 2. A stage reads only what it and earlier stages wrote.
/// 3. Rows are closed (`last_seen` set), never deleted; the tables of the link and analyze stages
///    can be rebuilt from the others.
/// 4. What a harvest asks for next follows from all that is known: planning alone reads tables of
///    later stages, and writes only `step`.
/// 5. `first_seen` and `last_seen` are the harvests between which a fact held; no `last_seen` means
///    that it still holds.
package enum Schema {
  /// The stages of the pipeline, first to last, and the tables each of them writes.
  package static let tablesByStage: [(stage: String, tables: [String])] = [
    ("harvest", ["harvest", "step", "forecast", "response", "harvest_finding"]),
    (
      "import",
      ["import", "imported_name", "imported_counter", "imported_fact", "import_finding"]
    ),
    (
      "derive",
      [
        "owner", "repo", "repo_history", "counter_history", "sighting", "alias", "absence",
        "tag", "repo_tag", "reference", "declaration", "change", "derive_finding",
        "account", "repo_commit", "commit_author", "discussion", "discussion_event", "liker",
        "repo_ref", "card_text", "detail_mark", "detail_walk",
      ]
    ),
    (
      "study",
      ["study", "study_source", "study_project", "study_item", "study_name", "curated_edge"]
    ),
    (
      "link",
      [
        "reference_identity", "reference_repo", "ghost", "edge", "dataset_use", "dataset_user",
        "mention", "inferred_edge", "link_mark",
      ]
    ),
    (
      "analyze",
      ["graph_array", "graph_text", "lineage", "family", "family_group", "measure"]
    ),
    ("check", ["verdict"]),
  ]

  private static let scripts = [
    harvestTables, importTables, deriveTables, detailTables, studyTables, curatedTables,
    linkTables, analyzeTables, checkTables, views, importViews, studyViews,
  ]

  /// Raised when the same tables hold something else than before, such as numbers of another order.
  private static let contents = 2

  /// Numbered migrations; before 1.0 they are squashed into the first, whose name tells one layout
  /// from another.
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 \(hash(of: scripts + ["\(contents)"]))") { database in
      for script in scripts { try database.execute(sql: script) }
    }
    return migrator
  }()

  /// Fowler, Noll and Vo's hash of texts, as 16 hexadecimal digits.
  private static func hash(of texts: [String]) -> String {
    let hash = texts.joined(separator: ";").utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Refuses a database of another program or layout, before anything is written to it.
  static func requireOursOrEmpty(_ database: Database) throws {
    if try !isEmpty(database) { try requireCurrent(database) }
  }

  /// Whether nothing is in it yet: another process is making it, or died at the very start and left
  /// the list of migrations and nothing else.
  static func isEmpty(_ database: Database) throws -> Bool {
    let others = "SELECT 1 FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'"
    return try Row.fetchOne(database, sql: others) == nil
  }

  private static func requireOurs(_ database: Database) throws {
    guard try database.tableExists("grdb_migrations"), try database.tableExists("harvest") else {
      throw CacheError(
        .notACache,
        "The file is a database, but not a Stemma cache.",
        hint: "Name another one with --cache."
      )
    }
  }

  static func requireCurrent(_ database: Database) throws {
    try requireOurs(database)
    guard try migrator.appliedIdentifiers(database) == Set(migrator.migrations) else {
      throw CacheError(
        .otherLayout,
        "The cache was made by another version of Stemma, which lays caches out otherwise.",
        hint: """
          Make it anew: `stemma harvest --replay ARCHIVES --cache NEW` reads what is archived \
          beside it.
          """
      )
    }
  }
}

extension Connection {
  /// Puts the indexes by name off until ``buildNameIndexes()``, when there is no repository yet.
  ///
  /// Without them every query gives the same rows, only slower.
  package func deferNameIndexes() throws {
    guard try count("SELECT EXISTS (SELECT 1 FROM repo)") == 0 else { return }
    try execute(
      """
      DROP INDEX IF EXISTS repo_name;
      DROP INDEX IF EXISTS repo_folded_name;
      DROP INDEX IF EXISTS owner_folded_name;
      """
    )
  }

  /// Builds the indexes by name, unless they are there.
  ///
  /// - Complexity: O(*n* log *n*) over the repositories when they are not.
  package func buildNameIndexes() throws { try execute(Schema.nameIndexes) }

  /// Fills a table without its index, which is built in order when all rows are there.
  ///
  /// On a connection in the past, whose tables are others, the rows are written one by one.
  ///
  /// - Complexity: What `fill` takes, and O(*n* log *n*) for *n* rows.
  package func filling(without index: String, _ fill: () throws -> Void) throws {
    let sql = try first(
      "SELECT sql FROM main.sqlite_master WHERE type = 'index' AND name = ?",
      index
    ) { $0.text(0) }
    guard let sql, try !isInThePast else { return try fill() }
    try execute("DROP INDEX main.\(index)")
    try fill()
    try execute(sql)
  }
}
