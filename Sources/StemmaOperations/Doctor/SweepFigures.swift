import StemmaCore
import StemmaStore

/// What a cache holds of each measure that others published.
struct SweepFigures {
  /// One figure: a count, or the part of a whole.
  struct Figure {
    var part: Double
    /// What it is a share of, as a count; nil for a count.
    var whole: Double?
    /// In percent for a share.
    var value: Double { whole.map { 100 * part / $0 } ?? part }
  }

  private(set) var figures: [String: Figure] = [:]
  private let connection: Connection
  /// When everything was last listed.
  private let listedAt: String

  /// Counts what the cache holds.
  ///
  /// - Complexity: A dozen readings of the tables `repo` and `edge`.
  init(listedAt: String, in connection: Connection) throws {
    (self.connection, self.listedAt) = (connection, listedAt)
    try readModels()
    try readEdges()
    try readChildren()
    try readNames()
    try readInferred()
    try readCycles()
  }

  /// The figure of a measure; none was found where nothing is counted.
  func figure(of answer: KnownAnswer) -> Figure { figures[answer.name] ?? Figure(part: 0) }

  private static let isModel = "repo.kind = 'model' AND repo.gone_since IS NULL"
  private static let isUpload =
    "EXISTS (SELECT 1 FROM mass_upload WHERE mass_upload.repo = repo.id)"
  private static let isBare = """
    (nullif(repo.license, '') IS NULL AND nullif(repo.languages, '') IS NULL
      AND nullif(repo.library, '') IS NULL AND nullif(repo.pipeline_tag, '') IS NULL
      AND NOT EXISTS (SELECT 1 FROM edge WHERE edge.child = repo.id)
      AND NOT EXISTS (SELECT 1 FROM dataset_use WHERE dataset_use.repo = repo.id))
    """
  /// Models with what takes a look into other tables: the limit makes SQLite look once a model, and not
  /// once for each figure.
  private static let judgedModels = """
    FROM (
      SELECT repo.id, repo.created_at, repo.license, repo.languages, repo.pipeline_tag, repo.likes,
        repo.downloads, repo.gated, \(isUpload) AS is_upload, \(isBare) AS is_bare
      FROM repo
      WHERE \(isModel)
      LIMIT -1) AS repo
    """
  private static let isNoted = "(repo.likes >= 5 OR repo.downloads >= 1000)"
  /// Edges that the Hub's tags or `baseModels` show, as those counted them that published figures.
  private static let isTold = """
    edge.last_seen IS NULL
    AND (instr(',' || edge.sources || ',', ',tag,') OR instr(',' || edge.sources || ',', ',hub,'))
    """
  private static let edges = """
    FROM edge
    JOIN repo ON repo.id = edge.child
    LEFT JOIN repo AS parent ON parent.id = edge.parent
    WHERE \(isTold) AND edge.parent <> edge.child AND \(isModel)
    """
}

extension SweepFigures {
  /// Sums expressions over the same rows; those whose names end with `.pct` are shares of `whole`.
  private mutating func sum(
    _ measures: [(name: String, expression: String)],
    _ rows: String,
    of whole: String
  ) throws {
    let columns = (measures.map(\.expression) + [whole]).map { "coalesce(sum(\($0)), 0)" }
    let sums = try connection.first("SELECT \(columns.joined(separator: ", ")) \(rows)") { row in
      columns.indices.map { row.real($0) }
    }
    guard let sums, let whole = sums.last else { return }
    for (measure, part) in zip(measures, sums) {
      figures[measure.name] = Figure(
        part: part,
        whole: measure.name.hasSuffix(".pct") ? whole : nil
      )
    }
  }

  /// Takes rows of a name and a count.
  private mutating func take(_ sql: String, _ name: (String) -> String?) throws {
    let rows = try connection.rows(sql) { $0.inOrder { ($0.text(), $0.real()) } }
    for (key, count) in rows {
      if let name = name(key) { figures[name] = Figure(part: count) }
    }
  }

  private mutating func readModels() throws {
    let isExcluded = "(repo.is_upload OR repo.is_bare)"
    let since = Timestamp.text(
      secondsSince1970: (Timestamp.secondsSince1970(in: listedAt) ?? 0) - 864_000
    )
    try sum(
      [
        ("models", "1"),
        ("models.createdAt_floor_2022-03-02", "repo.created_at LIKE '2022-03-02T%'"),
        ("models.growth_per_day", "0.1 * (repo.created_at >= '\(since)')"),
        ("models.with_license.pct", "nullif(repo.license, '') IS NOT NULL"),
        ("models.with_language.pct", "nullif(repo.languages, '') IS NOT NULL"),
        ("models.with_pipeline_tag.pct", "nullif(repo.pipeline_tag, '') IS NOT NULL"),
        ("models.with_a_like.pct", "repo.likes > 0"),
        (
          "models.zero_downloads_and_zero_likes.pct",
          "coalesce(repo.downloads, 0) = 0 AND coalesce(repo.likes, 0) = 0"
        ),
        ("models.5_likes_or_1000_downloads", Self.isNoted),
        ("models.gated", "repo.gated IN ('auto', 'manual')"),
        ("models.gated.manual", "repo.gated = 'manual'"),
        ("models.gated.auto", "repo.gated = 'auto'"), ("downloads_30d.sum", "repo.downloads"),
        ("no_metadata_at_all", "repo.is_bare"), ("no_metadata_at_all.pct", "repo.is_bare"),
        ("excluded_from_cleaned", isExcluded), ("models.cleaned", "NOT \(isExcluded)"),
        ("models.cleaned.pct", "NOT \(isExcluded)"),
        ("models.cleaned_with_download", "NOT \(isExcluded) AND coalesce(repo.downloads, 0) > 0"),
        (
          "models.with_dataset.pct",
          """
          EXISTS (
            SELECT 1 FROM dataset_use
            WHERE dataset_use.repo = repo.id AND dataset_use.last_seen IS NULL)
          """
        ),
      ],
      Self.judgedModels,
      of: "1"
    )
    try sum(
      [("datasets", "1"), ("datasets.5_likes_or_1000_downloads", Self.isNoted)],
      "FROM repo WHERE repo.kind = 'dataset' AND repo.gone_since IS NULL",
      of: "1"
    )
    try take(
      """
      SELECT 'edges.dataset_use', count(*)
      FROM dataset_use
      JOIN repo ON repo.id = dataset_use.repo
      WHERE dataset_use.last_seen IS NULL AND \(Self.isModel)
      UNION ALL
      SELECT 'downloads_all_time.max', coalesce(max(repo.downloads_all_time), 0)
      FROM repo WHERE \(Self.isModel)
      """
    ) { $0 }
  }

  private mutating func readEdges() throws {
    let isDated = "repo.created_at >= '2022-03-03' AND parent.created_at >= '2022-03-03'"
    let relations = ["finetune", "adapter", "quantized", "merge"].map {
      ($0, "edge.hub = '\($0)'")
    }
    try sum(
      [
        ("edges.declared", "1"), ("edges.undated", "NOT coalesce(\(isDated), 0)"),
        ("edges.parent_listed.pct", "parent.id IS NOT NULL AND parent.gone_since IS NULL"),
        ("edges.cleaned_children", "NOT (\(Self.isUpload) OR \(Self.isBare))"),
      ]
        + (relations + [("unspecified", "coalesce(edge.hub, '') = ''")]).flatMap {
          [
            ("edges.relation.\($0.0)", $0.1), ("edges.relation_share.\($0.0).pct", $0.1),
          ]
        },
      Self.edges,
      of: "1"
    )
    try sum(
      [("edges.parent_not_younger_where_dated.pct", "repo.created_at >= parent.created_at")],
      "\(Self.edges) AND \(isDated)",
      of: "1"
    )
    try sum(
      [("models.with_several_parents", "count > 1"), ("models.with_parent", "1")],
      "FROM (SELECT count(*) AS count \(Self.edges) GROUP BY edge.child)",
      of: "1"
    )
    figures["models.with_parent.pct"] = Figure(
      part: figures["models.with_parent"]?.part ?? 0,
      whole: figures["models"]?.part ?? 0
    )
    try take(
      """
      SELECT 'edges.self_loops_removed', count(*)
      FROM edge
      JOIN repo ON repo.id = edge.child
      WHERE \(Self.isTold) AND edge.parent = edge.child AND \(Self.isModel)
      UNION ALL
      SELECT 'missing_parents_with_5+_children', count(*)
      FROM (
        SELECT 1 \(Self.edges) AND (parent.id IS NULL OR parent.gone_since IS NOT NULL)
        GROUP BY edge.parent
        HAVING count(*) >= 5)
      UNION ALL
      SELECT 'excluded_with_children', count(DISTINCT edge.parent)
      \(Self.edges) AND EXISTS (SELECT 1 FROM mass_upload WHERE mass_upload.repo = edge.parent)
      """
    ) { $0 }
    try take(
      """
      SELECT CASE WHEN reference.name = parent.name COLLATE NOCASE
          THEN 'edges.parent_case_fixed' ELSE 'edges.reconnected_by_redirect_or_path' END,
        count(DISTINCT declaration.repo || ' ' || parent.id)
      FROM declaration
      JOIN repo ON repo.id = declaration.repo
      JOIN reference ON reference.id = declaration.reference
      JOIN reference_repo ON reference_repo.reference = reference.id
      JOIN repo AS parent ON parent.id = reference_repo.repo
      WHERE declaration.field = 'base_model' AND declaration.source IN ('tag', 'hub')
        AND declaration.last_seen IS NULL AND reference.name <> parent.name AND \(Self.isModel)
      GROUP BY 1
      """
    ) { $0 }
  }

  private mutating func readChildren() throws {
    let answers = KnownAnswer.all
    let names = Set(answers.filter { $0.measure.hasPrefix("children.r") }.map(\.subject)).sorted()
    let list = names.map { "'\($0)'" }.joined(separator: ", ")
    let rows = try connection.rows(
      """
      WITH told AS MATERIALIZED (
        SELECT edge.parent, count(*) AS children, sum(\(Self.isUpload)) AS uploads
        \(Self.edges)
        GROUP BY edge.parent)
      SELECT node.name, told.children, told.uploads,
        (SELECT count(*) FROM told AS other WHERE other.children > told.children)
      FROM node
      JOIN told ON told.parent = node.id
      WHERE node.kind = 'model' AND node.name IN (\(list))
      """
    ) { $0.inOrder { ($0.text(), $0.real(), $0.real(), $0.real()) } }
    for name in names {
      let (_, children, uploads, ahead) = rows.first { $0.0 == name } ?? (name, 0, 0, 0)
      figures["children.raw:\(name)"] = Figure(part: children)
      figures["children.cleaned:\(name)"] = Figure(part: children - uploads)
      figures["children.excluded:\(name).pct"] = Figure(part: uploads, whole: children)
      figures["children.rank:\(name)"] = Figure(part: ahead + 1)
    }
    let roots = answers.filter { $0.measure == "descendants" }.map { "'\($0.subject)'" }
    try take(
      """
      SELECT repo.name, family.all_total
      FROM family
      JOIN repo ON repo.id = family.model
      WHERE repo.kind = 'model' AND repo.name IN (\(roots.joined(separator: ", ")))
      """
    ) { "descendants:\($0)" }
    try take(
      """
      SELECT 'children.of_vanished:runwayml/stable-diffusion-v1-5',
        count(DISTINCT declaration.repo)
      FROM declaration
      JOIN repo ON repo.id = declaration.repo
      WHERE declaration.field = 'base_model' AND declaration.source = 'tag'
        AND declaration.last_seen IS NULL AND \(Self.isModel)
        AND declaration.reference = (
          SELECT id FROM reference
          WHERE kind = 'model' AND value = 'runwayml/stable-diffusion-v1-5')
      """
    ) { $0 }
  }

  private mutating func readNames() throws {
    let total = figures["models"]?.part ?? 0
    try take(
      "SELECT lower(license), count(*) FROM repo WHERE license <> '' AND \(Self.isModel) GROUP BY 1"
    ) { "license:\($0)" }
    try take(
      """
      SELECT pipeline_tag, count(*) FROM repo WHERE pipeline_tag <> '' AND \(Self.isModel) GROUP BY 1
      """
    ) { "pipeline_tag:\($0)" }
    let uploads = "FROM mass_upload JOIN repo ON repo.id = mass_upload.repo WHERE \(Self.isModel)"
    try take("SELECT rule, count(*) \(uploads) GROUP BY 1") { Self.names[$0] }
    let told = Self.names.filter { $0.value.hasPrefix("mass_upload") }.keys.map { "'\($0)'" }
    try take(
      """
      SELECT 'mass_upload.any', count(DISTINCT mass_upload.repo) \(uploads)
        AND mass_upload.rule IN (\(told.sorted().joined(separator: ", ")))
      """
    ) { $0 }
    for name in ["mass_upload.any", "tutorial_name", "course_name", "test_name"] {
      figures[name + ".pct"] = Figure(part: figures[name]?.part ?? 0, whole: total)
    }
  }

  /// Rules of mass uploads, as others call them.
  private static let names = [
    "timestamp": "mass_upload.timestamp_suffix", "uuid": "mass_upload.uuid_name",
    "blockassist": "mass_upload.blockassist", "gensyn-swarm": "mass_upload.gensyn_swarm",
    "omega": "mass_upload.omega_miner", "cuid": "mass_upload.cuid_name",
    "hash": "mass_upload.hex_hash_name", "tutorial": "tutorial_name", "course": "course_name",
    "test": "test_name",
  ]

  private mutating func readInferred() throws {
    let methods = [
      "name: author": "inferred_edges.author_-_model",
      "name: mark": "inferred_edges.quant_suffix", "mirror": "inferred_edges.mirror",
    ]
    let inferred = "FROM inferred_edge JOIN repo ON repo.id = inferred_edge.child"
    try take("SELECT method, count(*) \(inferred) WHERE \(Self.isModel) GROUP BY 1") {
      methods[$0]
    }
    try take(
      """
      SELECT 'models.gaining_parent', count(DISTINCT inferred_edge.child) \(inferred)
      WHERE \(Self.isModel) AND NOT EXISTS (
        SELECT 1 FROM edge WHERE edge.child = repo.id AND edge.last_seen IS NULL)
      UNION ALL
      SELECT 'edges.all_after_inference', count(*) \(inferred) WHERE \(Self.isModel)
      UNION ALL
      SELECT 'inherited.eligible_edges', count(*) FROM model_copy
      """
    ) { $0 }
    let declared = figures["edges.declared"]?.part ?? 0
    figures["edges.all_after_inference"]?.part += declared
    let fields = ["pipeline_tag": "task", "languages": "languages", "license": "license"]
    try take("SELECT field, count(DISTINCT repo) FROM inherited_attribute GROUP BY 1") {
      fields[$0].map { "inherited.\($0)" }
    }
  }

  /// Edges whose parent descends from their child, and the groups that they form.
  private mutating func readCycles() throws {
    let edges = try connection.rows(
      """
      SELECT edge.child, edge.parent
      FROM edge
      JOIN lineage_place AS place ON place.node = edge.child
      JOIN lineage_span AS span
        ON span.descendant = edge.parent AND span.chain = place.chain
          AND place.position BETWEEN span.first AND span.last
      WHERE edge.last_seen IS NULL AND edge.parent <> edge.child
      """
    ) { $0.inOrder { ($0.integer(), $0.integer()) } }
    var groups: [Int64: Int64] = [:]
    func head(of node: Int64) -> Int64 {
      var node = node
      while let next = groups[node], next != node { node = next }
      return node
    }
    for (child, parent) in edges { groups[head(of: child)] = head(of: parent) }
    let heads = Set(edges.map { head(of: $0.0) })
    figures["cycles.components"] = Figure(part: Double(heads.count))
    figures["cycles.edges"] = Figure(part: Double(edges.count))
  }
}
