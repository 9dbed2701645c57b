import StemmaCore
import ArgumentParser
import Stemma
import StemmaReports

/// The command `stemma report --study NAME -o DIR`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the report on a study: an overview and a page per project.",
    discussion: """
      Writes HTML and Markdown unless --format is given. The HTML pages are self-contained: they \
      load nothing from the network and contain no scripts. csv and json write the tables. A \
      study's file counts as it is; the cache is only read.

        stemma report --study cartography-2025 -o report
        stemma report --study cartography-2025 -o tables --format csv --as-of 2026-11-18
      """
  )

  @Option(help: .init("The study's name or file.", valueName: "name|file"))
  var study: String

  @Option(
    name: .shortAndLong,
    help: .init("The folder to write to. It is created if missing.", valueName: "folder")
  )
  var output: String

  @Option(help: "Output format: html, markdown, csv or json; repeatable.")
  var format: [ReportFormat] = []

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var csv: CSVOption
  @OptionGroup var question: QuestionOptions

  func run() throws {
    let named = format + (json ? [.json] : [])
    let folder = try ReportFolder(output)
    let (report, notices) = try question.answers().report(on: study)
    for notice in notices { Console.say("stemma: \(notice)") }
    let files = (named.isEmpty ? [.html, .markdown] : named).flatMap {
      $0.files(of: report, style: csv.style)
    }
    try folder.write(files)
    if !question.quiet { Console.say("\(files.count.counted("file")) written to \(output).") }
  }
}

extension ReportFormat: ExpressibleByArgument {}
