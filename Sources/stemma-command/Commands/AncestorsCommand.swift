import ArgumentParser
import Stemma
import StemmaGraph

/// The command `stemma ancestors ID`.
struct AncestorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ancestors",
    abstract: "List what a model, a dataset or a Space was made from.",
    discussion: """
      A dataset, datasets/ID, comes from those that its card names in source_datasets; a Space, spaces/ID, \
      from the models that it loads, with their ancestors, and from the Space that it was copied from.
      """
  )

  @Argument(
    help: "A model, or datasets/ID or spaces/ID: its id, a former name or its URL on the Hub."
  )
  var id: String

  @OptionGroup var family: FamilyOptions
  @OptionGroup var view: ViewOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    try options.write(
      try options.answers().ancestors(of: id, in: view.scope(family))
    )
  }
}

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

  @Argument(help: "A model, or a dataset or Space as datasets/ID or spaces/ID.")
  var from: String

  @Argument(help: "Another.")
  var to: String

  @OptionGroup var family: FamilyOptions
  @OptionGroup var inference: InferenceOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    var scope = family.scope
    scope.leastConfidence = inference.leastConfidence
    try options.write(options.answers().path(from: from, to: to, in: scope))
  }
}

/// The command `stemma siblings ID`.
struct SiblingsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "siblings",
    abstract: "List the models that share a parent with a model, or datasets with a dataset.",
    discussion: """
      Lists the models with the most shared parents first. Models that the Hub does not list are left \
      out. A table shows the first thousand and counts the rest; other formats have all of them.

        stemma siblings GoToCompany/gemma2-9b-cpt-sahabatai-v1-base
      """
  )

  @Argument(
    help: "A model, or a dataset as datasets/ID: its id, a former name or its URL on the Hub."
  )
  var id: String

  @OptionGroup var relation: RelationOptions
  @OptionGroup var inference: InferenceOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    var scope = relation.scope
    scope.leastConfidence = inference.leastConfidence
    try options.writing.write(
      options.answers().writtenSiblings(of: id, in: scope),
      isQuiet: options.question.quiet
    )
  }
}
