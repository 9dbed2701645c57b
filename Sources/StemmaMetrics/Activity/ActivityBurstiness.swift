import StemmaCore

struct ActivityBurstiness: ActivityMetric {
  let definition = MetricDefinition(
    "activity-burstiness",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "How unevenly contributions follow each other: -1 like a clock, 0 at random, "
      + "towards 1 in bursts.",
    formula: "A = (sqrt(n+1) r - sqrt(n-1)) / ((sqrt(n+1) - 2) r + sqrt(n-1)), r = sd / mean "
      + "of the n times between contributions",
    unit: "1",
    source: "Goh and Barabasi 2008, corrected for finite n by Kim and Jo 2016; after CHAOSS, "
      + "Burstiness.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "It looks at the order in time alone: how much happens does not count.",
      "A push of many commits has as many dates as Git gave them.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading {
      let groups: [(String, Set<Contribution.Kind>)] = [
        ("commits", [.commit]), ("discussions and pull requests", [.discussion, .pullRequest]),
        ("answers", [.answer]),
      ]
      let all = Self.burst("all", log.contributions)
      let points = groups.map { label, kinds in
        Self.burst(label, log.contributions.filter { kinds.contains($0.kind) })
      }
      guard all.value != nil else {
        return .none(
          because: "it needs three contributions that do not all fall on one moment",
          evidence: ""
        )
      }
      return Reading(all.value, points: [all] + points, evidence: "")
    }
  }

  private static func burst(
    _ label: String,
    _ contributions: some Sequence<Contribution>
  ) -> Measure.Point {
    let intervals = Statistics.intervals(between: contributions.map { Double($0.time) })
    return .init(
      label,
      Statistics.finiteBurstiness(intervals: intervals),
      note: "\(intervals.count.counted("interval"))"
    )
  }
}
