struct OccasionalContributors: ActivityMetric {
  let definition = MetricDefinition(
    "occasional-contributors",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Accounts that made no more than two contributions.",
    formula: "|{accounts with 1 <= contributions <= 2}|",
    unit: "contributors",
    source: "CHAOSS, Occasional Contributors.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "The threshold of two is our own choice; CHAOSS leaves it to the community.",
      "Whoever came last may still become regular.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading {
      let all = ActivityLog.contributors(in: log.contributions)
      let occasional = all.count { $0.count <= Self.most }
      return Reading(
        Double(occasional),
        points: [
          .init("all contributors", Double(all.count)),
          .init("with one contribution", Double(all.count { $0.count == 1 })),
          .init(
            "share occasional",
            all.isEmpty ? nil : Double(occasional) / Double(all.count),
            note: "a ratio"
          ),
        ],
        evidence: ""
      )
    }
  }

  private static let most = 2
}
