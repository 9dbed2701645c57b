import ArgumentParser
import StemmaAnswers
import StemmaGraph

/// The command `stemma export FORMAT [SELECTOR...]`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the family graph, or parts of it, for other programs.",
    discussion: """
      A selector is a model and how far around it to go: ID+ for all that was made from it, +ID \
      for all that it was made from, +ID+ for both, ID+2 and 2+ID for so many steps, ID for the \
      model alone. Several are joined. Without one, the whole graph of the cache is written.

      An edge goes from child to parent in every format.

        stemma export gexf EleutherAI/pythia-70m+ -o pythia.gexf
        stemma export csv-edges > edges.csv

      The format warc is not of the graph: it writes every reply that was harvested, as WARC/1.1, \
      for other WARC tools and for `stemma harvest --replay`. It is gzipped unless the file's name \
      ends in .warc.

        stemma export warc -o hub.warc.gz
      """
  )

  @Argument(help: "How to write it.")
  var format: ExportName

  @Argument(help: .init("A part of the graph, such as ID+ or 2+ID.", valueName: "selector"))
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

  @Flag(help: "Leave out models without a parent and without a derivative.")
  var connected = false

  @Option(
    name: .customLong("harvest"),
    help: .init("With warc: only this harvest; repeatable.", valueName: "n")
  )
  var harvests: [Int64] = []

  @OptionGroup var inference: InferenceOptions
  @OptionGroup var question: QuestionOptions

  mutating func validate() throws {
    if format.export == nil {
      guard selectors.isEmpty, relations.isEmpty, !connected, question.asOf == nil else {
        throw ValidationError("The archive is exported whole, or by --harvest.")
      }
    } else if !harvests.isEmpty {
      throw ValidationError("--harvest goes with the format warc.")
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
      leastConfidence: inference.leastConfidence
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
