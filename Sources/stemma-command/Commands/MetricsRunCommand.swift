public import ArgumentParser
public import Stemma
import StemmaReports

/// The command `stemma metrics run NAME [ID]`.
struct MetricsRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measure one subject, and keep the measure in the cache.",
    discussion: """
      Without an ID the whole cache is measured, where the metric can be. The measure is kept in \
      the table `measure` with the harvest it came from, unless --no-keep is given. Of activity \
      --since and --include-… change what counts; such measures are not kept.

        stemma metrics run derivative-count EleutherAI/pythia-70m --json
      """
  )

  @Argument(help: "The metric's name.")
  var name: String

  @Argument(help: "A repository's id, an old name or address, or an owner's name.")
  var id: String = ""

  @Option(
    name: .customLong("of"),
    help: "What ID names: model, dataset, space, family, project, owner or cache."
  )
  var scope: MetricScope?

  @Flag(inversion: .prefixedNo, help: "Keep the measure in the cache.")
  var keep = true

  @OptionGroup var filter: ActivityFilterOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    let measure = try options.answers().measure(
      name,
      of: id,
      scope: scope,
      filter: filter.filter
    )
    options.write(measure)
    // What the cache keeps is by the definition alone.
    guard keep, filter.filter == ActivityFilter() else { return }
    do {
      try Measurements(cachePath: options.question.cache.path).keep([measure])
    } catch {
      // The answer stands; a cache that is busy or read-only only cannot take it in.
      if !options.question.quiet { Console.say("The measure was not kept: \(error)") }
    }
  }
}

extension MetricScope: ExpressibleByArgument {}
