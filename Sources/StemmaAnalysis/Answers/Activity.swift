package import StemmaCache
import StemmaRecords

/// What happened on a repository, a family, a project or an owner's repositories, month by month,
/// and what metrics say of it.
public struct Activity: Sendable {
  /// One calendar month in UTC; nil where nothing was harvested that would tell.
  public struct Month: Sendable, Hashable {
    /// Such as `2024-07`.
    public let month: String
    /// What was done.
    public let commits, discussions, pullRequests, answers: Int?
    /// Distinct accounts that did it, and those that did for the first time.
    public let contributors, newcomers: Int?
  }

  /// What kind of subject it is of.
  public let scope: MetricScope
  /// The subject's name.
  public let subject: String
  /// The day on which it appeared, as far as the Hub or the oldest commit tells; nil when unknown.
  public let released: String?
  /// The last day of which anything is known; nil when nothing is.
  public let until: String?
  /// What was counted.
  public let filter: ActivityFilter
  /// Its repositories, and of how many the commits and the discussions are known.
  public let repositories, commitsKnown, discussionsKnown: Int
  /// From the release, or the first day that counts, to the harvest.
  public let months: [Month]
  /// Why there are no months; nil when there are.
  public let reason: String?
  /// What each metric that such a subject can have says of it, but those that the months show.
  public let measures: [Measure]
  /// What is not known and what was left out.
  public let notes: [String]

  /// - Throws: `AnswerError` of code `misuse` when the filter has no date where one belongs.
  package init(
    of subject: MetricSubject,
    filter: ActivityFilter,
    at moment: Moment,
    in connection: Connection
  ) throws {
    let log = try ActivityLog(of: subject, filter: filter, at: moment, in: connection)
    scope = subject.scope
    self.subject = subject.name
    self.filter = filter
    released = log.release.map(ActivityLog.day)
    until = log.end.map(ActivityLog.day)
    repositories = log.repos.count
    commitsKnown = log.repos.count { $0.knows(.commits) }
    discussionsKnown = log.repos.count { $0.knows(.discussions) }
    months = Self.months(of: log)
    reason = log.unknown(ActivityRepo.Part.allCases)
    notes = log.notes()
    measures = try MetricList.measures(
      MetricList.all.filter {
        $0 is any FilteredMetric && $0.definition.scopes.contains(subject.scope)
          && !Self.isMonthly($0)
      },
      of: subject,
      log: log,
      at: moment,
      in: connection
    )
  }

  private static func isMonthly(_ metric: any Metric) -> Bool {
    metric.definition.name.hasPrefix("monthly-")
  }

  private static func months(of log: ActivityLog) -> [Month] {
    guard log.unknown(ActivityRepo.Part.allCases) == nil else { return [] }
    var counts: [Contribution.Kind: [String: Int]] = [:]
    for kind in Contribution.Kind.allCases where log.repos.contains(where: { $0.knows(kind.part) })
    {
      counts[kind] = ActivityLog.counted(log.contributions.filter { $0.kind == kind }[...])
    }
    let (people, new) = (ActivityLog.contributors(log.contributions), log.newcomers)
    return log.months().map { month in
      Month(
        month: month,
        commits: counts[.commit].map { $0[month] ?? 0 },
        discussions: counts[.discussion].map { $0[month] ?? 0 },
        pullRequests: counts[.pullRequest].map { $0[month] ?? 0 },
        answers: counts[.answer].map { $0[month] ?? 0 },
        contributors: people[month] ?? 0,
        newcomers: new[month] ?? 0
      )
    }
  }
}
