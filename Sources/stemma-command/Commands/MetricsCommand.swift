public import ArgumentParser
import Stemma
import StemmaCore
public import StemmaMetrics

/// The command `stemma metrics …`.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Measure models, datasets, owners, projects or the whole cache.",
    discussion: """
      Each metric has a definition, a formula, a unit, a source and caveats:

        stemma metrics ls
        stemma metrics show derivative-count
        stemma metrics run derivative-count EleutherAI/pythia-70m
      """,
    subcommands: [MetricsLsCommand.self, MetricsShowCommand.self, MetricsRunCommand.self]
  )
}

/// The command `stemma metrics ls`.
struct MetricsLsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the metrics."
  )

  @OptionGroup var writing: FormatOptions

  func run() throws {
    let rows = Answers.metrics.map { metric -> [Table.Cell] in
      [
        .text(metric.name), .text(metric.scopes.map(\.rawValue).joined(separator: ",")),
        .text(metric.unit), .text(metric.definition),
      ]
    }
    try writing.write(Table(["metric", "of", "unit", "definition"], rows: rows))
  }
}

/// The command `stemma metrics show NAME`.
struct MetricsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a metric's definition, formula, unit, source and caveats."
  )

  @Argument(help: "The metric's name.")
  var name: String

  @OptionGroup var writing: FormatOptions

  func run() throws { try writing.write(Answers.metric(name)) }
}

/// The command `stemma metrics run NAME [ID]`.
struct MetricsRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Measure a subject, and store the result in the cache.",
    discussion: """
      Without ID, measures the whole cache if the metric supports it. The result is stored in the \
      table `measure` with the harvest it is based on, unless --no-keep is given. For metrics of \
      activity, --since and the --include options change what counts, and for metrics of derivatives \
      --since and --until, by creation, and --without; such results are not stored.

        stemma metrics run derivative-count EleutherAI/pythia-70m --json
        stemma metrics run own-share --study cartography-2025
        stemma metrics run own-share pythia --study cartography-2025

      With --study, measures every project of a study in the cache, or the project that ID names. \
      The official, former and staff accounts of a project count as its own.
      """
  )

  @Argument(help: "The metric's name.")
  var name: String

  @Argument(help: "A repository (id, former name or URL), an owner or a project.")
  var id: String = ""

  @Option(
    name: .customLong("of"),
    help: "What ID names: model, dataset, space, family, project, owner or cache."
  )
  var scope: MetricScope?

  @Option(help: .init("Measure this owner: as ID with --of owner.", valueName: "owner"))
  var owner: String?

  @Option(help: .init("Measure the projects of this study.", valueName: "name"))
  var study: String?

  @Flag(inversion: .prefixedNo, help: "Store the result in the cache.")
  var keep = true

  @OptionGroup var activity: ActivityFilterOptions
  @Option(
    help: .init(
      "For metrics of derivatives: count models created on or before this day.",
      valueName: "date"
    )
  )
  var until: String?

  @OptionGroup var leftOut: LeftOutOptions
  @OptionGroup var basis: RelationBasisOption
  @OptionGroup var options: AnswerOptions

  private var filter: ActivityFilter {
    var filter = activity.filter
    filter.includesMassUploads = !leftOut.leavesOutMassUploads
    filter.relationBasis = basis.relationBy
    filter.until = until
    return filter
  }

  func run() throws {
    let measures = try measures()
    if study == nil || !id.isEmpty {
      for measure in measures { try options.write(measure) }
    } else {
      try options.write(MeasureList(measures))
    }
    // What the cache keeps is by the definition alone.
    guard keep, filter == ActivityFilter() else { return }
    do {
      try Measurements(cachePath: options.question.cache.path).keep(measures)
    } catch {
      // The answer stands; a cache that is busy or read-only only cannot take it in.
      guard !options.question.quiet else { return }
      Console.say("The result was not stored: \(Main.sentence(on: error))")
    }
  }

  private func measures() throws -> [Measure] {
    let answers = try options.answers()
    if let owner {
      guard id.isEmpty, study == nil, scope == nil || scope == .owner else {
        throw ValidationError("--owner names what is measured: leave out ID, --of and --study.")
      }
      return [try answers.measure(name, of: owner, scope: .owner, filter: filter)]
    }
    guard let study else {
      return [try answers.measure(name, of: id, scope: scope, filter: filter)]
    }
    guard scope == nil || scope == .project else {
      throw ValidationError("--study measures projects: leave out --of.")
    }
    return try answers.measures(
      name,
      ofStudy: study,
      project: id.isEmpty ? nil : id,
      filter: filter
    )
  }
}

extension MetricScope: ExpressibleByArgument {}
