struct MonthlyCommits: ActivityMetric {
  let definition = MetricDefinition(
    "monthly-commits",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Commits a month, from the month of release to that of the harvest.",
    formula: "c(t) = |{commits dated in month t}|; the value is the mean over the months",
    unit: "commits",
    source: "Osborne, Ding and Kirk 2024, section on data; CHAOSS, Code Changes.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Months are calendar months in UTC; the first and the last are not whole.",
      "A squashed history shows one commit where there were many, unless a harvest saw them.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.monthly(.commit)
  }
}
