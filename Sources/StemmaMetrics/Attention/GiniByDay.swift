import StemmaCore
import StemmaStore

struct GiniByDay: Metric {
  let definition = MetricDefinition(
    "gini-by-day",
    of: [.cache],
    definition: "How unevenly downloads of 30 days spread over models, on each day on which "
      + "anybody looked.",
    formula: "G_t = Gini coefficient of the downloads known of day t; the value is the newest one",
    unit: "1",
    source: "After Longpre et al. (arXiv 2512.03073), as summaries tell; there over organizations.",
    cautions: [
      "Only models known of a day count in it: snapshots of the most used are no sample of all.",
      "Known only for days of harvests and snapshots: what lies between is not filled in.",
      "A download is any GET or HEAD of a library's query file, without telling users apart.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let known = try AttentionDays(of: .downloads, in: connection)
    let points = known.days.map { day, values in
      Measure.Point(day, Statistics.gini(values), note: "\(values.count.counted("model"))")
    }
    guard let last = points.last(where: { $0.value != nil }) else {
      return .none(
        because: "neither a harvest nor an import brought downloads above zero",
        evidence: known.evidence
      )
    }
    return Reading(
      last.value,
      points: points,
      notes: ["Unknown before \(points[0].label)."],
      evidence: known.evidence
    )
  }
}
