struct TimeToFirstResponse: ActivityMetric {
  let definition = MetricDefinition(
    "time-to-first-response",
    of: [.model, .dataset, .space, .family, .owner, .project],
    definition: "Median time from the opening of a discussion or pull request to the first "
      + "comment of somebody else.",
    formula: "the median of answered(i) - opened(i) over the answered ones; the estimate of "
      + "Kaplan and Meier takes those without an answer as censored at the harvest",
    unit: "days",
    source: "CHAOSS, Time to First Response.",
    cautions: [
      "What was not harvested with --details is unknown, and never zero.",
      "Bots, drafts and mass publishers are left out unless they are asked for; a bot under a "
        + "person's name is not found.",
      "Discussions that were deleted or hidden before the harvest are missing.",
      "The median is of the answered ones alone; that of Kaplan and Meier takes the others "
        + "into account.",
      "Merging or closing without a comment is no response.",
      "Maintainers are those whom the Hub marks as owner of the repository or member of its "
        + "organization.",
    ]
  )

  func reading(of log: ActivityLog) -> Reading {
    log.reading(of: [.discussion, .pullRequest, .answer]) {
      let threads = log.threads.filter { $0.isRead && $0.openedAt != nil }
      guard !threads.isEmpty else {
        return .none(because: "nothing was opened of which the answers were read", evidence: "")
      }
      let anyone = waits(in: threads, log, \.answer)
      let points =
        Self.points("anyone", anyone)
        + Self.points("maintainers", waits(in: threads, log, \.maintainersAnswer))
        + Self.points("others", waits(in: threads, log, \.othersAnswer))
      let median = Statistics.median(anyone.filter(\.isEnded).map(\.duration))
      let censored = anyone.count { !$0.isEnded }
      var reading = Reading(
        median,
        points: points,
        notes: ["\(censored) of \(anyone.count) had no answer by the harvest: right-censored."],
        evidence: ""
      )
      if median == nil { reading.notes.append("Nothing was answered, so there is no median.") }
      return reading
    }
  }

  /// How long each waited: for an answer, or without one up to the harvest.
  private func waits(
    in threads: [ActivityThread],
    _ log: ActivityLog,
    _ answer: KeyPath<ActivityThread, Int64?>
  ) -> [KaplanMeier.Subject] {
    let ends = Dictionary(uniqueKeysWithValues: log.repos.map { ($0.id, $0.end(of: .discussions)) })
    return threads.compactMap { thread in
      guard let opened = thread.openedAt,
        let last = thread[keyPath: answer] ?? (ends[thread.repo] ?? nil) ?? log.end
      else { return nil }
      return KaplanMeier.Subject(
        duration: Double(max(0, last - opened)) / ActivityLog.secondsOfDay,
        isEnded: thread[keyPath: answer] != nil
      )
    }
  }

  private static func points(_ who: String, _ waits: [KaplanMeier.Subject]) -> [Measure.Point] {
    let answered = waits.filter(\.isEnded)
    return [
      .init(
        "\(who): median",
        Statistics.median(answered.map(\.duration)),
        note: "of \(answered.count) answered; \(waits.count - answered.count) censored"
      ),
      .init("\(who): Kaplan-Meier median", KaplanMeier(waits).median),
      .init(
        "\(who): share answered",
        Double(answered.count) / Double(waits.count),
        note: "a ratio: \(answered.count) of \(waits.count)"
      ),
    ]
  }
}
