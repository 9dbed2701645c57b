struct MonthlyNewcomers: ActivityMetric {
  let definition = MetricDefinition(
    "monthly-newcomers",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Accounts a month that contributed for the first time.",
    formula: "n(t) = |{accounts whose first contribution falls in month t}|; the value is the "
      + "mean over the months",
    unit: "contributors",
    source: "CHAOSS, New Contributors.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Months are calendar months in UTC; the first and the last are not whole.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "New to the subject, not to the Hub: whoever was elsewhere before is new here.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.monthly(Contribution.Kind.allCases) { _ in log.newcomers }
  }
}
