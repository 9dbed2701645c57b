struct MonthlyContributors: ActivityMetric {
  let definition = MetricDefinition(
    "monthly-contributors",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Distinct accounts a month that committed, opened or answered something.",
    formula: "k(t) = |{accounts with a contribution in month t}|; the value is the mean over "
      + "the months",
    unit: "contributors",
    source: "CHAOSS, Contributors.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Months are calendar months in UTC; the first and the last are not whole.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.monthly(Contribution.Kind.allCases) { ActivityLog.contributors($0) }
  }
}
