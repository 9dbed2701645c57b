import Stemma
import ArgumentParser
import StemmaAnswers
import StemmaGraph

/// The command `stemma traits TRAIT`.
struct TraitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "traits",
    abstract: "Measure how license, language or task change from parent to child.",
    discussion: """
      Considers every edge whose two models both state the trait. Gives the mean share of values that \
      change, by relation, and the order of values that fits the direction of most changes.
      """
  )

  @Argument(
    help: "license, language or task.",
    completion: .list(Trait.allCases.map(\.rawValue)),
    transform: { text in
      guard let trait = Trait(rawValue: text) else {
        throw ValidationError("\(text) is not a trait: use license, language or task.")
      }
      return trait
    }
  )
  var trait: Trait

  @OptionGroup var relation: RelationOptions
  @OptionGroup var options: AnswerOptions

  func run() throws {
    try options.write(options.answers().changes(of: trait, in: relation.scope))
  }
}
