import StemmaCore
struct ElephantFactor: ActivityMetric {
  let definition = MetricDefinition(
    "elephant-factor",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "The smallest number of organizations on whose behalf half of the commits "
      + "were made.",
    formula: "min {k : the k most active organizations made at least 50 % of the commits of "
      + "known organization}",
    unit: "organizations",
    source: "CHAOSS, Elephant Factor.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "A commit that came without a pull request is of the repository's publisher, since none "
        + "but its people may push.",
      "Otherwise it is of the publisher among whose people the Hub marked its author, where "
        + "it marked them in the same subject; else unknown.",
      "A person who publishes alone is an organization of one.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading(of: [.commit]) {
      let owners = Dictionary(uniqueKeysWithValues: log.repos.map { ($0.id, $0.owner) })
      var counts: [String: Int] = [:]
      var unknown = 0
      for commit in log.contributions where commit.kind == .commit {
        let organizations = Self.organizations(of: commit, owner: owners[commit.repo] ?? nil, log)
        if organizations.isEmpty { unknown += 1 }
        for organization in organizations { counts[organization, default: 0] += 1 }
      }
      let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      let note =
        "The organization of \(unknown.counted("commit")) is unknown; the points count commits."
      guard let factor = Statistics.absenceFactor(ranked.map(\.value)) else {
        return .none(because: "no commit is of a known organization", notes: [note], evidence: "")
      }
      return Reading(
        Double(factor),
        points: ranked.prefix(10).map { Measure.Point($0.key, Double($0.value)) },
        notes: [note],
        evidence: ""
      )
    }
  }

  private static func organizations(
    of commit: Contribution,
    owner: String?,
    _ log: ActivityLog
  ) -> Set<String> {
    guard commit.isMerged else { return owner.map { [$0] } ?? [] }
    return commit.actors.reduce(into: []) { organizations, actor in
      let known = log.affiliations[actor] ?? []
      if let owner, known.contains(owner) {
        organizations.insert(owner)
      } else if let first = known.min() {
        organizations.insert(first)
      }
    }
  }
}
