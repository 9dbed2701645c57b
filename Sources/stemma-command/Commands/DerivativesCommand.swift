import Stemma
public import ArgumentParser
import StemmaAnswers
import StemmaCore

/// The command `stemma derivatives ID`.
struct DerivativesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derivatives",
    abstract: "Count the derivatives of a model.",
    discussion: """
      Counts the distinct models that the Hub lists, each once and by its relation: direct children, \
      and descendants at any distance. The model itself is never counted.

        stemma derivatives EleutherAI/pythia-70m --by owner
        stemma derivatives EleutherAI/pythia-70m --timing
      """
  )

  @Argument(help: "A model: its id, a former name or its URL on the Hub.")
  var id: String

  @Option(help: "Group by owner, month, license, language or relation.")
  var by: Breakdown.Key?

  @Flag(help: "Show instead how soon the first derivatives came, and how long a generation takes.")
  var timing = false

  @Option(
    help: .init(
      "Also list, apart from the counts, derivatives that this study knows and no card declares.",
      valueName: "study"
    )
  )
  var curated: String?

  @OptionGroup var family: FamilyOptions
  @OptionGroup var view: ViewOptions
  @OptionGroup var options: AnswerOptions

  mutating func validate() throws {
    if timing, by != nil { throw ValidationError("Use either --timing or --by, not both.") }
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
