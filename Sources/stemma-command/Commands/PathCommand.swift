import Stemma
import ArgumentParser
import StemmaGraph

/// The command `stemma path ID ID`.
struct PathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Show how two models are related.",
    discussion: """
      Shows the shortest way over a common ancestor, and what else both were made from. Ends with \
      1 when they share no ancestor.

        stemma path EleutherAI/pythia-70m EleutherAI/pythia-70m-deduped --inferred
      """
  )

  @Argument(help: "A model.")
  var from: String

  @Argument(help: "Another.")
  var to: String

  @OptionGroup var family: FamilyOptions
  @OptionGroup var inference: InferenceOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    let scope = FamilyScope(
      relations: Set(family.relations),
      depth: family.depth,
      leastConfidence: inference.leastConfidence
    )
    try options.write(options.answers().path(from: from, to: to, in: scope))
  }
}
