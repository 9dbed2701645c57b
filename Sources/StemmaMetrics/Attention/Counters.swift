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
