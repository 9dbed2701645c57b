import StemmaStore

struct DerivativeCount: DerivativeMetric {
  let definition = MetricDefinition(
    "derivative-count",
    of: [.model, .project],
    definition: "Models that were made from a model, directly or over others, each once.",
    formula: "|{m : m is reachable from the model over `base_model` edges, m listed by the Hub}|",
    unit: "models",
    source: "Our study notes, cartography, section 3 (D_p); Hub documentation, model cards "
      + "(`base_model`).",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "Quantized copies and automated adapters inflate it; the points tell relations apart.",
    ]
  )

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let parts = Dictionary(grouping: made.models) { $0.relation ?? "unknown" }
    return Reading(
      Double(made.models.count),
      points: parts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        .map { .init($0.key, Double($0.value.count)) },
      evidence: made.evidence
    )
  }
}

struct DerivativeCurve: DerivativeMetric {
  let definition = MetricDefinition(
    "derivative-curve",
    of: [.model, .project],
    definition: "Derivatives at the end of each month.",
    formula: "c(t) = |{m in D : m was made in month t or before}|; the value is the last one",
    unit: "models",
    source: "Bhandari, Chen and Gao 2025 (arXiv 2502.15987), as summaries tell: cumulative "
      + "fine-tunes by month.",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "Deleted models are missing, so early counts are too low.",
      "No creation date is earlier than 2022-03-02, when the Hub began to keep them.",
    ]
  )

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let growth = try DerivativeGrowth().reading(of: made, subject, in: connection)
    guard growth.reason == nil else { return growth }
    var sum = 0.0
    let points = growth.points.map { point in
      sum += point.value ?? 0
      return Measure.Point(point.label, sum)
    }
    return Reading(sum, points: points, evidence: growth.evidence)
  }
}

struct DerivativeGrowth: DerivativeMetric {
  let definition = MetricDefinition(
    "derivative-growth",
    of: [.model, .project],
    definition: "New derivatives per month, from the first one's month to that of the harvest.",
    formula: "g(t) = |{m in D : m was made in month t}|; the value is the mean over the months",
    unit: "models",
    source: "Our own, after CHAOSS, Technical Fork; by month as in summaries of arXiv 2502.15987.",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "Deleted models are missing, so early counts are too low.",
      "No creation date is earlier than 2022-03-02, when the Hub began to keep them.",
      "The last month is not over: it is measured up to the harvest.",
    ]
  )

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let dated = Dictionary(grouping: made.models.compactMap(\.month)) { $0 }
    guard let first = dated.keys.min() else {
      return .none(because: "no dated model was made from it", evidence: made.evidence)
    }
    let last = try connection.knownUntil.map { String($0.prefix(7)) } ?? first
    let months = Months.from(first, through: max(last, dated.keys.max() ?? first))
    let points = months.map { Measure.Point($0, Double(dated[$0]?.count ?? 0)) }
    let total = points.compactMap(\.value).reduce(0, +)
    return Reading(total / Double(points.count), points: points, evidence: made.evidence)
  }
}
