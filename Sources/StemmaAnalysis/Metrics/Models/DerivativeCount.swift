import StemmaCache

/// Models that were made from a model, directly or over others, each once.
///
/// - Formula: |{m : m is reachable from the model over `base_model` edges, m listed by the Hub}|
/// - Unit: models
/// - Source: Cartography study, section 3, D_p; Hub documentation, model cards (`base_model`).
/// - Caution: A lower bound: more than half of the Hub's models name no base model.
/// - Caution: Quantised copies and automated adapters inflate it; the points tell relations apart.
struct DerivativeCount: Metric {
  let definition = MetricDefinition(
    "derivative-count",
    of: [.model],
    definition: "Models that were made from a model, directly or over others, each once.",
    formula:
      "|{m : m is reachable from the model over `base_model` edges, m listed by the Hub}|",
    unit: "models",
    source: "Cartography study, section 3, D_p; Hub documentation, model cards (`base_model`).",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "Quantised copies and automated adapters inflate it; the points tell relations apart.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    at moment: Moment,
    in connection: Connection
  ) throws -> Reading {
    guard case .model(let node) = subject else { return .unmeasurable(subject) }
    let counts = try Derivatives(of: node, filter: .init(moment: moment), in: connection).all
    return Reading(
      Double(counts.total),
      points: [
        .init("finetune", Double(counts.finetune)), .init("adapter", Double(counts.adapter)),
        .init("merge", Double(counts.merge)), .init("quantized", Double(counts.quantized)),
        .init("unknown", Double(counts.unknown)),
      ],
      evidence: FamilyRows.listing(below: node, at: moment)
    )
  }
}
