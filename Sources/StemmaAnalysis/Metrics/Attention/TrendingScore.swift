import StemmaCache

/// The Hub's trending score on each day that a harvest looked.
///
/// - Formula: the Hub's counter `trendingScore`, as each harvest met it
/// - Unit: 1
/// - Source: Hub API, the fields of a repository.
/// - Caution: How it is computed is not public, and may change.
/// - Caution: Known only for days of harvests: what lies between is not filled in.
struct TrendingScore: Metric {
  let definition = MetricDefinition(
    "trending-score",
    of: [.model, .dataset, .space],
    definition: "The Hub's trending score on each day that a harvest looked.",
    formula: "the Hub's counter `trendingScore`, as each harvest met it",
    unit: "1",
    source: "Hub API, the fields of a repository.",
    cautions: [
      "How it is computed is not public, and may change.",
      "Known only for days of harvests: what lies between is not filled in.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    at moment: Moment,
    in connection: Connection
  ) throws -> Reading {
    guard let node = subject.node else { return .unmeasurable(subject) }
    let history = try AttentionHistory(
      of: .trending,
      repo: node.id,
      at: moment,
      in: connection
    )
    return history.reading(
      of: .trending,
      evidence: AttentionHistory.query(.trending, node.id, at: moment)
    )
  }
}
