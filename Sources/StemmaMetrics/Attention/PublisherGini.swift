import StemmaStore

struct PublisherGini: Metric {
  let definition = MetricDefinition(
    "publisher-gini",
    of: [.cache, .family],
    definition: "How unevenly downloads spread over publishers.",
    formula: "Gini coefficient of the sums of downloads by publisher",
    unit: "1",
    source: "Longpre et al. (arXiv 2512.03073), as summaries tell: download share by "
      + "organization, Gini.",
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
    return rows.reading(rows.valuesByOwner, formula: Statistics.gini)
  }
}
