import StemmaStore

struct DownloadGini: Metric {
  let definition = MetricDefinition(
    "download-gini",
    of: [.cache, .owner, .family, .project],
    definition: "How unevenly downloads spread over models.",
    formula: "G = 2 sum(i * x_i) / (n * sum(x_i)) - (n + 1) / n, x ascending, i from 1",
    unit: "1",
    source: "After Longpre et al. (arXiv 2512.03073), as summaries tell; there over organizations.",
    cautions: [
      "Models whose counter is unknown are left out, and their number is told.",
      "A download is any GET or HEAD of a library's query file, without telling users"
        + " apart.",
      "Models without downloads count: on the Hub they are most, and lift it.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let rows = try AttentionRows(subject, in: connection)
    return rows.reading(rows.values, formula: Statistics.gini)
  }
}
