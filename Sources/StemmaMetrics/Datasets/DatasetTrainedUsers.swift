import StemmaLink
import StemmaStore

struct DatasetTrainedUsers: Metric {
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
    in connection: Connection
  ) throws -> Reading {
    try DatasetReading(of: subject, in: connection).reading(
      \.isTrained,
      window: \.trained
    )
  }
}
