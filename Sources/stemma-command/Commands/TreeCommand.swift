import Stemma
import StemmaGraph
import ArgumentParser
import StemmaAnswers
import StemmaCore
import StemmaReports

/// The command `stemma tree ID`.
struct TreeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree",
    abstract: "Draw the derivatives of a model, a dataset or a Space, or its ancestors.",
    discussion: """
      Of a dataset, datasets/ID, the edges are what cards name in source_datasets. A Space, spaces/ID, has the \
      models that it loads above it, with all they were made from, and the Space that it was copied from.

        stemma tree EleutherAI/pythia-70m
        stemma tree datasets/EleutherAI/lambada_openai --up
      """
  )

  @Argument(
    help: "A model, or datasets/ID or spaces/ID: its id, a former name or its URL on the Hub."
  )
  var id: String

  @Flag(help: "Draw the ancestors.")
  var up = false

  @Flag(help: "Draw the derivatives (the default).")
  var down = false

  @Option(help: "Output format.")
  var format: TreeFormat = .drawing

  @Flag(help: "The same as --format json.")
  var json = false

  @OptionGroup var csv: CSVOption
  @OptionGroup var family: FamilyOptions
  @OptionGroup var view: ViewOptions

  @Option(
    help: .init(
      "Draw derivatives created on or after this day, and what leads to them.",
      valueName: "date"
    )
  )
  var since: String?

  @Option(
    help: .init(
      "Draw derivatives created on or before this day, and what leads to them.",
      valueName: "date"
    )
  )
  var until: String?

  @OptionGroup var question: QuestionOptions

  mutating func validate() throws {
    if up, since != nil || until != nil {
      throw ValidationError("--since and --until apply to derivatives, not to --up.")
    }
    if case .export = format, !json, since != nil || until != nil {
      throw ValidationError("--since and --until apply to drawings, JSON and rows.")
    }
    if up, down { throw ValidationError("Use either --up or --down, not both.") }
  }

  private var scope: FamilyScope {
    var scope = view.scope(family)
    (scope.since, scope.until) = (since, until)
    return scope
  }

  private var direction: ModelTree.Direction { up ? .up : .down }

  func run() throws {
    try refuseFormats()
    switch json ? .rows(.json) : format {
    case .drawing: try Console.write(tree(isDrawn: true), as: .table)
    case .rows(let format): try Console.write(tree(), as: format, style: csv.style)
    case .svg, .html: try draw()
    case .export(let export): try write(as: export)
    }
  }

  /// Trees of datasets and Spaces are drawn for a terminal, or written as JSON or rows.
  private func refuseFormats() throws {
    guard RepoName.kind(meantBy: id) != .model, !json else { return }
    switch format {
    case .drawing where since == nil && until == nil: return
    case .rows where since == nil && until == nil: return
    default:
      throw ValidationError(
        "The tree of a dataset or a Space is written as text, JSON or rows, and knows no --since or --until."
      )
    }
  }

  /// What is to be drawn is folded as the drawing is; other formats have everything.
  private func write(as export: any FamilyExport) throws {
    let answers = try question.answers()
    let isDrawn = export is DOTExport || export is MermaidExport
    let picture =
      isDrawn ? try answers.picture(of: id, direction: direction, in: scope) : nil
    let format: any FamilyExport = export is DOTExport ? DOTExport(isLying: true) : export
    try ExportRun(format: format, style: csv.style, isQuiet: question.quiet).run(
      .tree(of: id, direction: direction, depth: family.depth),
      scope: scope,
      showing: picture,
      of: answers
    )
    let (drawn, all) = picture.map { (FamilyFold($0).count, $0.totals.models) } ?? (0, 0)
    guard drawn < all, !question.quiet else { return }
    Console.say(
      "\(drawn) of \(all) models are drawn one by one. All of them: stemma export \(export.name) "
        + (direction == .down ? "\(id)+" : "+\(id)")
    )
  }

  private func draw() throws {
    let answers = try question.answers()
    let isPage = if case .html = format { true } else { false }
    let picture = try answers.picture(
      of: id,
      direction: direction,
      in: scope,
      unfolding: isPage
    )
    guard isPage else {
      return Console.write(FamilyDrawing(picture, isStandalone: true).svg + "\n")
    }
    let state = question.asOf.map { "as of \($0)" } ?? "as of the latest harvest"
    Console.write(FamilyPage(picture, version: Version.text, state: state).html)
  }

  private func tree(isDrawn: Bool = false) throws -> LateAnswer {
    try question.answers()
      .writtenTree(of: id, direction: direction, in: scope, isDrawn: isDrawn)
  }
}

/// How a tree can be written: drawn, in rows, or in a format for other programs.
enum TreeFormat: ExpressibleByArgument {
  case drawing
  case svg
  case html
  case rows(TableFormat)
  case export(any FamilyExport)

  init?(argument: String) {
    if let drawn = Self.drawings[argument] {
      self = drawn
    } else if let format = TableFormat(rawValue: argument) {
      self = .rows(format)
    } else if let export = FamilyExports.named(argument) {
      self = .export(export)
    } else {
      return nil
    }
  }

  private static let drawings: [String: TreeFormat] = [
    "text": .drawing, "svg": .svg, "html": .html,
  ]

  var defaultValueDescription: String { "text" }

  static var allValueStrings: [String] {
    let rows = TableFormat.allCases.map(\.rawValue)
    return ["text", "svg", "html"] + rows
      + FamilyExports.all.map(\.name).filter { !rows.contains($0) }
  }
}
