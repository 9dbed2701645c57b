import StemmaStore

struct Likes: HistoryMetric {
  let definition = MetricDefinition(
    "likes",
    of: [.model, .dataset, .space],
    definition: "Likes on each day that somebody looked.",
    formula: "the Hub's counter `likes`, as harvests and imported snapshots met it",
    unit: "likes",
    source: "Hub API, the fields of a repository.",
    cautions: [
      "Likes and downloads measure different things: of the top 25 by either one is "
        + "in both.",
      "Known only for days of harvests and snapshots: what lies between is not filled in.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard let node = subject.node else { return .unmeasurable(subject) }
    return try AttentionHistory.reading(of: .likes, node: node, in: connection)
  }
}
