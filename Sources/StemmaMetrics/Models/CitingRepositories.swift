import StemmaStore

struct CitingRepositories: Metric {
  let definition = MetricDefinition(
    "citing-repositories",
    of: [.model],
    definition: "Repositories of others that carry an arXiv tag which the model carries.",
    formula:
      "|{r : tags(r) and tags(model) share a tag `arxiv:ID`, r is not of the model's people}|",
    unit: "repositories",
    source:
      "Our study notes, cartography, claim P10 d: repositories citing the project's arXiv id.",
    cautions: [
      "A tag says that a README links to the paper, which is no citation in the usual"
        + " sense.",
      "Derivatives copy the README and the link with it.",
      "The Hub tells arXiv tags alone: papers that cite the model are not known to it.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard case .model(let node) = subject else { return .unmeasurable(subject) }
    let papers = try PaperTags(of: node, in: connection)
    guard !papers.tags.isEmpty else {
      return .none(because: "the model carries no arXiv tag", evidence: papers.query)
    }
    let owners = try subject.owners(in: connection)
    let others = try papers.citing(in: connection)
      .filter { !($0.owner.map { owners.contains($0.lowercased()) } ?? false) }
    let kinds = Dictionary(grouping: others, by: \.kind)
    return Reading(
      Double(others.count),
      points: kinds.sorted { $0.key < $1.key }.map { .init($0.key, Double($0.value.count)) },
      notes: ["Papers: \(papers.names.joined(separator: ", "))."],
      evidence: papers.citingQuery()
    )
  }
}
