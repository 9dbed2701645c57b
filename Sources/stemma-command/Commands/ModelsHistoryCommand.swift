import Stemma
import ArgumentParser

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
