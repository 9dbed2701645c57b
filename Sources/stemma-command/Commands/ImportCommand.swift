import Stemma
public import ArgumentParser
import Foundation
import StemmaCore
public import StemmaHarvest

/// The command `stemma import FILE...`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import past snapshots of the Hub that others recorded.",
    discussion: """
      Reads counters and facts of repositories on past days, from CSV files with a header, from \
      JSON Lines or from a JSON array of objects, plain or packed by gzip or zstd, and from Parquet, \
      which DuckDB's program reads. Each field is read from the column of the same name, or of the \
      name that the Hub has for it, unless an option names another. Missing values stay unknown, and days without a row are gaps. Importing \
      a file twice changes nothing. Rows that cannot be read become findings with their line \
      numbers. Repositories that the cache does not know yet are kept by name. Exits with 1 when no \
      row of a file could be read; nothing is kept of such a file.

      Dates are read as 2024-10-30 with or without a time and a zone, 20241030, 2024-W44-3, \
      30 Oct 2024, 30.10.2024, 30/10/2024 where no other reading is possible, and as seconds or \
      milliseconds since 1970. --date-format names the form of others, such as %d/%m/%Y.

        stemma import trees.csv --date-column as_of --map license=license
        stemma import models.parquet --date 2025-10-01
        stemma import rows.jsonl --map kind=repo_type --source "daily copy of our group"

      `stemma import lake FOLDER...` reads the lakes that other harvesters wrote by `stemma export lake`, \
      joins them by the Hub's identity of each repository, and analyzes: as if their harvests had been \
      this cache's. Where two say different things of a repository, the newer observation counts, and \
      the command says so. A partition that was imported before is left out.

        stemma import lake models/ datasets/ spaces/
      """
  )

  @Argument(help: .init("Files: CSV or JSON, plain, .gz or .zst, or Parquet.", valueName: "file"))
  var files: [String]

  @Option(help: .init("The column that holds the date. Default: date.", valueName: "column"))
  var dateColumn: String?

  @Option(
    help: .init(
      "The form of the dates, in %Y, %m, %d, %H, %M, %S. Default: every form that is unambiguous.",
      valueName: "format"
    )
  )
  var dateFormat: String?

  @Option(
    help: .init(
      "The day of all rows, for a file that has no column for it, such as a copy of a listing.",
      valueName: "date"
    )
  )
  var date: String?

  @Option(help: .init("The column that holds the repository id. Default: id.", valueName: "column"))
  var idColumn: String?

  @Option(help: .init("The column that holds the downloads of 30 days.", valueName: "column"))
  var downloads: String?

  @Option(help: .init("The column that holds the all-time downloads.", valueName: "column"))
  var downloadsAllTime: String?

  @Option(help: .init("The column that holds the likes.", valueName: "column"))
  var likes: String?

  @Option(help: .init("The column that holds the license.", valueName: "column"))
  var license: String?

  @Option(help: .init("The column that holds the gating.", valueName: "column"))
  var gated: String?

  @Option(
    name: .customLong("map"),
    help: .init(
      "Read a field from a column; repeatable. An empty column skips the field. Fields: "
        + ImportField.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "field=column"
    )
  )
  var mapped: [String] = []

  @Option(help: "Input format: csv, jsonl or parquet. Default: by the file name.")
  var format: ImportRequest.Format?

  @Option(help: "The kind of repository in rows that do not state it: model, dataset or space.")
  var kind: RepoKind = .model

  @Option(help: .init("A name for the source. Default: the file name.", valueName: "text"))
  var source: String?

  @Flag(help: "Print one line of JSON per file.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print no messages.")
  var quiet = false

  @OptionGroup var cache: CacheOption

  /// The folders of lakes that are meant.
  private var lakes: [String]? {
    files.first == "lake" && files.count > 1 ? Array(files.dropFirst()) : nil
  }

  mutating func validate() throws {
    _ = try columns()
    if lakes != nil {
      guard mapped.isEmpty, format == nil, date == nil, dateColumn == nil, source == nil else {
        throw ValidationError("The import of a lake takes no option on columns, dates or format.")
      }
    }
    if date != nil, dateColumn != nil {
      throw ValidationError("Use either --date or --date-column, not both.")
    }
    if let date, dateFormat == nil, !ImportDate.isDate(date) {
      throw ValidationError("--date takes a day such as 2025-10-01, not \(date).")
    }
    do {
      _ = try dateFormat.map { try ImportDateFormat($0) }
    } catch let error as ImportError {
      throw ValidationError(error.description)
    }
  }

  func run() throws {
    if let lakes {
      let summary = try Console.pipeline(on: cache.path).importLakes(lakes)
      if json {
        try Console.write(summary, as: .json)
      } else if !quiet {
        for sentence in summary.sentences { Console.say(sentence) }
      }
      return
    }
    let request = ImportRequest(
      files: files,
      columns: try columns(),
      format: format,
      kind: kind,
      source: source,
      dateFormat: try dateFormat.map { try ImportDateFormat($0) },
      date: date
    )
    let summaries = try Console.pipeline(on: cache.path).importHistory(request)
    for summary in summaries {
      if json { try Console.write(summary, as: .json) }
      if summary.tookNothing {
        Console.say("stemma: \(summary.sentence)")
      } else if !json, !quiet {
        Console.say(summary.sentence)
      }
    }
    try Outcome(of: summaries).end()
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
