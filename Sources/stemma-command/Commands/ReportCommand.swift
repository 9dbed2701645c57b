import StemmaCore
import ArgumentParser
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaReports

/// The commands `stemma report --study NAME -o DIR` and `stemma report ID`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the report on a study, or the figures of a model, dataset or owner.",
    discussion: """
      Writes HTML and Markdown unless --format is given. The HTML pages are self-contained: they \
      load nothing from the network and contain no scripts. csv and json write the tables. A \
      study's file counts as it is; the cache is only read.

      With ID and no study, prints figures and a paragraph on methods for a model, a dataset \
      (datasets/OWNER/NAME where a model has the name, too) or an owner under all its names. As html it \
      is a page, which for a model begins with the drawing of its family; as markdown it ends with it.

        stemma report EleutherAI/pythia-70m
        stemma report EleutherAI --format markdown
        stemma report EleutherAI/pythia-70m --format html > pythia.html
        stemma report --study cartography-2025 -o report
        stemma report --study cartography-2025 -o tables --format csv --as-of 2026-11-18
      """
  )

  @Argument(help: "Without --study: a model, a dataset or an owner.")
  var id: String?

  @Option(help: .init("The study's name or file.", valueName: "name|file"))
  var study: String?

  @Option(
    name: .shortAndLong,
    help: .init(
      "With --study: the folder to write to. It is created if missing.",
      valueName: "folder"
    )
  )
  var output: String?

  @Option(help: "Output format: html, markdown, csv or json; repeatable.")
  var format: [ReportFormat] = []

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var csv: CSVOption
  @OptionGroup var question: QuestionOptions

  mutating func validate() throws {
    guard (id == nil) != (study == nil) else {
      throw ValidationError("Name a study with --study, or a model, dataset or owner.")
    }
    if study != nil, output == nil { throw ValidationError("--study needs -o FOLDER.") }
    if id != nil, output != nil || format.count > 1 {
      throw ValidationError(
        "Of one subject figures are printed: as text, html, markdown, csv or json."
      )
    }
  }

  func run() throws {
    guard let study, let output else { return try printFigures() }
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

  private func printFigures() throws {
    if format == [.html], !json {
      let page = try question.answers().page(on: id ?? "")
      for file in ReportFormat.html.files(of: page, style: csv.style) { Console.write(file.text) }
      return
    }
    let format: TableFormat =
      json || self.format == [.json]
      ? .json : self.format == [.csv] ? .csv : self.format.isEmpty ? .table : .markdown
    let report = try question.answers().report(of: id ?? "", withDrawing: format == .json)
    try Console.write(report, as: format, isQuiet: question.quiet)
    guard format == .markdown else { return }
    Console.write("\n\(TerminalText.inert(report.methods))\n")
    if let chart = report.flowchart { Console.write("\n```mermaid\n\(chart)```\n") }
  }
}

extension ReportFormat: ExpressibleByArgument {}
