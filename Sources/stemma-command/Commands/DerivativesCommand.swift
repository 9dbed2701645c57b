public import ArgumentParser
public import Stemma

/// The command `stemma derivatives ID`.
struct DerivativesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derivatives",
    abstract: "Count the models made from a model.",
    discussion: """
      Counts distinct models that the Hub lists, each once and by its own relation, directly \
      (children) and at any distance; the model itself never counts.
      """
  )

  @Argument(help: "A model: its id, an old name or its address on the Hub.")
  var id: String

  @Option(help: "Group them instead: owner, month, license, language or relation.")
  var by: Breakdown.Key?

  @OptionGroup var family: FamilyOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    let answers = try options.answers()
    let relations = Set(family.relations)
    if let by {
      options.write(
        try answers.derivatives(of: id, by: by, relations: relations, depth: family.depth)
      )
    } else {
      options.write(
        try answers.derivatives(of: id, relations: relations, depth: family.depth)
      )
    }
  }
}

extension Breakdown.Key: ExpressibleByArgument {}
