import ArgumentParser
import Stemma
import StemmaReports

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

  @OptionGroup var inference: InferenceOptions
  @OptionGroup var question: QuestionOptions

  func run() throws {
    let choice = FamilyChoice(
      try selectors.map { try FamilySelector($0) },
      isConnectedOnly: connected
    )
    let scope = FamilyScope(
      relations: Set(relations),
      leastConfidence: inference.leastConfidence
    )
    try ExportRun(format: format.export, output: output, isQuiet: question.quiet)
      .run(choice, scope: scope, of: try question.answers())
  }
}

/// One of the formats of ``FamilyExports``.
struct ExportName: ExpressibleByArgument {
  let export: any FamilyExport

  init?(argument: String) {
    guard let export = FamilyExports.named(argument) else { return nil }
    self.export = export
  }

  static var allValueStrings: [String] { FamilyExports.all.map(\.name) }
}
