import StemmaLink
import StemmaCore
import StemmaStore

struct DaysToFirstDerivative: DerivativeMetric {
  let definition = MetricDefinition(
    "days-to-first-derivative",
    of: [.model],
    definition: "Days from a model's creation to that of the first model that others made from it.",
    formula: "min {created(m) - created(model) : m in D, m is of others, created(m) >= "
      + "created(model)}",
    unit: "days",
    source: "Our own, after CHAOSS, Time to First Response, with a derivative for the response.",
    cautions: [
      "A lower bound: more than half of the Hub's models name no base model.",
      "No creation date is earlier than 2022-03-02, when the Hub began to keep them.",
      "Creation of the repository is not release: weights may be published later.",
    ]
  )

  func obstacle(
    _ subject: MetricSubject,
    _ filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading? {
    guard case .model(let node) = subject else { return .unmeasurable(subject) }
    let evidence = try DerivativeRows.evidence(of: subject, filter)
    guard let created = try creation(of: node, in: connection) else {
      return .none(because: "the model's own date is unknown", evidence: evidence)
    }
    guard created.hasPrefix(ReuseAnchor.floor) else { return nil }
    return .none(
      because: "the model may be older than \(ReuseAnchor.floor), the first day the Hub knows",
      evidence: evidence
    )
  }

  private func creation(of node: NamedNode, in connection: Connection) throws -> String? {
    try connection.first("SELECT created_at FROM repo WHERE id = ?", node.id) {
      $0.optionalText(0)
    } ?? nil
  }

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard case .model(let node) = subject else { return .unmeasurable(subject) }
    let created = try creation(of: node, in: connection) ?? ""
    let dated = made.external.filter { $0.createdAt != nil }
    let older = dated.count { ($0.createdAt ?? "") < created }
    guard let first = dated.first(where: { ($0.createdAt ?? "") >= created }),
      let start = Timestamp.secondsSince1970(in: created),
      let end = first.createdAt.flatMap(Timestamp.secondsSince1970(in:))
    else {
      return .none(because: "nobody else has made a dated model from it", evidence: made.evidence)
    }
    return Reading(
      Double(end - start) / 86_400,
      points: [.init(first.name, Double(end - start) / 86_400, note: first.createdAt)],
      notes: older == 0
        ? []
        : [
          older.counted("derivative is", "derivatives are") + " older than the model and left out."
        ],
      evidence: made.evidence
    )
  }
}
