struct DumpIndex: ActivityMetric {
  let definition = MetricDefinition(
    "dump-index",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Share of a repository's commits that were made within 48 hours of its "
      + "creation.",
    formula: "|{commits with date <= created + 48 h}| / |{commits}|, the mean over "
      + "repositories with commits",
    unit: "1",
    source: "Our own, for the claim that internal work is uploaded regularly.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots are left out unless they are asked for, the Hub's own first commit with them.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "Commits older than the repository came with a push, and count as part of the dump.",
      "One big upload is normal on the Hub: high values are the rule.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading(of: [.commit]) {
      let commits = Dictionary(
        grouping: log.contributions.filter { $0.kind == .commit },
        by: \.repo
      )
      let shares = log.repos.compactMap { repo in
        commits[repo.id].flatMap { Self.share(of: $0, in: repo) }
      }
      guard !shares.isEmpty else {
        return .none(because: "no repository has commits that count and a release", evidence: "")
      }
      let undated = log.repos.count { commits[$0.id] != nil && !$0.hasTrueCreation }
      let total = shares.reduce(0) { $0 + $1.all }
      let early = shares.reduce(0) { $0 + $1.early }
      return Reading(
        shares.reduce(0) { $0 + $1.share } / Double(shares.count),
        points: shares.prefix(50).map {
          .init($0.name, $0.share, note: "\($0.early) of \($0.all) commits")
        },
        notes: ["\(early) of all \(total) commits of \(shares.count) repositories are that early."]
          + (undated == 0
            ? []
            : [
              "Repositories without a known creation date: \(undated). Their oldest commit is used "
                + "instead."
            ]),
        evidence: ""
      )
    }
  }

  private struct Share {
    let name: String
    let early, all: Int
    var share: Double { Double(early) / Double(all) }
  }

  private static func share(of commits: [Contribution], in repo: ActivityRepo) -> Share? {
    repo.release.map { release in
      Share(
        name: repo.name,
        early: commits.count { $0.time <= release + 172_800 },
        all: commits.count
      )
    }
  }
}
