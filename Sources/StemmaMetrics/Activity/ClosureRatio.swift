struct ClosureRatio: ActivityMetric {
  let definition = MetricDefinition(
    "closure-ratio",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Share of what was opened that is closed or merged, discussions, pull "
      + "requests and merges apart.",
    formula: "closed / opened over what was opened from the first day that counts; merges: "
      + "merged / opened pull requests",
    unit: "1",
    source: "CHAOSS, Change Request Closure Ratio.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Discussions that were deleted or hidden before the harvest are missing.",
      "Of those opened in the period, where CHAOSS counts what was closed in it; without "
        + "--since it is the same.",
      "Few close what is answered on the Hub: an open discussion may be settled.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading(of: [.discussion, .pullRequest]) {
      let pulls = log.threads.filter(\.isPullRequest)
      let talks = log.threads.filter { !$0.isPullRequest }
      guard !log.threads.isEmpty else {
        return .none(because: "nothing was opened", evidence: "")
      }
      return Reading(
        Self.share(log.threads) { $0.ending != .open }.value,
        points: [
          Self.share(talks, "discussions") { $0.ending != .open },
          Self.share(pulls, "pull requests") { $0.ending != .open },
          Self.share(pulls, "merges") { $0.ending == .merged },
        ],
        evidence: ""
      )
    }
  }

  private static func share(
    _ threads: [ActivityThread],
    _ label: String = "",
    _ isCounted: (ActivityThread) -> Bool
  ) -> Measure.Point {
    let count = threads.count(where: isCounted)
    return .init(
      label,
      threads.isEmpty ? nil : Double(count) / Double(threads.count),
      note: "\(count) of \(threads.count)"
    )
  }
}
