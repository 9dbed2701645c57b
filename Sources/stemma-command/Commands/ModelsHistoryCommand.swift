import Stemma
import ArgumentParser

/// The command `stemma models history ID`.
struct ModelsHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Show what a model's counters were, harvested or imported, with the gaps between.",
    discussion: """
      Each row says from which day to which day the counters are known to have been so. Days that \
      nobody saw are gaps, never zeros.

        stemma models history EleutherAI/pythia-70m --format csv
      """
  )

  @Argument(help: "A model: its id, an old name or its address on the Hub.")
  var id: String

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.write(options.answers().counters(of: id)) }
}
