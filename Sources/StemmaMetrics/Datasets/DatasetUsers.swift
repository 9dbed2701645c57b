import StemmaLink
import StemmaStore

struct DatasetUsers: Metric {
  let definition = MetricDefinition(
    "dataset-users",
    of: [.dataset, .project],
    definition: "Models of others that declare a dataset, under any of its names.",
    formula: "|U_d| : models whose card or tag names d, owner(m) is not an owner of d",
    unit: "models",
    source: "Our study notes, cartography, section 3 (U_d(w)) and claim T1 (N).",
    cautions: [
      "Declaring a dataset is voluntary, so it is a lower bound.",
      "Quantized and merged copies inherit the declaration: see dataset-trained-users.",
      "Staff accounts count as external unless they are listed.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    try DatasetReading(of: subject, in: connection).reading(
      \.isExternal,
      window: \.external
    )
  }
}
