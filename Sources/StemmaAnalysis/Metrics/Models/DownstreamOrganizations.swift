import StemmaCache

/// Distinct publishers, other than its own people, of models made from a model.
///
/// - Formula: |{owner(m) : m in D, owner(m) is not an owner of the model}|
/// - Unit: publishers
/// - Source: Our study notes, cartography, section 3 (A(X)); the note follows CHAOSS, Elephant
///   Factor.
/// - Caution: A lower bound: more than half of the Hub's models name no base model.
/// - Caution: Whether a publisher is a user or an organisation is known only where its account was
///   harvested.
struct DownstreamOrganizations: Metric {
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
      "Whether a publisher is a user or an organisation is known only where its "
        + "account was harvested.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    at moment: Moment,
    in connection: Connection
  ) throws -> Reading {
    let made = try MadeFrom(subject, at: moment, in: connection)
    let owners = Set(made.external.compactMap { $0.owner?.lowercased() })
    let kinds = try connection.rows("SELECT name, kind FROM account WHERE kind IS NOT NULL") {
      ($0.text(0).lowercased(), $0.text(1))
    }
    let known = Dictionary(kinds) { _, last in last }
    let parts = Dictionary(grouping: owners) { known[$0] ?? "unknown kind" }
    let sizes = Dictionary(grouping: made.external) { $0.owner ?? "" }.map(\.value.count)
    let factor = Statistics.absenceFactor(sizes)
    return Reading(
      Double(owners.count),
      points: parts.sorted { $0.key < $1.key }.map { .init($0.key, Double($0.value.count)) },
      notes: factor.map { ["The largest \($0) made half of these models."] } ?? [],
      evidence: made.evidence
    )
  }
}
