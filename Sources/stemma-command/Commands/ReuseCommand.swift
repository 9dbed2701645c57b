import Stemma
import ArgumentParser
import StemmaMetrics

/// The command `stemma reuse DATASET`.
struct ReuseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reuse",
    abstract: "Count the models that declare a dataset, in windows after its release.",
    discussion: """
      A model counts when its card or a tag of it names the dataset, under any of its names. \
      Windows hold their first day and not their last. Trained models are those of others that are \
      neither quantized nor merged.

        stemma reuse BAAI/Infinity-Instruct --from 2024-06-13 --threshold 131
        stemma reuse BAAI/Infinity-Instruct --rows 92d.trained --format csv
        stemma reuse BAAI/Infinity-Instruct --study cartography-2025
      """
  )

  @Argument(help: "A dataset: its id, an old name or its address on the Hub.")
  var dataset: String

  @Option(
    name: .customLong("window"),
    help: .init("Days after the first, with commas between.", valueName: "days"),
    transform: Self.days(in:)
  )
  var windows: [Int] = ReuseQuestion.usualWindows

  @Option(help: .init("The first day. Default: the dataset's on the Hub.", valueName: "date"))
  var from: String?

  @Flag(help: "Let the dataset's own people count towards thresholds.")
  var includeOwn = false

  @Flag(help: "Look for models that descend from a user and declare nothing.")
  var inherited = false

  @Option(
    name: .customLong("owner"),
    help: .init("An account that counts as the dataset's own; repeatable.", valueName: "name")
  )
  var owners: [String] = []

  @Option(
    help: .init(
      "A study in the cache: accounts of the project that made the dataset count as its own, and "
        + "its former names as names of it.",
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
    help: .init("Tell when users reached this number; repeatable.", valueName: "count")
  )
  var thresholds: [Int] = []

  @Option(
    help: .init("List the models that a number counts, such as 92d.trained.", valueName: "name")
  )
  var rows: String?

  @OptionGroup var options: AnswerOptions

  func run() throws {
    var question = ReuseQuestion(dataset: dataset, windows: windows)
    question.from = from
    question.includesOwn = includeOwn
    question.includesInherited = inherited || rows == "inherited"
    question.owners = owners
    question.aliases = aliases
    question.study = study
    question.thresholds = thresholds
    let reuse = try options.answers().reuse(question)
    if let rows {
      try options.write(DatasetUserList(try reuse.rows(named: rows)))
    } else {
      try options.write(reuse)
    }
  }

  /// Reads `30d,90d` or `30,90`.
  private static func days(in text: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      let digits = part.hasSuffix("d") ? part.dropLast() : part
      guard let days = Int(digits), (1...36_600).contains(days) else {
        throw ValidationError("\(part) is not a number of days. Write them as 30d,90d.")
      }
      return days
    }
  }
}
