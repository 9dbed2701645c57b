struct ActivityHalfLife: ActivityMetric {
  let definition = MetricDefinition(
    "activity-half-life",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Days from a repository's release until half of all its contributions so far "
      + "had been made.",
    formula: "the median of (time - release of its repository) over the contributions from "
      + "release on",
    unit: "days",
    source: "After the half-life of usage after release in Hugging Face, state of open "
      + "models, summer 2026.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Git lets anybody date and sign a commit; names that the Hub cannot place count as "
        + "accounts of their own.",
      "Right-censored: every later contribution moves it on, so that young repositories seem "
        + "short-lived.",
      "Creation of the repository is not release: weights may be published later.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading {
      let releases = Dictionary(uniqueKeysWithValues: log.repos.map { ($0.id, $0.release) })
      let ages = log.contributions.compactMap { contribution -> Double? in
        guard let release = releases[contribution.repo] ?? nil else { return nil }
        let age = Double(contribution.time - release) / ActivityLog.secondsOfDay
        return age < 0 ? nil : age
      }
      guard let half = Statistics.median(ages) else {
        return .none(because: "nothing happened after a known release", evidence: "")
      }
      let watched = log.repos.compactMap { repo in
        repo.release.flatMap { release in log.end.map { Double($0 - release) } }
      }
      return Reading(
        half,
        points: [0.25, 0.5, 0.75].map { share in
          .init("\(Int(share * 100)) % of contributions", Statistics.quantile(share, of: ages))
        },
        notes: Statistics.median(watched).map { seconds in
          [
            "\(ages.count) contributions; the median repository was watched for "
              + "\(Int(seconds / ActivityLog.secondsOfDay)) days after release, then censored."
          ]
        } ?? [],
        evidence: ""
      )
    }
  }
}
