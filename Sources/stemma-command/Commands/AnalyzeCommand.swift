import Stemma
import ArgumentParser

/// The command `stemma analyze`.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Link declarations, build the family graph and check claims.",
    discussion: "Every harvest runs this step itself."
  )

  @OptionGroup var cache: CacheOption

  func run() throws { try Console.pipeline(on: cache.path).analyze() }
}
