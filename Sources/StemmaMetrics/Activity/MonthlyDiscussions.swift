struct MonthlyDiscussions: ActivityMetric {
  let definition = MetricDefinition(
    "monthly-discussions",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Discussions opened a month, without pull requests, from the month of release "
      + "to that of the harvest.",
    formula: "d(t) = |{discussions opened in month t}|; the value is the mean over the months",
    unit: "discussions",
    source: "Osborne, Ding and Kirk 2024, section on data; CHAOSS, Issues New.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Months are calendar months in UTC; the first and the last are not whole.",
      "Discussions that were deleted or hidden before the harvest are missing.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.monthly(.discussion)
  }
}
