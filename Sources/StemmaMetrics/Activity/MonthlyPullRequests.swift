struct MonthlyPullRequests: ActivityMetric {
  let definition = MetricDefinition(
    "monthly-pull-requests",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Pull requests opened a month, from the month of release to that of the "
      + "harvest.",
    formula: "p(t) = |{pull requests opened in month t}|; the value is the mean over the "
      + "months",
    unit: "pull requests",
    source: "CHAOSS, Change Requests.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Months are calendar months in UTC; the first and the last are not whole.",
      "Discussions that were deleted or hidden before the harvest are missing.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.monthly(.pullRequest)
  }
}
