import StemmaStore

struct Downloads: HistoryMetric {
  let definition = MetricDefinition(
    "downloads",
    of: [.model, .dataset],
    definition: "Downloads of the last 30 days, on each day that somebody looked.",
    formula: "the Hub's counter `downloads`, as harvests and imported snapshots met it",
    unit: "downloads",
    source: "Hub documentation, models download stats; CHAOSS, Number of Downloads.",
    cautions: [
      "It is a window of 30 days: two values less than 30 days apart share downloads.",
      "Known only for days of harvests and snapshots: what lies between is not filled in.",
      "A download is any GET or HEAD of a library's query file, without telling users"
        + " apart.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard let node = subject.node else { return .unmeasurable(subject) }
    return try AttentionHistory.reading(of: .downloads, node: node, in: connection)
  }
}
