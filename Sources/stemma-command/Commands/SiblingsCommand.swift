import Stemma
import ArgumentParser
import StemmaGraph

/// The command `stemma siblings ID`.
struct SiblingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "siblings",
    abstract: "List the models that share a parent with a model.",
    discussion: """
      Lists the models with the most shared parents first. Models that the Hub does not list are left \
      out.

        stemma siblings GoToCompany/gemma2-9b-cpt-sahabatai-v1-base
      """
  )

  @Argument(help: "A model: its id, a former name or its URL on the Hub.")
  var id: String

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

  func run() throws {
    let scope = FamilyScope(
      relations: Set(relations),
      leastConfidence: inference.leastConfidence
    )
    try options.write(options.answers().siblings(of: id, in: scope))
  }
}
