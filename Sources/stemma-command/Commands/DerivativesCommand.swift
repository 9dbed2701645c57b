import ArgumentParser
import Stemma

/// The command `stemma derivatives ID`.
struct DerivativesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derivatives",
    abstract: "Count the models made from a model.",
    discussion: """
      Counts distinct models that the Hub lists, each once and by its own relation, directly \
      (children) and at any distance; the model itself never counts.
      """
  )

  @Argument(help: "A model: its id, an old name or its address on the Hub.")
  var id: String

  @OptionGroup var family: FamilyOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    options.write(
      try options.answers().derivatives(
        of: id,
        relations: Set(family.relations),
        depth: family.depth
      )
    )
  }
}
