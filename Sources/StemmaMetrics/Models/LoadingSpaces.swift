import StemmaLink
import StemmaStore

struct LoadingSpaces: Metric {
  let definition = MetricDefinition(
    "loading-spaces",
    of: [.model],
    definition: "Spaces that say that they load a model.",
    formula: "|{s : s names the model in `models`, s listed by the Hub}|",
    unit: "Spaces",
    source: "Osborne, Ding and Kirk 2024 (arXiv 2405.13058), adoption: number of Spaces that "
      + "load a model.",
    cautions: [
      "The names are those the Hub lists for the Space; not all that are named are run.",
      "Copies of one Space count each.",
    ]
  )

  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    guard case .model(let node) = subject else { return .unmeasurable(subject) }
    let evidence = """
      SELECT repo.name AS space, repo.created_at, \(DatasetUser.publisher) AS owner
      FROM mention
      JOIN repo ON repo.id = mention.repo
      LEFT JOIN owner ON owner.id = repo.owner
      WHERE mention.node = \(node.id) AND mention.field = 'model' AND repo.kind = 'space'
        AND mention.last_seen IS NULL AND repo.gone_since IS NULL
      ORDER BY repo.created_at, repo.name
      """
    let known = try connection.count("SELECT EXISTS (SELECT 1 FROM repo WHERE kind = 'space')")
    guard known > 0 else {
      return .none(because: "no Spaces were harvested", evidence: evidence)
    }
    let owners = try subject.owners(in: connection)
    let spaces = try connection.rows(evidence) { $0.optionalText("owner")?.lowercased() }
    let own = spaces.count { $0.map(owners.contains) ?? false }
    return Reading(
      Double(spaces.count),
      points: [.init("own", Double(own)), .init("others", Double(spaces.count - own))],
      evidence: evidence
    )
  }
}
