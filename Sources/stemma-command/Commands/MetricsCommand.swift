import StemmaMetrics
import ArgumentParser
import Stemma
import StemmaCore

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

  @Option(help: "Output format: table, json, jsonl, csv or markdown.")
  var format: TableFormat = .table

  func run() throws {
    let rows = Answers.metrics.map { metric -> [Table.Cell] in
      [
        .text(metric.name), .text(metric.scopes.map(\.rawValue).joined(separator: ",")),
        .text(metric.unit), .text(metric.definition),
      ]
    }
    try Console.write(Table(["metric", "of", "unit", "definition"], rows: rows), as: format)
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

  @Option(help: "Output format: table, json, jsonl, csv or markdown.")
  var format: TableFormat = .table

  func run() throws { try Console.write(Answers.metric(name), as: format) }
}
