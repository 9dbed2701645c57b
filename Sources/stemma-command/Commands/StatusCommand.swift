import Stemma
import ArgumentParser

/// The command `stemma status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what the cache holds, how fresh it is and what is missing."
  )

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.write(options.answers().status()) }
}
