import ArgumentParser
import Stemma
import StemmaAnswers
import StemmaGraph
import StemmaOperations

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
    help: .init("The file to write. Default: standard output.", valueName: "file")
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

  @OptionGroup var inference: InferenceOptions
  @OptionGroup var question: QuestionOptions

  mutating func validate() throws {
    if format.export == nil {
      guard selectors.isEmpty, relations.isEmpty, basis.relationBy == nil, !connected,
        question.asOf == nil
      else {
        throw ValidationError(
          "The format warc takes no selector, --relation, --connected or --as-of; use --harvest."
        )
      }
    } else if !harvests.isEmpty {
      throw ValidationError("--harvest applies to the format warc only.")
    }
  }

  func run() throws {
    guard let export = format.export else {
      return try WARCExportRun(
        cachePath: question.cache.path,
        harvests: harvests.isEmpty ? nil : Set(harvests),
        output: output,
        isQuiet: question.quiet
      ).run()
    }
    let choice = FamilyChoice(
      try selectors.map { try FamilySelector($0) },
      isConnectedOnly: connected
    )
    let scope = FamilyScope(
      relations: Set(relations),
      leastConfidence: inference.leastConfidence,
      relationBasis: basis.relationBy
    )
    try ExportRun(format: export, output: output, isQuiet: question.quiet)
      .run(choice, scope: scope, of: try question.answers())
  }
}

/// One of the formats of ``FamilyExports``, or `warc`.
struct ExportName: ExpressibleByArgument {
  /// How a family is written; nil for the archive.
  let export: (any FamilyExport)?

  init?(argument: String) {
    export = FamilyExports.named(argument)
    guard export != nil || argument == Self.archive else { return nil }
  }

  static var allValueStrings: [String] { FamilyExports.all.map(\.name) + [archive] }

  private static let archive = "warc"
}

/// Writes a family to its target, and says what was written.
struct ExportRun {
  let format: any FamilyExport
  var output: String?
  var isQuiet = false

  func run(_ choice: FamilyChoice, scope: FamilyScope, of answers: Answers) throws {
    let file = try OutputFile(output)
    do {
      let summary = try answers.export(choice, as: format, in: scope, drain: file.write)
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
      try file.finish()
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
    if let output, output != "-" {
      Console.say(
        "\(summary.records) records of \(summary.harvests.count) harvests written to \(output)."
      )
    }
  }
}
