import ArgumentParser
import Stemma
import StemmaMetrics

/// The command `stemma activity ID...`.
struct ActivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activity",
    abstract: "Show commits, discussions, pull requests, answers and contributors per month.",
    discussion: """
      Needs harvested details: `stemma harvest ID --details study`, or `--details all` for a family. \
      Months are calendar months in UTC. Several ids count as one project.

        stemma activity EleutherAI/pythia-70m --since 2024-01-01
        stemma activity EleutherAI/pythia-70m --of family
        stemma activity EleutherAI/pythia-70m datasets/EleutherAI/pile --json
        stemma activity pythia --study cartography-2025
      """
  )

  @Argument(
    help: "A repository (id, former name or URL), a study's project, or an owner; repeatable."
  )
  var ids: [String]

  @Option(
    name: .customLong("of"),
    help:
      "What ID names: model, dataset, space, family, project or owner. Default: guessed from ID."
  )
  var scope: MetricScope?

  @Option(help: .init("The study that the project belongs to.", valueName: "name"))
  var study: String?

  @OptionGroup var filter: ActivityFilterOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    var question = ActivityQuestion(of: ids, scope: scope)
    question.study = study
    question.filter = filter.filter
    try options.write(options.answers().activity(question))
  }
}

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
