public import ArgumentParser
import CMalloc
import Foundation
import Stemma
import StemmaCore
import StemmaDuckDB
import StemmaStore

/// Which cache a command works on.
struct CacheOption: ParsableArguments {
  @Option(
    name: .customLong("cache"),
    help: .init(
      "The cache file. Default: $STEMMA_CACHE, or cache/stemma.sqlite.",
      valueName: "file"
    )
  )
  var file: String?

  /// The file's path.
  var path: String {
    file ?? ProcessInfo.processInfo.environment["STEMMA_CACHE"].flatMap { $0.isEmpty ? nil : $0 }
      ?? "cache/stemma.sqlite"
  }
}

/// How a question is asked.
struct QuestionOptions: ParsableArguments {
  @OptionGroup var cache: CacheOption

  @Option(
    help: .init("Answer from the state of a past date, such as 2025-11-18.", valueName: "date")
  )
  var asOf: String?

  @Flag(name: .shortAndLong, help: "Print nothing but the answer.")
  var quiet = false

  /// The cache, open for questions; whoever reads it while it is written is told.
  func answers(tellingOfWriters: Bool = true) throws -> Answers {
    stemma_take_large_pages()
    let answers = try Answers(cachePath: cache.path, asOf: asOf)
    if tellingOfWriters, !quiet, asOf == nil, let holder = WriterLock.holder(ofCacheAt: cache.path)
    {
      Console.say(
        "A command is writing to the cache (\(TerminalText.inert(holder))): what it brings is not all "
          + "there yet."
      )
    }
    return answers
  }
}

/// How lines of CSV end.
struct CSVOption: ParsableArguments {
  @Flag(help: "End the lines of CSV with CR LF, as RFC 4180 has it, instead of LF.")
  var crlf = false

  /// The style of rows that was asked for.
  var style: TableStyle { TableStyle(endsLinesWithCRLF: crlf) }
}

/// How rows are written.
struct FormatOptions: ParsableArguments {
  @Option(help: "Output format: table, json, jsonl, csv or markdown.")
  var format: TableFormat = .table

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var csv: CSVOption

  /// Whether the answer is written as a terminal shows it, with the first of each list.
  var isForTerminal: Bool { !json && format == .table }

  /// Writes in the format that was asked for.
  func write(_ answer: some Writable, hasHeadings: Bool = true, isQuiet: Bool = false) throws {
    var style = csv.style
    style.showsHeadings = hasHeadings
    try Console.write(answer, as: json ? .json : format, style: style, isQuiet: isQuiet)
  }
}

/// How an answer is asked for and written.
struct AnswerOptions: ParsableArguments {
  @OptionGroup var question: QuestionOptions
  @OptionGroup var writing: FormatOptions

  /// The cache, open for questions.
  func answers() throws -> Answers { try question.answers() }

  /// Writes an answer in the format that was asked for.
  func write(_ report: some Report, hasHeadings: Bool = true) throws {
    try writing.write(report, hasHeadings: hasHeadings, isQuiet: question.quiet)
  }
}

/// How an answer is asked for and written, for answers that may become a Parquet file.
struct FileAnswerOptions: ParsableArguments {
  @OptionGroup var question: QuestionOptions

  @Option(help: "Output format: table, json, jsonl, csv, markdown or parquet.")
  var format: FileFormat = .rows(.table)

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: .init(
      "The file to write, which parquet needs. Default: standard output.",
      valueName: "file"
    )
  )
  var output: String?

  @OptionGroup var csv: CSVOption

  mutating func validate() throws {
    if format == .parquet {
      guard !json else { throw ValidationError("Use either --json or --format parquet, not both.") }
      guard let output, output != "-" else {
        throw ValidationError("The format parquet writes a file: name it with -o.")
      }
    }
  }

  /// The cache, open for questions; what would keep a file from being written is said before.
  func answers() throws -> Answers {
    if format == .parquet { _ = try DuckDB() }
    return try question.answers()
  }

  /// Writes an answer in the format that was asked for.
  func write(_ report: some Report, hasHeadings: Bool = true) throws {
    guard case .rows(let rows) = format else {
      return try report.table.writeParquet(to: output ?? "", by: DuckDB())
    }
    var style = csv.style
    style.showsHeadings = hasHeadings
    try Console.write(
      report,
      as: json ? .json : rows,
      style: style,
      to: output,
      isQuiet: question.quiet
    )
  }
}

/// One of the formats of rows, or a Parquet file.
enum FileFormat: ExpressibleByArgument, Equatable {
  case rows(TableFormat)
  case parquet

  init?(argument: String) {
    guard argument != "parquet" else {
      self = .parquet
      return
    }
    guard let format = TableFormat(argument: argument) else { return nil }
    self = .rows(format)
  }

  static var allValueStrings: [String] { TableFormat.allValueStrings + ["parquet"] }

  var defaultValueDescription: String {
    switch self {
    case .rows(let format): format.rawValue
    case .parquet: "parquet"
    }
  }
}

extension TableFormat: ExpressibleByArgument {}
