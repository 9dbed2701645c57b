import StemmaStore

struct PublisherHhi: Metric {
  let definition = MetricDefinition(
    "publisher-hhi",
    of: [.cache, .family],
    definition: "The Herfindahl-Hirschman index of downloads over publishers.",
    formula: "sum of s_o^2, s_o the share of publisher o in all downloads; from 1 / n to 1",
    unit: "1",
    source: "Longpre et al. (arXiv 2512.03073), as summaries tell: HHI is the sum of squared "
      + "shares.",
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
    return rows.reading(rows.valuesByOwner, formula: Statistics.herfindahlHirschman)
  }
}
