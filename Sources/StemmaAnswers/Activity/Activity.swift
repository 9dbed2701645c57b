public import StemmaCore
public import StemmaMetrics
package import StemmaStore

/// What happened on a repository, a family, a project or an owner's repositories, month by month,
/// and what metrics say of it.
public struct Activity: Sendable {
  /// One calendar month in UTC; nil where nothing was harvested that would tell.
  public struct Month: Sendable, Hashable {
    /// Such as `2024-07`.
    public let month: String
    /// What was done.
    public let commits, discussions, pullRequests, answers: Int?
    /// Likes that were given then and still stand.
    public let likes: Int?
    /// Distinct accounts that did it, and those that did for the first time.
    public let contributors, newcomers: Int?

    /// Makes one from its parts, without a cache.
    public init(
      month: String,
      commits: Int? = nil,
      discussions: Int? = nil,
      pullRequests: Int? = nil,
      answers: Int? = nil,
      likes: Int? = nil,
      contributors: Int? = nil,
      newcomers: Int? = nil
    ) {
      self.month = month
      self.commits = commits
      self.discussions = discussions
      self.pullRequests = pullRequests
      self.answers = answers
      self.likes = likes
      self.contributors = contributors
      self.newcomers = newcomers
    }
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

  /// Makes one from its parts, without a cache.
  public init(
    scope: MetricScope,
    subject: String,
    released: String? = nil,
    until: String? = nil,
    filter: ActivityFilter,
    repositories: Int,
    commitsKnown: Int,
    discussionsKnown: Int,
    months: [Month] = [],
    reason: String? = nil,
    measures: [Measure] = [],
    notes: [String] = []
  ) {
    self.scope = scope
    self.subject = subject
    self.released = released
    self.until = until
    self.filter = filter
    self.repositories = repositories
    self.commitsKnown = commitsKnown
    self.discussionsKnown = discussionsKnown
    self.months = months
    self.reason = reason
    self.measures = measures
    self.notes = notes
  }

  /// - Throws: `AnswerError` of code `misuse` when the filter has no date where one belongs.
  package init(
    of subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws {
    let log = try ActivityLog(of: subject, filter: filter, in: connection)
    scope = subject.scope
    self.subject = subject.name
    self.filter = filter
    released = log.release.map(ActivityLog.day)
    until = log.end.map(ActivityLog.day)
    repositories = log.repos.count
    commitsKnown = log.repos.count { $0.knows(.commits) }
    discussionsKnown = log.repos.count { $0.knows(.discussions) }
    months = Self.months(of: log, likes: try LikeMonths(of: subject, in: connection).counts)
    reason = log.unknown(ActivityRepo.Part.allCases)
    notes = log.notes()
    measures = try MetricList.measures(
      MetricList.ofActivity.filter {
        $0.definition.scopes.contains(subject.scope) && !Self.isMonthly($0)
      },
      of: subject,
      log: log,
      in: connection
    )
  }

  private static func isMonthly(_ metric: any Metric) -> Bool {
    metric.definition.name.hasPrefix("monthly-")
  }

  private static func months(of log: ActivityLog, likes: [String: Int]) -> [Month] {
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
        likes: likes.isEmpty ? nil : likes[month] ?? 0,
        contributors: people[month] ?? 0,
        newcomers: new[month] ?? 0
      )
    }
  }
}

extension Activity: Report {
  /// The answer with every field, in the shape that is promised to programs.
  public var json: JSONValue {
    [
      "subject": .string(subject), "scope": .string(scope.rawValue),
      "released": .init(released), "until": .init(until), "since": .init(filter.since),
      "includes_bots": .bool(filter.includesBots), "includes_drafts": .bool(filter.includesDrafts),
      "includes_mass_publishers": .bool(filter.includesMassPublishers),
      "repositories": .integer(Int64(repositories)),
      "commits_known": .integer(Int64(commitsKnown)),
      "discussions_known": .integer(Int64(discussionsKnown)),
      "reason": .init(reason),
      "months": .array(months.map(\.json)),
      "metrics": .array(measures.map(\.json)),
      "notes": .array(notes.map(JSONValue.string)),
    ]
  }

  /// The answer as rows.
  public var table: Table { Month.table(months) }

  /// The answer for a terminal.
  public var text: String {
    let parts = [headline, reason == nil ? curves : nil, reason == nil ? monthTable : nil]
    return (parts + [measureTable, remarks]).compactMap { $0 }.joined(separator: "\n")
  }

  private var headline: String {
    let time = [released.map { "released \($0)" }, until.map { "known up to \($0)" }]
      .compactMap { $0 }.joined(separator: ", ")
    let title = "Activity of \(scope.rawValue) \(TerminalText.inert(subject))"
    let lead = time.isEmpty ? "\(title)\n" : "\(title): \(time)\n"
    guard let reason else { return lead }
    return lead + "\(TerminalText.inert(reason))\n"
  }

  private var curves: String? {
    guard months.count > 1 else { return nil }
    let numbers: [(String, KeyPath<Month, Int?>)] = [
      ("commits", \.commits), ("discussions", \.discussions), ("pull requests", \.pullRequests),
      ("answers", \.answers), ("likes", \.likes), ("contributors", \.contributors),
      ("newcomers", \.newcomers),
    ]
    let recent = months.suffix(60)
    let isWhole = recent.count == months.count
    let rows: [[Table.Cell]] = numbers.map { name, path in
      [.text(name), .text(Sparkline.text(recent.map { $0[keyPath: path] }))]
    }
    let span = "\(recent.first?.month ?? "") to \(recent.last?.month ?? "")"
    return Table([isWhole ? "a month" : "of late", span], rows: rows).text(as: .table)
  }

  private var monthTable: String? {
    guard !months.isEmpty else { return nil }
    let shown = months.suffix(12)
    let more = months.count - shown.count
    return (more > 0 ? "… \(more) earlier months: see --format csv\n" : "")
      + Month.table(Array(shown)).text(as: .table)
  }

  private var measureTable: String? {
    guard reason == nil else { return nil }
    let known = measures.filter { $0.reason == nil }
    let unknown = measures.filter { $0.reason != nil }
    let rows: [[Table.Cell]] = known.map { measure in
      let unit = measure.definition.unit
      return [
        .text(measure.definition.name), Table.Cell(measured: measure.value),
        .text(unit == "1" ? "" : unit), .text(measure.gist),
      ]
    }
    return Table(["metric", "value", "unit", "that is"], rows: rows).text(as: .table)
      + unknown.map {
        "\($0.definition.name): \(TerminalText.inert($0.reason ?? ""))\n"
      }.joined()
  }

  private var remarks: String? {
    let lines = reason == nil ? notes + ["Details: stemma metrics run METRIC ID"] : []
    return lines.isEmpty ? nil : lines.map { TerminalText.inert($0) + "\n" }.joined()
  }
}

extension Activity.Month {
  fileprivate var json: JSONValue {
    [
      "month": .string(month), "commits": .init(commits), "discussions": .init(discussions),
      "pull_requests": .init(pullRequests), "answers": .init(answers),
      "likes": .init(likes),
      "contributors": .init(contributors), "newcomers": .init(newcomers),
    ]
  }

  fileprivate static func table(_ months: [Self]) -> Table {
    Table(
      [
        "month", "commits", "discussions", "pull_requests", "answers", "likes", "contributors",
        "newcomers",
      ],
      rows: months.map {
        [
          .text($0.month), Table.Cell($0.commits), Table.Cell($0.discussions),
          Table.Cell($0.pullRequests), Table.Cell($0.answers), Table.Cell($0.likes),
          Table.Cell($0.contributors), Table.Cell($0.newcomers),
        ]
      }
    )
  }
}

extension Measure {
  /// The first points in a few words, for a line of a table.
  fileprivate var gist: String {
    let first = points.first { $0.value != nil && $0.note != nil }
    if let first, let note = first.note {
      return first.label.isEmpty ? note : "\(first.label): \(note)"
    }
    return notes.first ?? ""
  }
}
