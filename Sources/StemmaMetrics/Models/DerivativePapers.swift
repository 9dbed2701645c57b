import StemmaStore

struct DerivativePapers: Metric {
  let definition = MetricDefinition(
    "derivative-papers",
    of: [.model, .project],
    definition: "Distinct arXiv papers that models made from a model link to.",
    formula: "|union of {ID : `arxiv:ID` in tags(m)} for m in D|",
    unit: "papers",
    source: "Hub documentation, paper pages: arXiv tags come from links in the README.",
    cautions: [
      "A link is no citation: most name the method or the parent's own paper.",
      "The Hub tells arXiv tags alone: papers that cite the model are not known to it.",
      "A lower bound: more than half of the Hub's models name no base model.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    let ids = DerivativeRows.ids(below: subject.heads)
    let evidence = """
      SELECT substr(tag.value, 7) AS paper, count(*) AS models
      FROM repo
      JOIN repo_tag ON repo_tag.repo = repo.id
      JOIN tag ON tag.id = repo_tag.tag
      WHERE repo.id IN (\(ids)) AND repo.kind = 'model' AND tag.value LIKE 'arxiv:%'
        AND repo_tag.last_seen IS NULL AND repo.gone_since IS NULL
      GROUP BY tag.id
      ORDER BY models DESC, paper
      """
    let papers = try connection.rows(evidence) { $0.inOrder { ($0.text(), $0.real()) } }
    return Reading(
      Double(papers.count),
      points: papers.prefix(20).map { .init($0.0, $0.1) },
      notes: papers.count > 20 ? ["The 20 most linked are shown."] : [],
      evidence: evidence
    )
  }
}
