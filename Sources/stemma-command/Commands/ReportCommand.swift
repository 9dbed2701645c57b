import ArgumentParser
import StemmaReports

/// The command `stemma report --study NAME -o DIR`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a report on a study: a page for each project, and one for all.",
    discussion: """
      Without --format it is written as HTML and as Markdown. A page of HTML needs nothing beside \
      itself: no network and no scripts. csv and json write its tables. Loads the study first, \
      unless the cache has it.

        stemma report --study cartography-2025 -o report
        stemma report --study cartography-2025 -o tables --format csv --as-of 2026-11-18
      """
  )

  @Option(help: .init("The study's name or file.", valueName: "name|file"))
  var study: String

  @Option(
    name: .shortAndLong,
    help: .init("The folder to write to; made when it is not there.", valueName: "folder")
  )
  var output: String

  @Option(help: "How to write it: html, markdown, csv or json; repeatable.")
  var format: [ReportFormat] = []

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var question: QuestionOptions

  func run() throws {
    let named = format + (json ? [.json] : [])
    let folder = try ReportFolder(output)
    let count = try ReportRun(cachePath: question.cache.path, asOf: question.asOf).write(
      study,
      as: named.isEmpty ? [.html, .markdown] : named,
      to: folder
    )
    if !question.quiet { Console.say("\(count) files written to \(output).") }
  }
}

extension ReportFormat: ExpressibleByArgument {}
