import StemmaLink
import StemmaStore

struct DatasetTrainedUsers: FilteredMetric {
  let definition = MetricDefinition(
    "dataset-trained-users",
    of: [.dataset, .project],
    definition: "Models of others that declare a dataset and are neither quantized nor merged.",
    formula: "|{m in U_d : relation(m) is neither quantized nor merge}|",
    unit: "models",
    source: "Our study notes, cartography, claim T1 (N_trained).",
    cautions: [
      "Declaring a dataset is voluntary, so it is a lower bound.",
      "A converted copy that names no base model and bears no mark of its format "
        + "counts as trained.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading {
    var reading = try DatasetReading(of: subject, by: filter.relationBasis, in: connection)
      .reading(\.isTrained, window: \.trained)
    reading.notes.append(RelationBasis.sentence(filter.relationBasis))
    return reading
  }
}
