import StemmaCache

/// Likes on each day that a harvest looked.
///
/// - Formula: the Hub's counter `likes`, as each harvest met it
/// - Unit: likes
/// - Source: Hub API, the fields of a repository.
/// - Caution: Likes and downloads measure different things: of the top 25 by either one is in both.
/// - Caution: Known only for days of harvests: what lies between is not filled in.
struct Likes: Metric {
  let definition = MetricDefinition(
    "likes",
    of: [.model, .dataset, .space],
    definition: "Likes on each day that a harvest looked.",
    formula: "the Hub's counter `likes`, as each harvest met it",
    unit: "likes",
    source: "Hub API, the fields of a repository.",
    cautions: [
      "Likes and downloads measure different things: of the top 25 by either one is "
        + "in both.",
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
      of: .likes,
      repo: node.id,
      at: moment,
      in: connection
    )
    return history.reading(
      of: .likes,
      evidence: AttentionHistory.query(.likes, node.id, at: moment)
    )
  }
}
