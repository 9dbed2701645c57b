import StemmaStore

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
