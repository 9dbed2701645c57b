import ArgumentParser
import Stemma

/// The command `stemma search TEXT`.
struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find models, datasets and owners by a part of the name, or by a misspelt one.",
    discussion: """
      Every id is found by its beginning, or by that of its part behind the slash, and every owner by \
      its own: also where one letter is missing, added, wrong or in its neighbor's place. Models that \
      have derivatives, their owners and datasets that models declare are found by any part of the \
      name as well, and by names that share at least half of the runs of three letters. Letter case \
      does not matter.

        stemma search mistral-7b
        stemma search qwem2.5 --limit 5
      """
  )

  @Argument(help: "A name, as far as it is known.")
  var text: String

  @Option(help: .init("The number of names to show.", valueName: "number"))
  var limit = 20

  @OptionGroup var options: AnswerOptions

  mutating func validate() throws {
    if limit < 0 { throw ValidationError("--limit cannot be negative.") }
  }

  func run() throws { try options.write(options.answers().search(text, limit: limit)) }
}
