import Stemma
import ArgumentParser
import StemmaMetrics

/// The command `stemma reuse DATASET`.
struct ReuseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reuse",
    abstract: "Count the models that declare a dataset, in windows after its release.",
    discussion: """
      A model counts when its card or one of its tags names the dataset, under any of the dataset's \
      names. A window includes its first day and excludes its last. Trained models are external \
      models that are neither quantized nor merged.

        stemma reuse BAAI/Infinity-Instruct --from 2024-06-13 --threshold 131
        stemma reuse BAAI/Infinity-Instruct --rows 92d.trained --format csv
        stemma reuse BAAI/Infinity-Instruct --study cartography-2025
      """
  )

  @Argument(help: "A dataset: its id, a former name or its URL on the Hub.")
  var dataset: String?

  @Option(
    name: .customLong("window"),
    help: .init("Lengths of the windows in days, separated by commas.", valueName: "days"),
    transform: Self.days(in:)
  )
  var windows: [Int] = ReuseQuestion.usualWindows

  @Option(
    help: .init(
      "The first day. Default: the day the dataset was created on the Hub.",
      valueName: "date"
    )
  )
  var from: String?

  @Flag(help: "Count the dataset owner's own models towards thresholds, too.")
  var includeOwn = false

  @Flag(help: "Also list models that declare no dataset but descend from a model that uses it.")
  var inherited = false

  @Flag(help: "Also list models that declare no name of it but a dataset made from it.")
  var derived = false

  @Option(
    name: .customLong("owner"),
    help: .init(
      "Another account that belongs to the dataset owner; repeatable. Without a dataset: count all "
        + "datasets of this owner.",
      valueName: "name"
    )
  )
  var owners: [String] = []

  @Option(
    help: .init(
      "A study in the cache: the accounts of the project that made the dataset count as its "
        + "owner, and the dataset's former names as its names.",
      valueName: "name"
    )
  )
  var study: String?

  @Option(
    name: .customLong("alias"),
    help: .init("Another name of the dataset; repeatable.", valueName: "id")
  )
  var aliases: [String] = []

  @Option(
    name: .customLong("threshold"),
    help: .init(
      "Report the day on which the number of users reached this; repeatable.",
      valueName: "count"
    )
  )
  var thresholds: [Int] = []

  @Option(
    help: .init("List the models behind one number, such as 92d.trained.", valueName: "name")
  )
  var rows: String?

  @Option(
    help: .init(
      "List at most so many: of an owner's datasets the most declared, with --rows the first models.",
      valueName: "number"
    )
  )
  var top: Int?

  @OptionGroup var basis: RelationBasisOption
  @OptionGroup var counted: CountedOptions
  @OptionGroup var options: FileAnswerOptions

  mutating func validate() throws {
    if dataset == nil, owners.count != 1 {
      throw ValidationError("Name a dataset, or one owner with --owner.")
    }
    if let top {
      guard top >= 0 else { throw ValidationError("--top cannot be negative.") }
      guard dataset == nil || rows != nil else {
        throw ValidationError("--top applies to --rows, or to the datasets of an owner.")
      }
    }
    guard thresholds.allSatisfy({ $0 > 0 }) else {
      throw ValidationError("--threshold must be 1 or more.")
    }
  }

  func run() throws {
    guard let dataset else {
      return try options.write(
        options.answers()
          .reuse(ofOwner: owners[0], by: basis.relationBy, counting: counted.users)
          .first(top)
      )
    }
    var question = ReuseQuestion(dataset: dataset, windows: windows)
    question.from = from
    question.includesOwn = includeOwn
    question.includesInherited = inherited || rows == "inherited"
    question.includesDerived = derived || rows == "derived"
    question.owners = owners
    question.aliases = aliases
    question.study = study
    question.thresholds = thresholds
    question.relationBasis = basis.relationBy
    question.counted = counted.users
    let reuse = try options.answers().reuse(question)
    if let rows {
      try options.write(DatasetUserList(try reuse.rows(named: rows), top: top))
    } else {
      try options.write(reuse)
    }
  }

  /// Reads `30d,90d` or `30,90`.
  private static func days(in text: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      let digits = part.hasSuffix("d") ? part.dropLast() : part
      guard let days = Int(digits), (1...36_600).contains(days) else {
        throw ValidationError("\(part) is not a number of days from 1 to 36600. Write 30d,90d.")
      }
      return days
    }
  }
}
