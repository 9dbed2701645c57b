import Stemma
import ArgumentParser

/// The command `stemma diff [HARVEST] [HARVEST]`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed between two harvests: verdicts, repositories, licences.",
    discussion: """
      Compares the last two harvests, or one with the one before it. Numbers are those of \
      `stemma status`.

        stemma diff 3 7
      """
  )

  @Argument(help: "The later harvest when it stands alone, else the earlier one.")
  var harvest: Int64?

  @Argument(help: "The later harvest.")
  var other: Int64?

  @OptionGroup var options: AnswerOptions

  func run() throws {
    let from = other == nil ? nil : harvest
    try options.write(options.answers().difference(from: from, to: other ?? harvest))
  }
}
