internal import StemmaCore

/// The tables of the cache, by the stage that writes them.
///
/// 1. Each table has one writing stage.
/// 2. A stage reads only what it and earlier stages wrote, and what is declared in ``Stage/reads``.
/// 3. Rows are closed (`last_seen` set), never deleted; the tables of the link stage and of those
///    behind it can be rebuilt from the others.
/// 4. What a harvest asks for next follows from all that is known: planning alone reads tables of
///    later stages. What it plans becomes steps of the harvest stage.
/// 5. `first_seen` and `last_seen` are the harvests between which a fact held; no `last_seen` means
///    that it still holds.
///
/// The first two are enforced where a statement is prepared, whoever prepares it.
package enum Schema {
  /// The stages of the pipeline, first to last, and the tables each of them writes.
  package static let tablesByStage: [(stage: Stage, tables: [String])] = [
    (.planning, ["forecast"]),
    (
      .harvest,
      [
        "harvest", "step", "response", "harvest_finding", "identity", "archive_mark", "forgotten",
      ]
    ),
    (
      .import,
      ["import", "imported_name", "imported_counter", "imported_fact", "import_finding"]
    ),
    (
      .derive,
      [
        "owner", "repo", "repo_history", "counter_history", "sighting", "alias", "absence",
        "tag", "tag_list", "reference", "declaration", "change", "derive_finding",
        "account", "repo_commit", "commit_author", "discussion", "discussion_event", "liker",
        "repo_ref", "card_text", "detail_mark", "detail_walk",
      ]
    ),
    (
      .study,
      ["study", "study_source", "study_project", "study_item", "study_name", "curated_edge"]
    ),
    (
      .link,
      [
        "reference_identity", "reference_repo", "ghost", "edge", "dataset_use", "dataset_user",
        "mention", "inferred_edge", "mass_upload", "link_mark",
      ]
    ),
    (
      .graph,
      [
        "graph_array", "graph_text", "lineage_place", "lineage_span", "family", "family_group",
        "graph_finding",
      ]
    ),
    (.measure, ["measure"]),
    (.check, ["verdict"]),
    (.watch, ["watch", "watch_delivery"]),
  ]

  /// The tables that a stage writes.
  package static func tables(of stage: Stage) -> [String] {
    tablesByStage.first { $0.stage == stage }?.tables ?? []
  }

  /// The stage that writes a table; nil for what is none of the cache's tables.
  package static func stage(of table: String) -> Stage? { owners[table] }

  private static let owners = Dictionary(
    uniqueKeysWithValues: tablesByStage.flatMap { entry in entry.tables.map { ($0, entry.stage) } }
  )

  private static let scripts = [
    harvestTables, importTables, deriveTables, detailTables, studyTables, curatedTables,
    linkTables, analyzeTables, checkTables, views, importViews, studyViews, analystViews,
  ]

  /// Raised when the same tables hold something else than before, such as numbers of another order.
  private static let contents = 2

  /// What tells this layout from another: its number, and what it is made by.
  static let layout = "\(number) \(hash(of: scripts + ["\(contents)"]))"

  /// What a cache of this layout lists.
  static let current: Set = [layout]

  /// Makes the tables, unless they are there.
  static func make(_ database: Database) throws {
    guard try applied(in: database.lawless) != current else { return }
    try database.inside(.writing) {
      try database.execute(
        "CREATE TABLE IF NOT EXISTS \(list) (identifier TEXT NOT NULL PRIMARY KEY)"
      )
      // Another process may have made them meanwhile.
      guard try applied(in: database.lawless) != current else { return }
      for script in scripts { try database.execute(script) }
      try database.lawless.run("INSERT INTO \(list) (identifier) VALUES (?)", layout)
    }
  }

  /// Where the layout is told: of the name that the first caches gave it.
  private static let list = "grdb_migrations"

  static func applied(in connection: Connection) throws -> Set<String> {
    guard try has(list, connection) else { return [] }
    return Set(try connection.rows("SELECT identifier FROM \(list)") { $0.text(0) })
  }

  static func has(_ table: String, _ connection: Connection) throws -> Bool {
    try connection.count(
      "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?)",
      table
    ) > 0
  }

  /// Fowler, Noll and Vo's hash of texts, as 16 hexadecimal digits.
  private static func hash(of texts: [String]) -> String {
    var hash = FNVHash()
    for byte in texts.joined(separator: ";").utf8 { hash.take(byte) }
    return hash.value.hexadecimal(digits: 16)
  }

  /// Refuses a database of another program or layout, before anything is written to it.
  static func requireOursOrEmpty(_ connection: Connection) throws {
    if try !isEmpty(connection) { try requireCurrent(connection) }
  }

  /// Whether nothing is in it yet: another process is making it, or died at the very start and left
  /// the list of migrations and nothing else.
  static func isEmpty(_ connection: Connection) throws -> Bool {
    try connection.count(
      "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE tbl_name <> ?)",
      list
    ) == 0
  }

  static func requireOurs(_ connection: Connection) throws {
    guard try has(list, connection), try has("harvest", connection) else {
      throw CacheError(
        .notACache,
        "The file is a database, but not a Stemma cache.",
        hint: "Choose another file with --cache."
      )
    }
  }
}

extension Connection {
  /// Puts the indexes by name off until ``buildNameIndexes()``, when there is no repository yet.
  ///
  /// Without them every query gives the same rows, only slower.
  package func deferNameIndexes() throws {
    let derive = self.as(.derive)
    guard try derive.count("SELECT EXISTS (SELECT 1 FROM repo)") == 0 else { return }
    try derive.execute(
      """
      DROP INDEX IF EXISTS repo_name;
      DROP INDEX IF EXISTS repo_folded_name;
      DROP INDEX IF EXISTS repo_name_part;
      DROP INDEX IF EXISTS repo_owner;
      DROP INDEX IF EXISTS owner_folded_name;
      DROP INDEX IF EXISTS repo_license;
      DROP INDEX IF EXISTS repo_task;
      DROP INDEX IF EXISTS repo_library;
      DROP INDEX IF EXISTS reference_name;
      """
    )
  }

  /// Builds the indexes by name, unless they are there.
  ///
  /// - Complexity: O(*n* log *n*) over the repositories when they are not.
  package func buildNameIndexes() throws {
    try sortingBeside {
      try self.as(.derive).execute(Schema.nameIndexes + Schema.referenceNames)
    }
  }

  /// Calls `body`, in which SQLite sorts on a thread of its own what an index is built of, while the
  /// table is read.
  ///
  /// For indexes alone, in which no two rows are alike: of rows that are, it tells in no order. Each
  /// thread sorts as much at a time as the page cache may hold, so that is made small meanwhile.
  private func sortingBeside(_ body: () throws -> Void) throws {
    let pages = try first("PRAGMA main.cache_size") { $0.int(0) } ?? 0
    try execute("PRAGMA threads = 1; PRAGMA main.cache_size = -16384")
    defer { try? execute("PRAGMA threads = 0; PRAGMA main.cache_size = \(pages)") }
    try body()
  }

  /// Whether `repo` has an index, which caches of before and states of the past may lack.
  package func hasIndex(_ name: String) throws -> Bool {
    try first("SELECT EXISTS (SELECT 1 FROM pragma_index_list('repo') WHERE name = ?)", name) {
      $0.bool(0)
    } ?? false
  }

  /// SQL for the part of a repository's name behind the slash, which the index `repo_name_part` is of.
  package static let namePart = Schema.namePart

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
    guard let sql, try !isPast else { return try fill() }
    try execute("DROP INDEX main.\(index)")
    try fill()
    try sortingBeside { try execute(sql) }
  }
}

extension Schema {
  /// The tables of the graph and measure stages: the graph as arrays, its closure as chains, what is
  /// counted on it, and what was measured.
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

    CREATE TABLE lineage_place (
      node INTEGER PRIMARY KEY,
      chain INTEGER NOT NULL,
      position INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX lineage_place_chain ON lineage_place (chain, position);

    CREATE TABLE lineage_span (
      descendant INTEGER NOT NULL,
      chain INTEGER NOT NULL,
      last INTEGER NOT NULL,
      first INTEGER NOT NULL,
      distance INTEGER NOT NULL,
      PRIMARY KEY (descendant, chain, last)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX lineage_span_chain ON lineage_span (chain, last, first, descendant, distance);

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

    CREATE TABLE family_group (
      model INTEGER NOT NULL,
      key TEXT NOT NULL,
      total INTEGER NOT NULL,
      value TEXT NOT NULL,
      direct INTEGER NOT NULL,
      PRIMARY KEY (model, key, total DESC, value)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE graph_finding (
      code TEXT NOT NULL,
      subject TEXT,
      detail TEXT NOT NULL
    ) STRICT;

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

extension Schema {
  /// What each harvest said of each claim; what an earlier one said stays.
  static let checkTables = """
    CREATE TABLE verdict (
      study TEXT NOT NULL,
      claim TEXT NOT NULL,
      harvest INTEGER NOT NULL REFERENCES harvest (id),
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
      harvest INTEGER NOT NULL REFERENCES harvest (id),
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
      WHERE purpose IN ('listing', 'changed', 'census', 'created');

    CREATE TABLE forecast (
      harvest INTEGER NOT NULL REFERENCES harvest (id),
      purpose TEXT NOT NULL,
      kind TEXT NOT NULL,
      bucket TEXT NOT NULL,
      requests INTEGER NOT NULL,
      basis TEXT NOT NULL,
      PRIMARY KEY (harvest, purpose, kind)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE response (
      id INTEGER PRIMARY KEY,
      harvest INTEGER NOT NULL REFERENCES harvest (id),
      step INTEGER NOT NULL REFERENCES step (id),
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
      harvest INTEGER NOT NULL REFERENCES harvest (id),
      code TEXT NOT NULL,
      subject TEXT,
      detail TEXT NOT NULL
    ) STRICT;
    """
}

extension Schema {
  /// SQL that holds for declarations that stand for tags: the Hub writes `base_model:ID` and
  /// `base_model:RELATION:ID`.
  private static let isToldByDeclaration = """
    declaration.field = 'base_model' AND declaration.source IN ('tag', 'author tag')
      AND NOT EXISTS (
        SELECT 1
        FROM repo_tag
        JOIN tag ON tag.id = repo_tag.tag
        WHERE repo_tag.repo = declaration.repo
          AND coalesce(repo_tag.last_seen, 0) = coalesce(declaration.last_seen, 0)
          AND tag.value GLOB 'base_model:*')
    """

  /// Ways to read several tables as one.
  static let views = """
    CREATE VIEW finding AS
    SELECT 'harvest' AS stage, harvest, code, subject, detail FROM harvest_finding
    UNION ALL
    SELECT 'derive', harvest, code, subject, detail FROM derive_finding
    UNION ALL
    SELECT 'import', NULL, code, source || ', line ' || line, detail
    FROM import_finding
    JOIN import ON import.id = import_finding.import
    UNION ALL
    SELECT 'graph', NULL, code, subject, detail FROM graph_finding;

    -- Both halves of one type, or SQLite would make the whole of it before it looks a node up.
    CREATE VIEW node AS
    SELECT id, kind, name, CAST(NULL AS TEXT) AS reason FROM repo
    UNION ALL
    SELECT id, kind, name, reason FROM ghost;

    -- A row a tag; they are kept as lists of numbers, those that came and went together in one.
    CREATE VIEW repo_tag AS
    SELECT tag_list.repo, each.value AS tag, tag_list.first_seen,
      nullif(tag_list.ended, 0) - 1 AS last_seen
    FROM tag_list
    CROSS JOIN json_each(tag_list.tags) AS each;

    -- Every tag as it was written: declarations tell those that name base models, unless a repository
    -- has some that they do not tell.
    CREATE VIEW written_tag AS
    SELECT repo_tag.repo, tag.value, repo_tag.first_seen, repo_tag.last_seen
    FROM repo_tag
    JOIN tag ON tag.id = repo_tag.tag
    UNION ALL
    SELECT declaration.repo, 'base_model:' || reference.value,
      declaration.first_seen, declaration.last_seen
    FROM declaration
    JOIN reference ON reference.id = declaration.reference
    WHERE \(isToldByDeclaration)
    UNION ALL
    SELECT declaration.repo, 'base_model:' || declaration.relation || ':' || reference.value,
      declaration.first_seen, declaration.last_seen
    FROM declaration
    JOIN reference ON reference.id = declaration.reference
    WHERE declaration.relation <> '' AND \(isToldByDeclaration);

    CREATE VIEW lineage AS
    SELECT place.node AS ancestor, span.descendant AS descendant,
      span.distance + span.last - place.position AS distance
    FROM lineage_place AS place
    JOIN lineage_span AS span
      ON span.chain = place.chain AND place.position BETWEEN span.first AND span.last;

    -- A copy and its original: the one declared to be quantized, else one that was inferred.
    CREATE VIEW model_copy AS
    SELECT edge.child, edge.parent, 'declared' AS basis
    FROM edge
    WHERE edge.last_seen IS NULL AND edge.relation = 'quantized' AND edge.parent > 0
      AND edge.parent <> edge.child
      AND NOT EXISTS (
        SELECT 1 FROM edge AS other
        WHERE other.child = edge.child AND other.last_seen IS NULL
          AND other.parent NOT IN (edge.parent, edge.child))
    UNION ALL
    SELECT inferred_edge.child, inferred_edge.parent, 'inferred'
    FROM inferred_edge
    WHERE (inferred_edge.confidence >= 0.75 OR inferred_edge.method = 'duplicate')
      AND inferred_edge.method IN (
        'prose: converted', 'name: mark', 'name: author', 'mirror', 'duplicate')
      AND NOT EXISTS (
        SELECT 1 FROM inferred_edge AS other
        WHERE other.child = inferred_edge.child AND other.parent <> inferred_edge.parent
          AND coalesce(other.confidence, CASE other.method WHEN 'duplicate' THEN 1.0 ELSE 0.0 END)
            >= coalesce(inferred_edge.confidence, 1.0))
      AND NOT EXISTS (
        SELECT 1 FROM edge
        WHERE edge.child = inferred_edge.child AND edge.parent <> edge.child
          AND edge.last_seen IS NULL);

    -- What a copy does not state and the nearest of its originals does; whose it is stands beside it.
    CREATE VIEW inherited_attribute AS
    WITH RECURSIVE
      stated(repo, field, value) AS (
        SELECT id, 'license', nullif(license, '') FROM repo WHERE kind = 'model'
        UNION ALL
        SELECT id, 'languages', nullif(languages, '') FROM repo WHERE kind = 'model'
        UNION ALL
        SELECT id, 'pipeline_tag', nullif(pipeline_tag, '') FROM repo WHERE kind = 'model'),
      way(repo, field, source, basis, distance) AS (
        SELECT model_copy.child, stated.field, model_copy.parent, model_copy.basis, 1
        FROM model_copy
        JOIN stated ON stated.repo = model_copy.child AND stated.value IS NULL
        UNION
        SELECT way.repo, way.field, model_copy.parent,
          CASE WHEN way.basis = 'declared' THEN model_copy.basis ELSE 'inferred' END,
          way.distance + 1
        FROM way
        JOIN stated ON stated.repo = way.source AND stated.field = way.field
          AND stated.value IS NULL
        JOIN model_copy ON model_copy.child = way.source
        WHERE way.distance < 10)
    SELECT way.repo, way.field, stated.value, way.source, way.basis, way.distance
    FROM way
    JOIN stated ON stated.repo = way.source AND stated.field = way.field
      AND stated.value IS NOT NULL;

    -- A model's `config.model_type`; where the harvest lacks it, the tag that the Hub makes of it. Two
    -- names of one architecture are one.
    CREATE VIEW model_architecture AS
    SELECT repo, CASE name WHEN 'phi-msft' THEN 'phi' ELSE name END AS name
    FROM (
      SELECT id AS repo, architecture AS name
      FROM repo
      WHERE kind = 'model' AND architecture IS NOT NULL
      UNION ALL
      SELECT repo_tag.repo, tag.value
      FROM repo_tag
      JOIN tag ON tag.id = repo_tag.tag
      WHERE repo_tag.last_seen IS NULL
        AND NOT EXISTS (
          SELECT 1 FROM repo WHERE repo.id = repo_tag.repo AND repo.architecture IS NOT NULL))
    WHERE name IN (
      'albert', 'bart', 'bert', 'bloom', 'camembert', 'codegen', 'cohere', 'cohere2', 'dbrx',
      'deberta', 'deberta-v2', 'deepseek_v2', 'deepseek_v3', 'distilbert', 'electra', 'exaone',
      'falcon', 'gemma', 'gemma2', 'gemma3', 'glm4', 'gpt2', 'gpt_bigcode', 'gpt_neo', 'gpt_neox',
      'gpt_oss', 'gptj', 'granite', 'internlm2', 'jamba', 'llama', 'llama4', 'longformer', 'mamba',
      'mamba2', 'mistral', 'mixtral', 'mpnet', 'mpt', 'mt5', 'nemotron', 'olmo', 'olmo2', 'opt',
      'pegasus', 'phi', 'phi-msft', 'phi3', 'phimoe', 'qwen', 'qwen2', 'qwen2_moe', 'qwen2_vl',
      'qwen2_5_vl', 'qwen3', 'qwen3_moe', 'roberta', 'smollm3', 'stablelm', 'starcoder2', 't5',
      'vit', 'wav2vec2', 'whisper', 'xglm', 'xlm-roberta', 'xlnet');

    -- Declared parents that a model's own architecture or size speaks against.
    CREATE VIEW lineage_finding AS
    SELECT child, parent, 'architecture' AS code, own || ', and the parent is ' || base AS detail
    FROM (
      SELECT edge.child, edge.parent,
        (SELECT min(name) FROM model_architecture WHERE repo = edge.child
          HAVING count(DISTINCT name) = 1) AS own,
        (SELECT min(name) FROM model_architecture WHERE repo = edge.parent
          HAVING count(DISTINCT name) = 1) AS base
      FROM edge
      WHERE edge.last_seen IS NULL AND edge.parent > 0 AND edge.parent <> edge.child
        AND coalesce(edge.relation, '') <> 'merge')
    WHERE own <> base
    UNION ALL
    SELECT edge.child, edge.parent, 'parameters',
      child.parameters || ' parameters, and the parent has ' || parent.parameters
    FROM edge
    JOIN repo AS child ON child.id = edge.child
    JOIN repo AS parent ON parent.id = edge.parent
    WHERE edge.last_seen IS NULL AND edge.parent <> edge.child AND edge.relation = 'finetune'
      AND child.parameters > 1.5 * parent.parameters
      AND NOT EXISTS (
        SELECT 1 FROM edge AS other
        WHERE other.child = edge.child AND other.parent <> edge.parent
          AND other.last_seen IS NULL);

    -- Each flag with its reason in words; one model may have several.
    CREATE VIEW mass_upload_model AS
    SELECT repo.name AS model, mass_upload.rule, mass_upload.rule <> 'test' AS is_left_out,
      CASE mass_upload.rule
        WHEN 'timestamp' THEN 'its name ends with a Unix time'
        WHEN 'uuid' THEN 'a UUID is in its name'
        WHEN 'cuid' THEN 'its name, or the last part of it, is a CUID'
        WHEN 'hash' THEN 'its name ends with sixteen or more hexadecimal digits'
        WHEN 'blockassist' THEN 'blockassist is in its name'
        WHEN 'gensyn-swarm' THEN 'Gensyn-Swarm is in its name'
        WHEN 'omega' THEN 'its name is omega_ and five letters or figures'
        WHEN 'serial' THEN
          'its publisher has fifty or more models of this name but for a serial number'
        WHEN 'course' THEN 'its name is that of an exercise of a course'
        WHEN 'tutorial' THEN 'fifty or more accounts have a model of its name, none an original'
        WHEN 'test' THEN 'the word test is in its name'
      END AS reason
    FROM mass_upload
    CROSS JOIN repo
    WHERE repo.id = mass_upload.repo;
    """
}
