import Stemma
import ArgumentParser

/// The command `stemma study methods NAME`.
struct StudyMethodsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "methods",
    abstract: "Write a methods paragraph for a paper, with citations."
  )

  @Argument(help: "The study's id.")
  var study: String

  @OptionGroup var options: AnswerOptions

  func run() throws { try options.write(options.answers().methods(of: study)) }
}
