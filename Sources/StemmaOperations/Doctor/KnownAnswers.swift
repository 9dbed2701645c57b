/// A figure of the whole Hub that others measured.
struct KnownAnswer: Sendable {
  /// How a figure is compared.
  enum Scale: Sendable {
    /// A count that grows with the number of models, which were so many then.
    case models(Double)
    /// A share in percent.
    case share
    /// A count that does not grow.
    case fixed
  }

  let measure: String
  let value: Double
  let scale: Scale
  /// The day of the measurement.
  let asOf: String
  let source: String
  /// What a deviation means.
  let meaning: String
  /// SQL that gives the same of a cache: one number, in percent for a share.
  let sql: String
}

extension KnownAnswer {
  private static let aikian = "aikian/hf-model-supply-chain, summary (CC BY 4.0)"
  private static let census = "misaka census, report"
  /// The models of the listing that each source counted in.
  private static let scales = (aikian: Scale.models(3_094_856), census: Scale.models(3_117_871))

  private static let isModel = "repo.kind = 'model' AND repo.gone_since IS NULL"
  /// Edges of models that are there, without those of a model to itself.
  private static let edges = """
    FROM edge
    JOIN repo ON repo.id = edge.child
    WHERE edge.last_seen IS NULL AND edge.parent <> edge.child AND \(isModel)
    """

  /// The figures, in the order in which they are told.
  static let all: [KnownAnswer] =
    general + relations + vanished + parents + licenses + tasks + rest

  private static let general = [
    KnownAnswer(
      measure: "models of the floor, 2022-03-02",
      value: 29_579,
      scale: .fixed,
      asOf: "2026-09-25",
      source: aikian,
      meaning: "few: the direction was ignored, or the start missed",
      sql: """
        SELECT count(*) FROM repo WHERE \(isModel) AND created_at LIKE '2022-03-02T23:29:0%'
        """
    ),
    KnownAnswer(
      measure: "models with a declared parent, %",
      value: 28.13,
      scale: .share,
      asOf: "2026-09-25",
      source: aikian,
      meaning:
        "lower: baseModels or tags were not asked for; higher: author's or dataset's tags count",
      sql: """
        SELECT 100.0 * count(DISTINCT edge.child)
          / (SELECT count(*) FROM repo WHERE \(isModel))
        \(edges)
        """
    ),
    KnownAnswer(
      measure: "edges whose parent is listed, %",
      value: 98.11,
      scale: .share,
      asOf: "2026-09-25",
      source: aikian,
      meaning: "lower: letter case or renames were not joined; 100: missing parents were dropped",
      sql: "SELECT 100.0 * avg(edge.parent > 0) \(edges)"
    ),
    KnownAnswer(
      measure: "models with several parents",
      value: 17_457,
      scale: scales.aikian,
      asOf: "2026-09-25",
      source: aikian,
      meaning: "none: all parents but the first were dropped",
      sql: "SELECT count(*) FROM (SELECT 1 \(edges) GROUP BY edge.child HAVING count(*) > 1)"
    ),
    KnownAnswer(
      measure: "models that name themselves",
      value: 2_044,
      scale: scales.aikian,
      asOf: "2026-09-25",
      source: aikian,
      meaning: "none: they were removed without a word",
      sql: """
        SELECT count(*) FROM edge JOIN repo ON repo.id = edge.child
        WHERE edge.last_seen IS NULL AND edge.parent = edge.child AND \(isModel)
        """
    ),
  ]

  private static let relations: [KnownAnswer] = [
    ("finetune", 37.78, "higher: untyped edges count as finetunes"),
    ("adapter", 36.74, "few: typed tags were cut"),
    ("quantized", 20.11, "few: typed tags were cut"),
    ("merge", 5.27, "few: all parents but the first were dropped"),
    ("", 0.1, "much: bare tags count beside typed ones"),
  ].map { relation, share, meaning in
    KnownAnswer(
      measure: "edges that are \(relation.isEmpty ? "of no relation" : relation), %",
      value: share,
      scale: .share,
      asOf: "2026-09-25",
      source: aikian,
      meaning: meaning,
      sql: "SELECT 100.0 * avg(coalesce(edge.hub, '') = '\(relation)') \(edges)"
    )
  }

  private static let vanished = [
    KnownAnswer(
      measure: "children of runwayml/stable-diffusion-v1-5",
      value: 3_370,
      scale: scales.aikian,
      asOf: "2026-09-25",
      source: "aikian/hf-model-supply-chain, data audit (CC BY 4.0)",
      meaning: "0: they were given to the later upload, or tags follow redirects now",
      sql: """
        SELECT count(DISTINCT repo_tag.repo)
        FROM tag
        JOIN repo_tag ON repo_tag.tag = tag.id AND repo_tag.last_seen IS NULL
        JOIN repo ON repo.id = repo_tag.repo
        WHERE tag.value = 'base_model:runwayml/stable-diffusion-v1-5' AND \(isModel)
        """
    )
  ]

  private static let parents: [KnownAnswer] = [
    ("black-forest-labs/FLUX.1-dev", 43_388.0), ("Qwen/Qwen1.5-0.5B", 32_534),
    ("Qwen/Qwen1.5-1.8B", 30_626), ("google/gemma-2b", 24_035),
    ("distilbert/distilbert-base-uncased", 12_960),
    ("stabilityai/stable-diffusion-xl-base-1.0", 10_956), ("google/gemma-7b", 9_586),
    ("Qwen/Qwen3-4B-Instruct-2507", 8_280), ("lerobot/smolvla_base", 7_981),
    ("google-bert/bert-base-uncased", 7_151),
  ].map { name, count in
    KnownAnswer(
      measure: "children of \(name)",
      value: count,
      scale: scales.aikian,
      asOf: "2026-09-25",
      source: aikian,
      meaning: "few: mass uploads were left out already, or the Hub removed them",
      sql: """
        SELECT count(*) FROM edge
        JOIN repo AS parent ON parent.id = edge.parent AND parent.kind = 'model'
        JOIN repo ON repo.id = edge.child
        WHERE parent.name = '\(name)' AND edge.last_seen IS NULL
          AND edge.parent <> edge.child AND \(isModel)
        """
    )
  }

  private static let licenses =
    [
      KnownAnswer(
        measure: "models with a license, %",
        value: 36.34,
        scale: .share,
        asOf: "2026-09-25",
        source: aikian,
        meaning: "higher: inherited licenses count as stated",
        sql: "SELECT 100.0 * avg(license IS NOT NULL) FROM repo WHERE \(isModel)"
      )
    ]
    + [
      ("apache-2.0", 548_122.0), ("mit", 198_167), ("other", 118_553), ("openrail", 41_635),
      ("creativeml-openrail-m", 33_082), ("cc-by-nc-4.0", 22_274), ("openrail++", 17_506),
      ("cc-by-4.0", 16_742), ("gemma", 15_668), ("unknown", 11_342),
    ].map { license, count in
      KnownAnswer(
        measure: "models under \(license)",
        value: count,
        scale: scales.aikian,
        asOf: "2026-09-25",
        source: aikian,
        meaning: "higher: inherited licenses count as stated",
        sql: "SELECT count(*) FROM repo WHERE \(isModel) AND lower(license) = '\(license)'"
      )
    }

  private static let tasks: [KnownAnswer] = [
    ("text-generation", 415_377.0), ("text-classification", 122_011), ("text-to-image", 110_158),
    ("reinforcement-learning", 77_182), ("image-text-to-text", 40_364),
    ("automatic-speech-recognition", 36_648), ("robotics", 33_322),
    ("token-classification", 30_603), ("image-classification", 29_162),
    ("feature-extraction", 20_864),
  ].map { task, count in
    KnownAnswer(
      measure: "models for \(task)",
      value: count,
      scale: scales.aikian,
      asOf: "2026-09-25",
      source: aikian,
      meaning: "few: pipeline_tag was not asked for",
      sql: "SELECT count(*) FROM repo WHERE \(isModel) AND pipeline_tag = '\(task)'"
    )
  }

  private static let rest =
    [
      KnownAnswer(
        measure: "models that name a dataset, %",
        value: 7.56,
        scale: .share,
        asOf: "2026-09-25",
        source: aikian,
        meaning: "higher: copies inherit the line; lower: lists in cards were not read",
        sql: """
          SELECT 100.0 * (
            SELECT count(DISTINCT dataset_use.repo) FROM dataset_use
            JOIN repo ON repo.id = dataset_use.repo
            WHERE dataset_use.last_seen IS NULL AND \(isModel))
            / (SELECT count(*) FROM repo WHERE \(isModel))
          """
      ),
      KnownAnswer(
        measure: "uses of datasets",
        value: 372_601,
        scale: scales.aikian,
        asOf: "2026-09-25",
        source: aikian,
        meaning: "higher: copies inherit the line; lower: lists in cards were not read",
        sql: """
          SELECT count(*) FROM dataset_use JOIN repo ON repo.id = dataset_use.repo
          WHERE dataset_use.last_seen IS NULL AND \(isModel)
          """
      ),
    ]
    + [("manual", 34_213.0), ("auto", 19_187)].map { gate, count in
      KnownAnswer(
        measure: "models gated by hand or not: \(gate)",
        value: count,
        scale: scales.census,
        asOf: "2026-10-03",
        source: census,
        meaning: "none: gated was not asked for",
        sql: "SELECT count(*) FROM repo WHERE \(isModel) AND gated = '\(gate)'"
      )
    }
    + [
      KnownAnswer(
        measure: "downloads of 30 days",
        value: 2_885_554_744,
        scale: scales.census,
        asOf: "2026-10-03",
        source: census,
        meaning: "of another order: the wrong counter, such as that of all time",
        sql: "SELECT coalesce(sum(downloads), 0) FROM repo WHERE \(isModel)"
      )
    ]
}
