import StemmaStore

struct AllTimeDownloads: HistoryMetric {
  let definition = MetricDefinition(
    "all-time-downloads",
    of: [.model, .dataset],
    definition: "Downloads since a repository was made, on each day that somebody looked.",
    formula: "the Hub's counter `downloadsAllTime`, as harvests and imported snapshots met it",
    unit: "downloads",
    source: "Hub documentation, models download stats; CHAOSS, Number of Downloads.",
    cautions: [
      "It may fall, when the Hub counts anew: such days are marked as resets.",
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
    return try AttentionHistory.reading(
      of: .allTimeDownloads,
      node: node,
      in: connection
    )
  }
}
