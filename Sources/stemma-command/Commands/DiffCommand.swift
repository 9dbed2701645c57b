import ArgumentParser
import Stemma
import StemmaAnswers

/// The command `stemma diff [HARVEST] [HARVEST]`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed between two harvests: verdicts, and what happened to whom.",
    discussion: """
      Without arguments, compares the last two harvests. With one number or date, compares that harvest \
      with the one before it; a date means the last harvest begun by then. `stemma status` lists the \
      numbers.

      Counts and names what is new, gone, renamed, relicensed, gated or made from others than before, \
      and who first used a dataset: of each the most downloaded ones. With --of, does so of an owner \
      under all its names, a repository or a study and of everything that was made from theirs.

        stemma diff 3 7
        stemma diff --top 100
        stemma diff 2026-01-01 2026-02-01 --of bigcode
      """
  )

  /// A harvest by its number, or by a date.
  enum Moment: ExpressibleByArgument {
    case number(Int64)
    case date(String)

    init?(argument: String) { self = Int64(argument).map(Self.number) ?? .date(argument) }

    func harvest(in answers: Answers) throws -> Int64 {
      switch self {
      case .number(let number): number
      case .date(let date): try answers.harvest(by: date)
      }
    }
  }

  @Argument(help: "The earlier harvest or a date; the later one if it is the only argument.")
  var harvest: Moment?

  @Argument(help: "The later harvest or a date.")
  var other: Moment?

  @Option(
    help: .init("Name what happened to this owner, repository or study.", valueName: "name")
  )
  var of: String?

  @Option(
    help: .init(
      "How many to name of each thing that happened. Default: 20, with --of all.",
      valueName: "number"
    )
  )
  var top: Int?

  @OptionGroup var options: AnswerOptions

  func validate() throws {
    if let top, top < 0 { throw ValidationError("--top cannot be negative.") }
  }

  func run() throws {
    let answers = try options.answers()
    let from = try other == nil ? nil : harvest?.harvest(in: answers)
    let to = try (other ?? harvest)?.harvest(in: answers)
    if let of {
      try options.write(answers.news(of: of, from: from, to: to).prefix(top ?? .max))
    } else {
      let named = top ?? HarvestDiff.usualTop
      try options.write(answers.difference(from: from, to: to, naming: named))
    }
  }
}
