import Stemma
public import ArgumentParser
import Foundation
import StemmaCore
public import StemmaHarvest

/// The command `stemma import FILE...`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import past snapshots of the Hub as back history.",
    discussion: """
      Reads counters and facts of repositories on past days from CSV files with a header or from \
      JSON Lines, plain or .gz. A field is read from the column of its own name unless a flag names \
      another; values that are not told stay unknown, and days without a row are gaps. The same \
      file twice changes nothing. What is odd becomes findings with their lines. Repositories that \
      the cache does not know yet are kept by name.

        stemma import trees.csv --date-column as_of --map license=licence
        stemma import rows.jsonl --map kind=repo_type --source "daily copy of our group"
      """
  )

  @Argument(help: .init("Files: CSV or JSON Lines, plain or .gz.", valueName: "file"))
  var files: [String]

  @Option(help: .init("The column of the day or time. Default: date.", valueName: "column"))
  var dateColumn: String?

  @Option(help: .init("The column of the repository's name. Default: id.", valueName: "column"))
  var idColumn: String?

  @Option(help: .init("The column of the downloads of 30 days.", valueName: "column"))
  var downloads: String?

  @Option(help: .init("The column of all downloads.", valueName: "column"))
  var downloadsAllTime: String?

  @Option(help: .init("The column of the likes.", valueName: "column"))
  var likes: String?

  @Option(help: .init("The column of the licence.", valueName: "column"))
  var license: String?

  @Option(help: .init("The column that says whether access is gated.", valueName: "column"))
  var gated: String?

  @Option(
    name: .customLong("map"),
    help: .init(
      "Read a field from a column; repeatable. No column leaves it out. Fields: "
        + ImportField.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "field=column"
    )
  )
  var mapped: [String] = []

  @Option(help: "How the files are written: csv or jsonl. Default: by their names.")
  var format: ImportRequest.Format?

  @Option(help: "What the rows are of, where they do not say: model, dataset or space.")
  var kind: RepoKind = .model

  @Option(help: .init("Where the files come from. Default: their names.", valueName: "text"))
  var source: String?

  @Flag(help: "Print what each file brought as one line of JSON.")
  var json = false

  @Flag(name: .shortAndLong, help: "Say nothing.")
  var quiet = false

  @OptionGroup var cache: CacheOption

  mutating func validate() throws { _ = try columns() }

  func run() throws {
    let request = ImportRequest(
      files: files,
      columns: try columns(),
      format: format,
      kind: kind,
      source: source
    )
    let summaries = try Console.pipeline(on: cache.path).importHistory(request)
    for summary in summaries {
      if json { try Console.write(summary, as: .json) }
      if !json, !quiet { Console.say(summary.sentence) }
    }
  }

  private func columns() throws -> [ImportField: String] {
    let named: [ImportField: String?] = [
      .date: dateColumn, .id: idColumn, .downloads: downloads,
      .downloadsAllTime: downloadsAllTime, .likes: likes, .license: license, .gated: gated,
    ]
    var columns = named.compactMapValues { $0 }
    for pair in mapped {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let field = ImportField(rawValue: String(parts[0])) else {
        throw ValidationError("--map takes field=column with a known field, not \(pair).")
      }
      columns[field] = String(parts[1])
    }
    return columns
  }
}

extension ImportRequest.Format: ExpressibleByArgument {}
