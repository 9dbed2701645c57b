import Stemma
import ArgumentParser
import StemmaGraph

/// The command `stemma families`.
struct FamiliesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "families",
    abstract: "List the families of the cache, or the cycles in them.",
    discussion: """
      A family is all that is linked over parents or derivatives in any mix, named after its root \
      with the most descendants; its size counts ghosts too.

        stemma families --limit 5
        stemma families --cycles
      """
  )

  @Flag(help: "List the models that are made from each other or from themselves instead.")
  var cycles = false

  @Option(help: .init("How many families to list.", valueName: "number"))
  var limit = 20

  @Option(
    name: .customLong("relation"),
    help: .init(
      "Follow only this relation (finetune, adapter, merge, quantized); repeatable.",
      valueName: "relation"
    )
  )
  var relations: [String] = []

  @OptionGroup var inference: InferenceOptions
  @OptionGroup var options: AnswerOptions

  mutating func validate() throws {
    if limit < 0 { throw ValidationError("--limit cannot be negative.") }
  }

  func run() throws {
    let answers = try options.answers()
    let scope = FamilyScope(
      relations: Set(relations),
      leastConfidence: inference.leastConfidence
    )
    if cycles {
      try options.write(answers.cycles(in: scope))
    } else {
      try options.write(answers.families(limit: limit, in: scope))
    }
  }
}
