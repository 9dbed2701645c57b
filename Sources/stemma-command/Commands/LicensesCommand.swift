import Stemma
import ArgumentParser
import StemmaGraph

/// The command `stemma licenses ID`.
struct LicensesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "licenses",
    abstract: "Compare declared licences with what the licences above ask of derivatives.",
    discussion: """
      Shows the licence of each ancestor down to the model, and where a declared licence is looser \
      than inherited, with the rule and its source. It compares what cards declare with texts of \
      licences, and is no legal advice. A licence that is not stated is never looser.
      """
  )

  @Argument(help: "A model: its id, an old name or its address on the Hub.")
  var id: String

  @Flag(help: "List the first looser step of each descendant instead.")
  var down = false

  @OptionGroup var family: FamilyOptions
  @OptionGroup var options: AnswerOptions

  func validate() throws {
    if family.depth != nil, !down { throw ValidationError("--depth goes with --down.") }
  }

  func run() throws {
    let answers = try options.answers()
    let scope = FamilyScope(relations: Set(family.relations), depth: family.depth)
    if down {
      try options.write(answers.looserLicenses(below: id, in: scope))
    } else {
      try options.write(answers.licenses(of: id, in: scope))
    }
  }
}
