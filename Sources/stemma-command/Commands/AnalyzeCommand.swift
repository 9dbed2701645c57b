import Stemma
import ArgumentParser

/// The command `stemma analyze`.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Link declarations, build the family graph and write its closure.",
    discussion: "A harvest does this itself."
  )

  @OptionGroup var cache: CacheOption

  func run() throws { try Console.pipeline(on: cache.path).analyze() }
}
