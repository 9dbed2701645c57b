import StemmaStore

struct DownloadGini: Metric {
  let definition = MetricDefinition(
    "download-gini",
    of: [.cache, .owner, .family, .project],
    definition: "How unevenly downloads spread over models.",
    formula: "G = 2 sum(i * x_i) / (n * sum(x_i)) - (n + 1) / n, x ascending, i from 1",
    unit: "1",
    source: "After Longpre et al. (arXiv 2512.03073), as summaries tell; there over organisations.",
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

struct PublisherGini: Metric {
  let definition = MetricDefinition(
    "publisher-gini",
    of: [.cache, .family],
    definition: "How unevenly downloads spread over publishers.",
    formula: "Gini coefficient of the sums of downloads by publisher",
    unit: "1",
    source: "Longpre et al. (arXiv 2512.03073), as summaries tell: download share by "
      + "organisation, Gini.",
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
    reading.notes.append("The top 1 % are \(percent) models.")
    return reading
  }
}

struct GiniByDay: Metric {
  let definition = MetricDefinition(
    "gini-by-day",
    of: [.cache],
    definition: "How unevenly downloads of 30 days spread over models, on each day on which "
      + "anybody looked.",
    formula: "G_t = Gini coefficient of the downloads known of day t; the value is the newest one",
    unit: "1",
    source: "After Longpre et al. (arXiv 2512.03073), as summaries tell; there over organisations.",
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
      Measure.Point(day, Statistics.gini(values), note: "\(values.count) models")
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
