public import ArgumentParser
import Stemma
import StemmaCore
public import StemmaOperations

/// The command `stemma status`.
struct StatusCommand: ParsableCommand {
  /// How a status is written.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, json, jsonl, csv, markdown, prometheus
  }

  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what the cache holds, how fresh it is and what is missing.",
    discussion: """
      With --max-age, exits with 1 when the latest complete harvest is older, or when a harvest or a \
      scheduled run failed since. For a monitor:

        stemma status --max-age 26h --quiet > /dev/null || mail -s 'stale' ann
        stemma status --format prometheus -o /var/lib/prometheus/node-exporter/stemma.prom
      """
  )

  @OptionGroup var question: QuestionOptions

  @Option(help: "Output format: table, json, jsonl, csv, markdown or prometheus.")
  var format = Format.table

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var csv: CSVOption

  @Option(
    help: .init("How old the latest harvest may be: 90m, 26h, 2d, 1w.", valueName: "age")
  )
  var maxAge: Age?

  @Option(
    name: .shortAndLong,
    help: .init(
      "The file to write, which appears whole. Default: standard output.",
      valueName: "file"
    )
  )
  var output: String?

  func run() throws {
    let status = try question.answers(tellingOfWriters: false).status()
    let health = try CacheHealth(of: question.cache.path, maxAge: maxAge?.seconds)
    let watched = WatchedStatus(status, health)
    let file = try OutputFile(output)
    do {
      let buffer = OutputBuffer(style: csv.style) { try file.write($0) }
      if format == .prometheus, !json {
        try buffer.write(watched.prometheus)
      } else {
        try watched.write(
          as: json ? .json : TableFormat(rawValue: format.rawValue) ?? .table,
          to: buffer
        )
      }
      try buffer.flush()
      try file.finish()
    } catch {
      file.discard()
      throw error
    }
    guard maxAge != nil, !health.problems.isEmpty else { return }
    if !question.quiet { health.problems.forEach(Console.say) }
    throw Outcome.no
  }
}

extension Age: ExpressibleByArgument {
  /// Reads an argument such as `26h`.
  public init?(argument: String) { self.init(argument) }
}
