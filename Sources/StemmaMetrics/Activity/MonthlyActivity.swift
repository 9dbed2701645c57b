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
