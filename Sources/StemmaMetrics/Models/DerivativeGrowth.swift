import StemmaStore

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
