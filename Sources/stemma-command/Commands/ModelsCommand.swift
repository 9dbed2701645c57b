import ArgumentParser
import Stemma

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

/// The command `stemma models history ID`.
struct ModelsHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what a model's counters were, harvested or imported, with the gaps between.",
    discussion: """
      Each row gives the first and the last day on which the counters had these values. Days without \
      an observation are gaps, never zeros.

        stemma models history EleutherAI/pythia-70m --format csv
      """
  )

  @Argument(help: "A model: its id, a former name or its URL on the Hub.")
  var id: String

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.write(options.answers().counters(of: id)) }
}
