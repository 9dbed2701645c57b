import ArgumentParser
import Stemma
import StemmaAnswers

/// The command `stemma models …`.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show models in the cache.",
    subcommands: [ModelsListCommand.self, ModelsInfoCommand.self, ModelsHistoryCommand.self]
  )
}

/// The command `stemma models ls`.
struct ModelsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List the models of an owner, or of a task, license, library or time.",
    discussion: """
      Lists models that the Hub lists, by name; of an owner under all its names. With --top, lists \
      the most downloaded models of an owner, or the first models by name without one.

        stemma models ls --owner EleutherAI --top 10
        stemma models ls --task text-generation --license apache-2.0 --since 2025-01-01
      """
  )

  @Option(help: .init("List models of this owner, under any of its names.", valueName: "owner"))
  var owner: String?

  @Option(help: .init("List models of this task, such as text-generation.", valueName: "task"))
  var task: String?

  @Option(help: .init("List models of this license.", valueName: "license"))
  var license: String?

  @Option(help: .init("List models of this library, such as transformers.", valueName: "library"))
  var library: String?

  @Option(help: .init("List models of this language, such as de.", valueName: "language"))
  var language: String?

  @Option(
    help: .init(
      "The number of models to list. Default: all of an owner, else 100.",
      valueName: "number"
    )
  )
  var top: Int?

  @OptionGroup var counted: CountedOptions
  @OptionGroup var options: AnswerOptions

  mutating func validate() throws {
    if let top, top < 0 { throw ValidationError("--top cannot be negative.") }
  }

  func run() throws {
    var question = ModelQuestion()
    question.owner = owner
    question.leftOutOwners = counted.notOwners
    (question.task, question.license) = (task, license)
    (question.library, question.language) = (library, language)
    (question.since, question.until) = (counted.since, counted.until)
    question.limit = top ?? (owner == nil ? 100 : nil)
    try options.write(options.answers().models(question))
  }
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
