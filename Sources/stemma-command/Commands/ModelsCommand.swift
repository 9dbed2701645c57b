import Stemma
import ArgumentParser

/// The command `stemma models …`.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Look at models in the cache.",
    subcommands: [ModelsInfoCommand.self, ModelsHistoryCommand.self]
  )
}

/// The command `stemma models info ID`.
struct ModelsInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show all that the cache holds on a model, with its names, parents and history."
  )

  @Argument(help: "A model: its id, an old name or its address on the Hub.")
  var id: String

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.write(options.answers().info(on: id)) }
}
