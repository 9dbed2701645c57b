import Stemma
import ArgumentParser
import StemmaGraph

/// The command `stemma licenses ID`.
struct LicensesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "licenses",
    abstract: "Compare declared licenses with what inherited licenses require.",
    discussion: """
      Shows the license of each ancestor and of the model, and the steps at which a declared license \
      is looser than the inherited one, with the rule and its source. It compares what cards declare \
      with license texts; it is not legal advice. A missing license never counts as looser.
      """
  )

  @Argument(help: "A model: its id, a former name or its URL on the Hub.")
  var id: String

  @Flag(
    help: "List instead the first looser step on the way to each descendant, and the model's own."
  )
  var down = false

  @Flag(help: "Exit 1 when a declared license is looser than inherited.")
  var fail = false

  @OptionGroup var family: FamilyOptions
  @OptionGroup var options: AnswerOptions

  func validate() throws {
    if family.depth != nil, !down { throw ValidationError("--depth applies to --down only.") }
  }

  func run() throws {
    let answers = try options.answers()
    let scope = family.scope
    if down {
      let looser = try answers.looserLicenses(below: id, in: scope)
      try options.write(looser)
      if fail { try Outcome(looser.steps.isEmpty).end() }
    } else {
      let path = try answers.licenses(of: id, in: scope)
      try options.write(path)
      if fail { try Outcome(path.first == nil).end() }
    }
  }
}
