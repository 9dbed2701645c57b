import Stemma
public import ArgumentParser
public import StemmaMetrics

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
        stemma metrics run own-share --study cartography-2025
        stemma metrics run own-share pythia --study cartography-2025

      With --study the projects of a study in the cache are measured, or the one that ID names. \
      Accounts of theirs that are official, former or of staff are their own people.
      """
  )

  @Argument(help: "The metric's name.")
  var name: String

  @Argument(help: "A repository's id, an old name or address, an owner's or a project's name.")
  var id: String = ""

  @Option(
    name: .customLong("of"),
    help: "What ID names: model, dataset, space, family, project, owner or cache."
  )
  var scope: MetricScope?

  @Option(help: .init("Measure projects of this study.", valueName: "name"))
  var study: String?

  @Flag(inversion: .prefixedNo, help: "Keep the measure in the cache.")
  var keep = true

  @OptionGroup var filter: ActivityFilterOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    let measures = try measures()
    if study == nil || !id.isEmpty {
      for measure in measures { try options.write(measure) }
    } else {
      try options.write(MeasureList(measures))
    }
    // What the cache keeps is by the definition alone.
    guard keep, filter.filter == ActivityFilter() else { return }
    do {
      try Measurements(cachePath: options.question.cache.path).keep(measures)
    } catch {
      // The answer stands; a cache that is busy or read-only only cannot take it in.
      if !options.question.quiet { Console.say("The measure was not kept: \(error)") }
    }
  }

  private func measures() throws -> [Measure] {
    let answers = try options.answers()
    guard let study else {
      return [try answers.measure(name, of: id, scope: scope, filter: filter.filter)]
    }
    guard scope == nil || scope == .project else {
      throw ValidationError("With --study projects are measured: leave --of out.")
    }
    return try answers.measures(
      name,
      ofStudy: study,
      project: id.isEmpty ? nil : id,
      filter: filter.filter
    )
  }
}

extension MetricScope: ExpressibleByArgument {}
