import ArgumentParser
import StemmaMetrics

/// What of activity counts.
struct ActivityFilterOptions: ParsableArguments {
  @Option(help: .init("The first day that counts, such as 2024-06-01.", valueName: "date"))
  var since: String?

  @Flag(help: "Count accounts that act by themselves, too.")
  var includeBots = false

  @Flag(help: "Count pull requests that are drafts, too.")
  var includeDrafts = false

  @Flag(help: "Count owners of very many models, too.")
  var includeMassPublishers = false

  var filter: ActivityFilter {
    var filter = ActivityFilter()
    filter.since = since
    filter.includesBots = includeBots
    filter.includesDrafts = includeDrafts
    filter.includesMassPublishers = includeMassPublishers
    return filter
  }
}
