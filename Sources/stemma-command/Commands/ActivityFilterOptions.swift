import ArgumentParser
import StemmaMetrics

/// What of activity counts.
struct ActivityFilterOptions: ParsableArguments {
  @Option(help: .init("Count from this day on, such as 2024-06-01.", valueName: "date"))
  var since: String?

  @Flag(help: "Also count bots.")
  var includeBots = false

  @Flag(help: "Also count draft pull requests.")
  var includeDrafts = false

  @Flag(help: "Also count mass publishers: owners of very many models.")
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
