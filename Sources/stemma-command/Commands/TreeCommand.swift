import ArgumentParser
import Stemma

/// The command `stemma tree ID`.
struct TreeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tree",
    abstract: "Draw what was made from a model, or what it was made from."
  )

  @Argument(help: "A model: its id, an old name or its address on the Hub.")
  var id: String

  @Flag(help: "Draw what the model was made from instead.")
  var up = false

  @OptionGroup var family: FamilyOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    options.write(
      try options.answers().tree(
        of: id,
        direction: up ? .up : .down,
        relations: Set(family.relations),
        depth: family.depth
      )
    )
  }
}
