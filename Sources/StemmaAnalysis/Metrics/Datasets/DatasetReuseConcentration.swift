import StemmaCache

/// How unevenly models spread over the datasets that they declare.
///
/// - Formula: Gini coefficient of the number of declaring models over all datasets declared at
///   least once
/// - Unit: 1
/// - Source: Numbers and metrics, section 1.5; Gini as in Longpre et al. (arXiv 2512.03073).
/// - Caution: Names of loaders, such as imagefolder, are no datasets and are left out.
/// - Caution: Names that the Hub does not lead on from stay apart, though they may mean one
///   dataset.
struct DatasetReuseConcentration: Metric {
  let definition = MetricDefinition(
    "dataset-reuse-concentration",
    of: [.cache],
    definition: "How unevenly models spread over the datasets that they declare.",
    formula: "Gini coefficient of the number of declaring models over all datasets declared at"
      + " least once",
    unit: "1",
    source: "Numbers and metrics, section 1.5; Gini as in Longpre et al. (arXiv 2512.03073).",
    cautions: [
      "Names of loaders, such as imagefolder, are no datasets and are left out.",
      "Names that the Hub does not lead on from stay apart, though they may mean one "
        + "dataset.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    at moment: Moment,
    in connection: Connection
  ) throws -> Reading {
    let evidence = """
      SELECT node.name AS dataset, count(*) AS models, node.reason
      FROM dataset_use
      JOIN node ON node.id = dataset_use.dataset
      JOIN repo ON repo.id = dataset_use.repo
      WHERE repo.kind = 'model' AND \(moment.stands("dataset_use")) AND \(moment.isListed)
      GROUP BY dataset_use.dataset
      ORDER BY models DESC, dataset
      """
    let all = try connection.rows(evidence) { row in
      (name: row.text(0), models: row.int(1), isGhost: !row.isNull(2))
    }
    let datasets = all.filter { !$0.isGhost || LoaderName.kind(of: $0.name) == nil }
    let loaders = all.count - datasets.count
    let counts = datasets.map { Double($0.models) }
    guard let gini = Statistics.gini(counts) else {
      return .none(because: "no model declares a dataset", evidence: evidence)
    }
    let shares = [10, 100].map { count in
      Measure.Point("share of the \(count) most used", Statistics.topShare(count, of: counts))
    }
    return Reading(
      gini,
      points: [
        .init("datasets", Double(datasets.count)), .init("declarations", counts.reduce(0, +)),
        .init("declared once", Double(datasets.count { $0.models == 1 })),
      ] + shares,
      notes: loaders == 0 ? [] : ["\(loaders) names of loaders are left out."],
      evidence: evidence
    )
  }
}
