import ArgumentParser
import Stemma
import StemmaAnswers
import StemmaReports

/// The command `stemma cite`.
struct CiteCommand: ParsableCommand {
  /// How it is written.
  enum Form: String, CaseIterable, ExpressibleByArgument { case bibtex, cff }

  static let configuration = CommandConfiguration(
    commandName: "cite",
    abstract: "Print how to cite the cache, a study in it, or a bundle.",
    discussion: """
      The day is that of the harvest, so that the same cache gives the same text. A bundle is cited as \
      the cache or the study that it was made of; one that was changed is not.

        stemma cite
        stemma cite --study cartography-2025 --format cff > CITATION.cff
        stemma cite bundle.zip
      """
  )

  @Argument(help: .init("A bundle. Default: the cache.", valueName: "file"))
  var bundle: String?

  @Option(help: .init("A study in the cache. Default: the cache itself.", valueName: "name"))
  var study: String?

  @Option(help: "Output format: bibtex or cff.")
  var format: Form = .bibtex

  @OptionGroup var question: QuestionOptions

  func validate() throws {
    guard bundle == nil || study == nil && question.asOf == nil else {
      throw ValidationError("A bundle takes no --study or --as-of: it is cited as it was made.")
    }
  }

  func run() throws {
    if let bundle {
      let name = format == .bibtex ? "CITATION.bib" : "CITATION.cff"
      return Console.write(try BundleArchive(bundle).text(of: name))
    }
    let citation = try question.answers().citation(study: study)
    Console.write(format == .bibtex ? citation.bibTeX : citation.cff)
  }
}
