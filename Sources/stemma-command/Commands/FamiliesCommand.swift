import Stemma
import ArgumentParser
import StemmaGraph

/// The command `stemma families`.
struct FamiliesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "families",
    abstract: "List the largest families, or the cycles in the graph.",
    discussion: """
      A family is a connected part of the graph. It is named after the root with the most \
      descendants. Its size includes ghosts.

        stemma families --top 5
        stemma families --cycles
        stemma families --without mass-uploads
      """
  )

  @Flag(help: "List instead the models that declare each other, or themselves, as base model.")
  var cycles = false

  @Option(
    name: [.customLong("top"), .customLong("limit")],
    help: .init("The number of families to list.", valueName: "number")
  )
  var limit = 20

  @OptionGroup var relation: RelationOptions
  @Option(
    help: .init(
      "List the families in which this owner, under any of its names, has a model.",
      valueName: "owner"
    )
  )
  var owner: String?

  @OptionGroup var inference: InferenceOptions
  @OptionGroup var leftOut: LeftOutOptions
  @OptionGroup var counted: CountedOptions
  @OptionGroup var options: AnswerOptions

  mutating func validate() throws {
    if limit < 0 { throw ValidationError("--top cannot be negative.") }
  }

  func run() throws {
    let answers = try options.answers()
    var scope = relation.scope
    scope.leastConfidence = inference.leastConfidence
    scope.isWithoutMassUploads = leftOut.leavesOutMassUploads
    scope.leftOutOwners = Set(counted.notOwners)
    (scope.since, scope.until) = (counted.since, counted.until)
    if cycles {
      try options.write(answers.cycles(in: scope))
    } else {
      try options.write(answers.families(limit: limit, in: scope, of: owner))
    }
  }
}
