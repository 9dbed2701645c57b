struct MonthlyAnswers: ActivityMetric {
  let definition = MetricDefinition(
    "monthly-answers",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Comments a month on what somebody else opened, from the month of release to "
      + "that of the harvest.",
    formula: "a(t) = |{comments of month t on a discussion or pull request of another "
      + "account}|; the value is the mean over the months",
    unit: "answers",
    source: "After CHAOSS, Types of Contributions.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Months are calendar months in UTC; the first and the last are not whole.",
      "Discussions that were deleted or hidden before the harvest are missing.",
      "Deleted accounts cannot be told apart: one of them does not answer another.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.monthly(.answer)
  }
}
