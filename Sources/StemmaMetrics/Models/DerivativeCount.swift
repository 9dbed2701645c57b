import StemmaLink
import StemmaStore

struct DerivativeCount: DerivativeMetric {
  let definition = MetricDefinition(
    "derivative-count",
    of: [.model, .project],
    definition: "Models that were made from a model, directly or over others, each once.",
    formula: "|{m : m is reachable from the model over `base_model` edges, m listed by the Hub}|",
    unit: "models",
    source: "Our study notes, cartography, section 3 (D_p); Hub documentation, model cards "
      + "(`base_model`).",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "Quantized copies and automated adapters inflate it; the points tell relations apart.",
    ]
  )

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let parts = Dictionary(grouping: made.models) { $0.relation ?? "unknown" }
    return Reading(
      Double(made.models.count),
      points: parts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        .map { .init($0.key, Double($0.value.count)) },
      notes: [RelationBasis.sentence(made.relationBasis)],
      evidence: made.evidence
    )
  }
}
