struct ContributorSurvival: ActivityMetric {
  let definition = MetricDefinition(
    "contributor-survival",
    of: [.model, .dataset, .space, .family, .owner, .project, .cache],
    definition: "How long contributors stay: the median by Kaplan and Meier, and the share "
      + "still active after so many days.",
    formula: "S(t) = product over t_i <= t of (1 - ended_i / at risk_i); a life is from the "
      + "first contribution to the last, ended when 180 d of silence follow, else censored at "
      + "that contribution; bands by Greenwood in log(-log S)",
    unit: "days",
    source: "Kaplan and Meier 1958; Greenwood 1926; Kalbfleisch and Prentice 1980 for the "
      + "bands.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "The silence of 180 days is our own choice; a finished repository is not a dead one.",
      "Whoever contributed once lived for 0 days.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading {
      let end = log.end ?? 0
      return ActivityLog.survival(
        ActivityLog.contributors(in: log.history).map {
          ActivityLog.life(from: $0.first, to: $0.last, watchedTo: end)
        },
        of: "contributors"
      )
    }
  }
}
