import StemmaCore
import ArgumentParser
import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaOperations
import StemmaReports

/// The command `stemma export FORMAT [SELECTOR...]`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Export the family graph, or parts of it, for other programs.",
    discussion: """
      A selector names a model and how far to follow its family: ID+ adds its descendants, +ID its \
      ancestors, +ID+ both. ID+2 and 2+ID limit the number of steps, ID selects the model alone. \
      Several selectors are combined. Without one, the whole graph is exported.

      In every format, an edge points from child to parent.

        stemma export gexf EleutherAI/pythia-70m+ -o pythia.gexf
        stemma export csv-edges > edges.csv

      The format warc exports the archive instead of the graph: every harvested reply as WARC/1.1, \
      for other WARC tools and for `stemma harvest --replay`. The file is gzipped unless its name \
      ends in .warc.

        stemma export warc -o hub.warc.gz

      The format datasette writes no data but what Datasette is to know of the cache, into a folder: \
      titles, descriptions, units, labels, facets and the named queries.

        stemma export datasette -o datasette
        datasette cache/stemma.sqlite --metadata datasette/metadata.json
      """
  )

  @Argument(help: "The format.")
  var format: ExportName

  @Argument(
    help: .init("A part of the graph, such as ID+ or 2+ID; repeatable.", valueName: "selector")
  )
  var selectors: [String] = []

  @Option(
    name: .shortAndLong,
    help: .init(
      "The file to write, with datasette the folder. Default: standard output.",
      valueName: "file"
    )
  )
  var output: String?

  @Option(
    name: .customLong("relation"),
    help: .init(
      "Keep only edges of this relation (finetune, adapter, merge, quantized); repeatable.",
      valueName: "relation"
    )
  )
  var relations: [String] = []

  @OptionGroup var basis: RelationBasisOption

  @Flag(help: "Leave out models that have neither a parent nor a derivative.")
  var connected = false

  @Option(
    name: .customLong("harvest"),
    help: .init("With warc: export only this harvest; repeatable.", valueName: "n")
  )
  var harvests: [Int64] = []

  @OptionGroup var csv: CSVOption
  @OptionGroup var inference: InferenceOptions
  @OptionGroup var question: QuestionOptions

  mutating func validate() throws {
    if format != .archive, !harvests.isEmpty {
      throw ValidationError("--harvest applies to the format warc only.")
    }
    guard format == .archive || format == .datasette else { return }
    guard selectors.isEmpty, relations.isEmpty, basis.relationBy == nil, !connected,
      question.asOf == nil
    else {
      let (name, instead) =
        format == .archive ? ("warc", "; use --harvest.") : ("datasette", ".")
      throw ValidationError(
        "The format \(name) takes no selector, --relation, --connected or --as-of\(instead)"
      )
    }
    if format == .datasette, output == nil || output == "-" {
      throw ValidationError("The format datasette writes files: name a folder with -o.")
    }
  }

  func run() throws {
    switch format {
    case .archive:
      try WARCExportRun(
        cachePath: question.cache.path,
        harvests: harvests.isEmpty ? nil : Set(harvests),
        output: output,
        isQuiet: question.quiet
      ).run()
    case .datasette: try exportDatasette()
    case .family(let export): try self.export(as: export)
    }
  }

  private func exportDatasette() throws {
    // What is no cache is said before anything is written.
    _ = try question.answers()
    let file = URL(filePath: question.cache.path)
    let export = DatasetteExport(
      database: file.deletingPathExtension().lastPathComponent,
      queries: try QueriesCommand.folder.queries()
    )
    let folder = output ?? ""
    try ReportFolder(folder).write(export.files.map { ReportFile(path: $0.name, text: $0.text) })
    guard !question.quiet else { return }
    Console.say(
      """
      Datasette 0.65 takes: datasette \(file.path) --metadata \(folder)/metadata.json
      From 1.0 add: --config \(folder)/datasette.json
      """
    )
  }

  private func export(as export: any FamilyExport) throws {
    let choice = FamilyChoice(
      try selectors.map { try FamilySelector($0) },
      isConnectedOnly: connected
    )
    let scope = FamilyScope(
      relations: Set(relations),
      leastConfidence: inference.leastConfidence,
      relationBasis: basis.relationBy
    )
    try ExportRun(
      format: export,
      output: output,
      style: csv.style,
      isQuiet: question.quiet
    )
    .run(choice, scope: scope, of: try question.answers())
  }
}

/// One of the formats of ``FamilyExports``, `warc` or `datasette`.
enum ExportName: ExpressibleByArgument, Equatable {
  case family(any FamilyExport)
  /// The archive.
  case archive
  /// What Datasette is to know of the cache.
  case datasette

  init?(argument: String) {
    switch argument {
    case "warc": self = .archive
    case "datasette": self = .datasette
    default:
      guard let export = FamilyExports.named(argument) else { return nil }
      self = .family(export)
    }
  }

  static var allValueStrings: [String] {
    FamilyExports.all.map(\.name) + ["warc", "datasette"]
  }

  static func == (one: ExportName, other: ExportName) -> Bool {
    switch (one, other) {
    case (.archive, .archive), (.datasette, .datasette): true
    case (.family(let one), .family(let other)): one.name == other.name
    default: false
    }
  }
}

/// Writes a family to its target, and says what was written.
struct ExportRun {
  let format: any FamilyExport
  var output: String?
  var style = TableStyle()
  var isQuiet = false

  /// Writes a part of the graph, or what a first drawing of it shows.
  func run(
    _ choice: FamilyChoice,
    scope: FamilyScope,
    showing picture: FamilyPicture? = nil,
    of answers: Answers
  ) throws {
    let file = try OutputFile(output)
    do {
      let summary = try answers.export(
        choice,
        as: format,
        in: scope,
        showing: picture,
        style: style,
        drain: file.write
      )
      try file.finish()
      talk(of: summary)
    } catch {
      file.discard()
      throw error
    }
  }

  private func talk(of summary: ExportSummary) {
    guard !isQuiet else { return }
    if let output, output != "-" {
      Console.say("\(summary.text) written to \(output). \(summary.relations)")
    }
    if let warning = summary.warning { Console.say(warning) }
  }
}

/// Writes the archive to its target, and says what was written.
struct WARCExportRun {
  let cachePath: String
  let harvests: Set<Int64>?
  let output: String?
  let isQuiet: Bool

  /// Runs the export; ends the process with 1 when something could not be read.
  func run() throws {
    let export = WARCExport(
      cachePath: cachePath,
      harvests: harvests,
      isPacked: !(output?.hasSuffix(".warc") ?? false)
    )
    let file = try OutputFile(output)
    do {
      let summary = try export.run(file.write)
      // An archive without a record is none: whoever finds one looks for what is lost.
      if summary.records == 0, !summary.damage.isEmpty { file.discard() } else { try file.finish() }
      talk(of: summary)
      try Outcome(damage: summary.damage).end()
    } catch let outcome as Outcome {
      throw outcome
    } catch {
      file.discard()
      throw error
    }
  }

  private func talk(of summary: WARCExport.Summary) {
    for sentence in summary.damage { Console.say("stemma: \(sentence)") }
    guard !isQuiet else { return }
    if !summary.compacted.isEmpty {
      let numbers = summary.compacted.map(String.init).joined(separator: ", ")
      Console.say("The archives of these harvests were compacted and are not in it: \(numbers).")
    }
    if let output, output != "-", summary.records > 0 || summary.damage.isEmpty {
      Console.say(
        "\(summary.records.counted("record")) of \(summary.harvests.count.counted("harvest")) "
          + "written to \(output)."
      )
    }
  }
}
