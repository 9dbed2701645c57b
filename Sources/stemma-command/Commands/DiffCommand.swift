import Stemma
import ArgumentParser

/// The command `stemma diff [HARVEST] [HARVEST]`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed between two harvests: verdicts, repositories, licenses.",
    discussion: """
      Without arguments, compares the last two harvests. With one number, compares that harvest \
      with the one before it. `stemma status` lists the numbers.

        stemma diff 3 7
      """
  )

  @Argument(help: "The earlier harvest; the later one if it is the only argument.")
  var harvest: Int64?

  @Argument(help: "The later harvest.")
  var other: Int64?

  @OptionGroup var options: AnswerOptions

  func run() throws {
    let from = other == nil ? nil : harvest
    try options.write(options.answers().difference(from: from, to: other ?? harvest))
  }
}
