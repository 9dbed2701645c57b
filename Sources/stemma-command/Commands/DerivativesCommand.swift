import Stemma
public import ArgumentParser
import StemmaAnswers
import StemmaCore

/// The command `stemma derivatives ID`.
struct DerivativesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derivatives",
    abstract: "Count the models made from a model.",
    discussion: """
      Counts distinct models that the Hub lists, each once and by its own relation, directly \
      (children) and at any distance; the model itself never counts.

        stemma derivatives EleutherAI/pythia-70m --by owner
        stemma derivatives EleutherAI/pythia-70m --timing
      """
  )

  @Argument(help: "A model: its id, an old name or its address on the Hub.")
  var id: String

  @Option(help: "Group them instead: owner, month, license, language or relation.")
  var by: Breakdown.Key?

  @Flag(help: "Tell instead how soon it was built on, and how long a generation takes.")
  var timing = false

  @Option(
    help: .init(
      "Add, apart from the counts, what this study knows and no card says.",
      valueName: "study"
    )
  )
  var curated: String?

  @OptionGroup var family: FamilyOptions
  @OptionGroup var view: ViewOptions
  @OptionGroup var options: AnswerOptions

  mutating func validate() throws {
    if timing, by != nil { throw ValidationError("--timing and --by are two answers: ask twice.") }
  }

  func run() throws {
    let answers = try options.answers()
    let scope = view.scope(family)
    let answer: any Report =
      if let by {
        try answers.derivatives(of: id, by: by, in: scope)
      } else if timing {
        try answers.timing(below: id, in: scope)
      } else {
        try answers.derivatives(of: id, in: scope)
      }
    guard let curated else { return try options.write(answer) }
    let apart = try answers.curatedDerivatives(of: id, study: curated, in: scope)
    try options.write(CuratedReport(answer, curated: apart))
  }
}

extension Breakdown.Key: ExpressibleByArgument {}
