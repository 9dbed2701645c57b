struct InactiveContributors: ActivityMetric {
  let definition = MetricDefinition(
    "inactive-contributors",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Accounts that have been silent for 180 days at the harvest.",
    formula: "|{accounts with harvest - last contribution >= 180 d}|; g(t) = those whose "
      + "silence reached 180 d in month t",
    unit: "contributors",
    source: "CHAOSS, Inactive Contributors.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "The silence of 180 days is our own choice; a finished repository is not a dead one.",
      "Activity elsewhere, on other repositories, is not seen.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading {
      let all = ActivityLog.contributors(in: log.contributions)
      let end = log.end ?? 0
      let gone = all.filter { end - $0.last >= ActivityLog.silence }
      let byMonth = Dictionary(grouping: gone) { ActivityLog.month($0.last + ActivityLog.silence) }
      return Reading(
        Double(gone.count),
        points: log.months().map { Measure.Point($0, Double(byMonth[$0]?.count ?? 0)) },
        notes: ["\(gone.count) of \(all.count) contributors are inactive."],
        evidence: ""
      )
    }
  }
}
