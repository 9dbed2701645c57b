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
