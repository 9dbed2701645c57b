import StemmaCore
struct ContributorAbsenceFactor: ActivityMetric {
  let definition = MetricDefinition(
    "contributor-absence-factor",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "The smallest number of committers who together made half of the commits.",
    formula: "min {k : the k most active committers made at least 50 % of the commits}; a "
      + "commit counts for each of its authors",
    unit: "contributors",
    source: "CHAOSS, Contributor Absence Factor.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "One account may push the work of many.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading(of: [.commit]) {
      let committers = ActivityLog.contributors(
        in: log.contributions.filter { $0.kind == .commit }
      )
      guard let factor = Statistics.absenceFactor(committers.map(\.count)) else {
        return .none(because: "no commit has an author that counts", evidence: "")
      }
      let total = committers.reduce(0) { $0 + $1.count }
      return Reading(
        Double(factor),
        points: committers.prefix(10).map {
          Measure.Point(log.name(of: $0.account), Double($0.count))
        },
        notes: [
          "\(committers.count.counted("committer")) made \(total.counted("commit")); the points count commits."
        ],
        evidence: ""
      )
    }
  }
}
