struct RepositorySurvival: ActivityMetric {
  let definition = MetricDefinition(
    "repository-survival",
    of: [.family, .owner, .project, .cache],
    definition: "How long repositories stay active: the median by Kaplan and Meier, and the "
      + "share still active after so many days.",
    formula: "S(t) = product over t_i <= t of (1 - ended_i / at risk_i); a life is from "
      + "release to the last contribution, ended when 180 d of silence follow, else censored at "
      + "that contribution; bands by Greenwood in log(-log S)",
    unit: "days",
    source: "Kaplan and Meier 1958; Greenwood 1926; Kalbfleisch and Prentice 1980 for the "
      + "bands.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "The silence of 180 days is our own choice; a finished repository is not a dead one.",
      "Survivors only: repositories deleted before the first harvest are not seen.",
      "Likes, downloads and derivatives are no sign of life here.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading {
      let known = log.repos.filter { repo in
        ActivityRepo.Part.allCases.contains { repo.knows($0) } && repo.release != nil
      }
      let last = log.history.reduce(into: [Int64: Int64]()) { $0[$1.repo] = $1.time }
      return ActivityLog.survival(
        known.compactMap { repo in
          guard let release = repo.release,
            let end = ActivityRepo.Part.allCases.compactMap({ repo.end(of: $0) }).max()
          else { return nil }
          return ActivityLog.life(from: release, to: last[repo.id] ?? release, watchedTo: end)
        },
        of: "repositories"
      )
    }
  }
}
