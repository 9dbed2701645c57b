import ArgumentParser
import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaDuckDB
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

      The format parquet writes the analyst's views and the tables of the cache into a folder, a \
      Parquet file each, or --shards of them: for DuckDB, Spark, pyarrow, polars and warehouses. It is \
      DuckDB's program that writes them: see `Scripts/setup --with-duckdb`.

        stemma export parquet -o parquet

      The format lake adds the newest harvest to a folder that keeps them all: a partition harvest=N of \
      Parquet with the rows that changed since the last one there. The same harvest again adds nothing. \
      `stemma import lake` reads lakes back.

        stemma export lake -o lake

      The format bundle writes one ZIP file for an archive, a paper or a colleague: the cache, its tables \
      as Parquet and CSV, the graph in several formats, drawings, with --study the report and the \
      claims, and descriptions of all that as an RO-Crate and for Croissant. `stemma cache verify FILE` \
      checks it. The same cache gives the same bytes. It needs the program `zip`.

        stemma export bundle --study cartography-2025 -o bundle.zip
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
      "The file to write, with datasette, parquet and lake the folder. Default: standard output.",
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

  @Option(help: .init("With bundle: add the report on this study.", valueName: "study"))
  var study: String?

  @Option(
    help: .init("With parquet: write each table as so many files.", valueName: "number")
  )
  var shards: Int?

  @OptionGroup var csv: CSVOption
  @OptionGroup var inference: InferenceOptions
  @OptionGroup var question: QuestionOptions

  mutating func validate() throws {
    if format != .archive, !harvests.isEmpty {
      throw ValidationError("--harvest applies to the format warc only.")
    }
    if let shards {
      guard format == .parquet else {
        throw ValidationError("--shards applies to the format parquet only.")
      }
      guard (1...10_000).contains(shards) else {
        throw ValidationError("--shards must be from 1 to 10000.")
      }
    }
    if format != .bundle, study != nil {
      throw ValidationError("--study applies to the format bundle only.")
    }
    guard let name = format.nameOfWhole else { return }
    guard selectors.isEmpty, relations.isEmpty, basis.relationBy == nil, !connected else {
      throw ValidationError(
        "The format \(name) takes no selector, --relation or --connected"
          + (format == .archive ? "; use --harvest." : ".")
      )
    }
    guard question.asOf == nil || format == .parquet else {
      throw ValidationError(
        "The format \(name) takes no --as-of" + (format == .archive ? "; use --harvest." : ".")
      )
    }
    if format != .archive, output == nil || output == "-" {
      throw ValidationError(
        "The format \(name) writes files: name a \(format == .bundle ? "file" : "folder") with -o."
      )
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
    case .parquet: try exportParquet()
    case .lake: try exportLake()
    case .bundle: try exportBundle()
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

  private func exportParquet() throws {
    let engine = try DuckDB()
    let answers = try question.answers()
    let folder = output ?? ""
    _ = try ReportFolder(folder)
    let summary = try answers.exportParquet(
      into: URL(filePath: folder),
      shards: shards ?? 1,
      by: engine
    )
    guard !question.quiet else { return }
    Console.say(
      "\(summary.rows.counted("row")) of \(summary.tables.counted("table")) written to \(folder), "
        + "\(summary.files.count.counted("file"))."
    )
    guard summary.oddTimes > 0 else { return }
    Console.say("\(summary.oddTimes.counted("value")) of times are none, and missing in the files.")
  }

  private func exportLake() throws {
    let engine = try DuckDB()
    let answers = try question.answers()
    let folder = output ?? ""
    // A lake grows in its folder, which need not be empty.
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let summary = try answers.exportLake(into: URL(filePath: folder), by: engine)
    guard !question.quiet else { return }
    guard !summary.isKnown else {
      Console.say("Harvest \(summary.harvest) is in \(folder) already: nothing was added.")
      return
    }
    Console.say(
      "\(summary.rows.values.reduce(0, +).counted("row")) of "
        + "\(summary.rows.count.counted("table")) added to \(folder) as harvest=\(summary.harvest)."
    )
    guard summary.oddTimes > 0 else { return }
    Console.say("\(summary.oddTimes.counted("value")) of times are none, and missing in the files.")
  }

  private func exportBundle() throws {
    let file = output ?? ""
    let bundle = CacheBundle(study: study, engine: try? DuckDB())
    let summary = try bundle.write(question.cache.path, to: file)
    for notice in summary.notices { Console.say("stemma: \(notice)") }
    guard !question.quiet else { return }
    Console.say("\(summary.files.counted("file")) written to \(file).")
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

/// One of the formats of ``FamilyExports``, `warc`, `datasette`, `parquet`, `lake` or `bundle`.
enum ExportName: ExpressibleByArgument, Equatable {
  case family(any FamilyExport)
  /// The archive.
  case archive
  /// What Datasette is to know of the cache.
  case datasette
  /// The tables.
  case parquet
  /// What changed of the tables, harvest by harvest.
  case lake
  /// All of it in one file.
  case bundle

  /// The name of a format that takes the cache or its archive as a whole; nil for one of the graph.
  var nameOfWhole: String? {
    switch self {
    case .archive: "warc"
    case .datasette: "datasette"
    case .parquet: "parquet"
    case .lake: "lake"
    case .bundle: "bundle"
    case .family: nil
    }
  }

  init?(argument: String) {
    switch argument {
    case "warc": self = .archive
    case "datasette": self = .datasette
    case "parquet": self = .parquet
    case "lake": self = .lake
    case "bundle": self = .bundle
    default:
      guard let export = FamilyExports.named(argument) else { return nil }
      self = .family(export)
    }
  }

  static var allValueStrings: [String] {
    FamilyExports.all.map(\.name) + ["warc", "datasette", "parquet", "lake", "bundle"]
  }

  static func == (one: ExportName, other: ExportName) -> Bool {
    switch (one, other) {
    case (.family(let one), .family(let other)): one.name == other.name
    case (.family, _), (_, .family): false
    default: one.nameOfWhole == other.nameOfWhole
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
