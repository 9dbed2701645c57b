import Stemma
import ArgumentParser

/// The command `stemma models …`.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show models in the cache.",
    subcommands: [ModelsInfoCommand.self, ModelsHistoryCommand.self]
  )
}

/// The command `stemma models info ID`.
struct ModelsInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show everything known about a model, with its names, parents and history."
  )

  @Argument(help: "A model: its id, a former name or its URL on the Hub.")
  var id: String

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.write(options.answers().info(on: id)) }
}
