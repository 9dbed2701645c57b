import StemmaLink
import StemmaStore

struct LanguagesAdded: DerivativeMetric {
  let definition = MetricDefinition(
    "languages-added",
    of: [.model],
    definition: "Languages that models made from a model name and that it does not.",
    formula: "|union of languages(m) for m in D, without languages(model)|",
    unit: "languages",
    source: "Our own, beside the mutation of languages in arXiv 2508.06811.",
    cautions: [
      "Only 14 % of models name a language; one that names none may speak many.",
      "A lower bound: more than half of the Hub's models name no base model.",
    ]
  )

  func reading(
    of made: DerivativeRows,
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard case .model(let node) = subject else { return .unmeasurable(subject) }
    let text = try connection.first(
      "SELECT repo.languages FROM repo WHERE repo.id = ?",
      node.id
    ) { $0.optionalText(0) }
    guard let own = text ?? nil, !own.isEmpty else {
      return .none(
        because: "the model names no language, so nothing can be told from it",
        evidence: made.evidence
      )
    }
    let spoken = Set(own.split(separator: ",").map(String.init))
    let counts = made.models.reduce(into: [String: Int]()) { counts, model in
      for language in model.languages.subtracting(spoken) { counts[language, default: 0] += 1 }
    }
    let silent = made.models.count { $0.languages.isEmpty }
    return Reading(
      Double(counts.count),
      points: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { .init($0.key, Double($0.value)) },
      notes: silent == 0 ? [] : ["\(silent) of \(made.models.count) derivatives name no language."],
      evidence: made.evidence
    )
  }
}
