import Stemma
import ArgumentParser

/// The command `stemma ancestors ID`.
struct AncestorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ancestors",
    abstract: "List the models that a model was made from."
  )

  @Argument(help: "A model: its id, a former name or its URL on the Hub.")
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
