import StemmaStore

struct DownstreamOrganizations: DerivativeMetric {
  let definition = MetricDefinition(
    "downstream-organizations",
    of: [.model, .project],
    definition: "Distinct publishers, other than its own people, of models made from a model.",
    formula: "|{owner(m) : m in D, owner(m) is not an owner of the model}|",
    unit: "publishers",
    source: "Our study notes, cartography, section 3 (A(X)); the note follows CHAOSS, "
      + "Elephant Factor.",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "Whether a publisher is a user or an organization is known only where its "
        + "account was harvested: all others are unknown, and none of them is guessed.",
    ]
  )

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let owners = Dictionary(grouping: made.external.compactMap(\.owner)) { $0.lowercased() }
    let kindOf = try connection.prepare("SELECT kind FROM account WHERE name = ?")
    var parts: [String: Int] = [:]
    for spellings in owners.values {
      let kind = try kindOf.first(spellings[0]) { $0.optionalText(0) } ?? nil
      parts[kind ?? "unknown", default: 0] += 1
    }
    let unknown = parts["unknown"] ?? 0
    let factor = Statistics.absenceFactor(owners.values.map(\.count))
    return Reading(
      Double(owners.count),
      points: Self.kinds.map { .init($0.label, Double(parts[$0.kind] ?? 0)) },
      notes: [
        unknown == 0
          ? nil
          : "No harvest asked whether \(unknown) of the \(owners.count) publishers are users or organizations.",
        factor.map { "The largest \($0) made half of these models." },
      ].compactMap { $0 },
      evidence: made.evidence
    )
  }

  private static let kinds: [(kind: String, label: String)] = [
    ("organization", "organizations"), ("user", "users"), ("unknown", "unknown"),
  ]
}
