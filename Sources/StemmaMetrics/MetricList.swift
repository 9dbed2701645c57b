package import StemmaCore
package import StemmaStore

/// Every metric there is; a test holds the list to the files beside it.
package enum MetricList {
  package static let all: [any Metric] = [
    DerivativeCount(),
    DerivativeGrowth(),
    DerivativeCurve(),
    DaysToFirstDerivative(),
    OwnShare(),
    DownstreamOrganizations(),
    LanguagesAdded(),
    LoadingSpaces(),
    CitingRepositories(),
    DerivativePapers(),
    DatasetUsers(),
    DatasetTrainedUsers(),
    DatasetReuseConcentration(),
    Downloads(),
    AllTimeDownloads(),
    Likes(),
    TrendingScore(),
    AttentionGrowth(),
    DownloadGini(),
    GiniByDay(),
    PublisherGini(),
    PublisherHhi(),
    TopShare(),
    DownloadLorenz(),
    FamilyDownloads(),
    MonthlyCommits(),
    MonthlyDiscussions(),
    MonthlyPullRequests(),
    MonthlyAnswers(),
    MonthlyLikes(),
    MonthlyContributors(),
    MonthlyNewcomers(),
    TimeToFirstResponse(),
    ClosureRatio(),
    ContributorAbsenceFactor(),
    ElephantFactor(),
    OccasionalContributors(),
    InactiveContributors(),
    ActivityBurstiness(),
    NewcomerOverlap(),
    ActivityHalfLife(),
    RepositorySurvival(),
    ContributorSurvival(),
    DumpIndex(),
    SuccessorEffect(),
  ]

  /// The metric of that name.
  ///
  /// - Throws: `AnswerError` of code `unknownName`, with names that come near.
  package static func metric(named name: String) throws -> any Metric {
    if let metric = all.first(where: { $0.definition.name == name }) { return metric }
    let near = all.map(\.definition.name).filter { $0.contains(name) || name.contains($0) }
    let hint =
      near.isEmpty
      ? "List them with `stemma metrics ls`." : "Did you mean \(near.joined(separator: ", "))?"
    throw AnswerError(.unknownName, "There is no metric \(name). \(hint)")
  }
}

extension MetricList {
  /// Those that tell how a subject lives on: of its commits and discussions, and of what came after it.
  package static var ofActivity: [any Metric] {
    all.filter { $0 is any ActivityMetric || $0 is SuccessorEffect }
  }

  /// Measures one subject by several metrics, those of activity from one reading of its life.
  ///
  /// The subject's scope must be one of each metric's.
  package static func measures(
    _ metrics: [any Metric],
    of subject: MetricSubject,
    in connection: Connection
  ) throws -> [Measure] {
    let log = try ActivityLog(of: subject, in: connection)
    return try measures(metrics, of: subject, log: log, in: connection)
  }

  /// Measures one subject, whose life is `log`.
  package static func measures(
    _ metrics: [any Metric],
    of subject: MetricSubject,
    log: ActivityLog,
    in connection: Connection
  ) throws -> [Measure] {
    let harvest = try connection.asOf.harvest ?? 0
    return try metrics.map { metric in
      guard let metric = metric as? any ActivityMetric else {
        return try metric.measured(subject, filter: log.filter, in: connection)
      }
      return Measure(
        definition: metric.definition,
        scope: subject.scope,
        subject: subject.name,
        harvest: harvest,
        reading: metric.reading(of: log)
      )
    }
  }
}

/// What one metric says of several subjects.
package struct MeasureList: Report {
  private let measures: [Measure]

  package init(_ measures: [Measure]) { self.measures = measures }

  package var json: JSONValue { .array(measures.map(\.json)) }

  /// The rows of each, one below the other.
  package var table: Table {
    let tables = measures.map(\.table)
    return Table(tables.first?.headings ?? [], rows: tables.flatMap(\.rows))
  }

  /// One row a subject; the parts are told when it is asked for alone.
  package var text: String {
    Table(
      ["subject", "value", "unit", "why not"],
      rows: measures.map {
        [
          .text($0.subject), Table.Cell(measured: $0.value), .text($0.definition.unit),
          Table.Cell($0.reason),
        ]
      }
    ).text(as: .table)
  }
}
