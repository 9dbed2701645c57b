import StemmaStore

struct TrendingScore: HistoryMetric {
  let definition = MetricDefinition(
    "trending-score",
    of: [.model, .dataset, .space],
    definition: "The Hub's trending score on each day that somebody looked.",
    formula: "the Hub's counter `trendingScore`, as harvests and imported snapshots met it",
    unit: "1",
    source: "Hub API, the fields of a repository.",
    cautions: [
      "How it is computed is not public, and may change.",
      "Known only for days of harvests and snapshots: what lies between is not filled in.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard let node = subject.node else { return .unmeasurable(subject) }
    return try AttentionHistory.reading(of: .trending, node: node, in: connection)
  }
}
