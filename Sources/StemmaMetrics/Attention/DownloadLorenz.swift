import StemmaStore

struct DownloadLorenz: Metric {
  let definition = MetricDefinition(
    "download-lorenz",
    of: [.cache, .owner, .family, .project],
    definition: "The Lorenz curve of downloads of the last 30 days over models.",
    formula: "L(p) = share of all downloads that the share p of models with the fewest holds",
    unit: "1",
    source: "Lorenz 1905, Methods of measuring the concentration of wealth.",
    cautions: [
      "Models whose counter is unknown are left out, and their number is told.",
      "A download is any GET or HEAD of a library's query file, without telling users"
        + " apart.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let rows = try AttentionRows(subject, in: connection)
    let curve = Statistics.lorenz(rows.values(.downloads), limit: 101)
    guard !curve.isEmpty else {
      return rows.reading(rows.values, formula: Statistics.gini)
    }
    return Reading(
      nil,
      points: curve.map { .init("\(($0.holders * 10_000).rounded() / 10_000)", $0.held) },
      notes: curve.count == 101 ? ["At most 101 points are shown."] : [],
      evidence: rows.evidence
    )
  }
}
