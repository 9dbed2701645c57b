import ArgumentParser
import Stemma
import StemmaAnswers

/// The command `stemma cite`.
struct CiteCommand: ParsableCommand {
  /// How it is written.
  enum Form: String, CaseIterable, ExpressibleByArgument { case bibtex, cff }

  static let configuration = CommandConfiguration(
    commandName: "cite",
    abstract: "Print how to cite the cache, or a study in it.",
    discussion: """
      The day is that of the harvest, so that the same cache gives the same text.

        stemma cite
        stemma cite --study cartography-2025 --format cff > CITATION.cff
      """
  )

  @Option(help: .init("A study in the cache. Default: the cache itself.", valueName: "name"))
  var study: String?

  @Option(help: "Output format: bibtex or cff.")
  var format: Form = .bibtex

  @OptionGroup var question: QuestionOptions

  func run() throws {
    let citation = try question.answers().citation(study: study)
    Console.write(format == .bibtex ? citation.bibTeX : citation.cff)
  }
}
