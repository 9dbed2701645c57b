public import ArgumentParser
import CMalloc
import Foundation
import Stemma
import StemmaCore

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

  /// The cache, open for questions.
  func answers() throws -> Answers {
    stemma_take_large_pages()
    return try Answers(cachePath: cache.path, asOf: asOf)
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

extension TableFormat: ExpressibleByArgument {}
