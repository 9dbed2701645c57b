import StemmaCore
import StemmaStore

struct TopShare: Metric {
  let definition = MetricDefinition(
    "top-share",
    of: [.cache, .owner, .family, .project],
    definition: "The share of all downloads that the most downloaded models hold.",
    formula: "sum of the k largest / sum of all; the value is for the top 1 % (one model at least)",
    unit: "1",
    source: "Osborne, Ding and Kirk 2024 (arXiv 2405.13058): 1 % of models hold 99 % of downloads.",
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
    let values = rows.values(.downloads)
    let percent = max(1, values.count / 100)
    var reading = rows.reading(rows.values) { Statistics.topShare(max(1, $0.count / 100), of: $0) }
    guard reading.reason == nil else { return reading }
    reading.points += [1, 10, 50, 100].filter { $0 < values.count }
      .map { .init("downloads, 30 days: top \($0)", Statistics.topShare($0, of: values)) }
    reading.points.append(
      .init("models without downloads", Double(values.count { $0 == 0 }) / Double(values.count))
    )
    reading.notes.append("The top 1 % are \(percent.counted("model")).")
    return reading
  }
}
