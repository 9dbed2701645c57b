import StemmaLink
import StemmaStore

struct DatasetReuseConcentration: Metric {
  let definition = MetricDefinition(
    "dataset-reuse-concentration",
    of: [.cache],
    definition: "How unevenly models spread over the datasets that they declare.",
    formula: "Gini coefficient of the number of declaring models over all datasets declared at"
      + " least once",
    unit: "1",
    source: "Our study notes, numbers and metrics, section 1.5; Gini as for download shares.",
    cautions: [
      "Names of loaders, such as imagefolder, are no datasets and are left out.",
      "Names that the Hub does not redirect count separately, though they may mean one "
        + "dataset.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let evidence = Self.query(where: "NOT \(LoaderName.sql("node.name"))")
    let datasets = try connection.rows(evidence) {
      (name: $0.text("dataset"), models: $0.int("models"))
    }
    let loaders = try connection.rows(
      Self.query(where: LoaderName.sql("node.name"))
    ) { $0.text(0) }
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
      notes: loaders.isEmpty
        ? [] : ["Names of loaders left out: \(loaders.joined(separator: ", "))."],
      evidence: evidence
    )
  }

  private static func query(where condition: String) -> String {
    """
    SELECT node.name AS dataset, count(*) AS models, node.reason
    FROM dataset_use
    JOIN node ON node.id = dataset_use.dataset
    JOIN repo ON repo.id = dataset_use.repo
    WHERE repo.kind = 'model' AND dataset_use.last_seen IS NULL AND repo.gone_since IS NULL
      AND \(condition)
    GROUP BY dataset_use.dataset
    ORDER BY models DESC, dataset
    """
  }
}
