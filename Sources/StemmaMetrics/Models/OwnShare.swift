import StemmaStore

struct OwnShare: DerivativeMetric {
  let definition = MetricDefinition(
    "own-share",
    of: [.model, .project],
    definition: "The share of derivatives that the model's own people publish.",
    formula: "|{m in D : owner(m) is an owner of the model under any of its names}| / |D|",
    unit: "1",
    source: "Our study notes, cartography, section 3 (O_p and D_p).",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "Accounts of staff count as others unless the study names them.",
    ]
  )

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard !made.models.isEmpty else {
      return .none(because: "nothing was made from it", evidence: made.evidence)
    }
    let own = made.models.count - made.external.count
    return Reading(
      Double(own) / Double(made.models.count),
      points: [.init("own", Double(own)), .init("others", Double(made.external.count))],
      evidence: made.evidence
    )
  }
}
