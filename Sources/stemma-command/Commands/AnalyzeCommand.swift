import ArgumentParser
import Stemma

/// The command `stemma derive`.
struct DeriveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derive",
    abstract: "Rebuild the tables from the archived replies, without network access.",
    discussion: """
      Facts from compacted archives are kept. When a reply cannot be read, every table is kept as it \
      is: what was derived from that reply would be lost. Each such reply is recorded as a finding; \
      the command then exits with 1.
      """
  )

  @Flag(help: "Read every archive. This is the default; the flag states it in scripts.")
  var all = false

  @OptionGroup var cache: CacheOption

  func run() throws {
    let (count, damage) = try Console.pipeline(on: cache.path).derive()
    for sentence in damage { Console.say("stemma: \(sentence)") }
    guard damage.isEmpty else {
      Console.say(
        "Nothing was derived again, and nothing is lost: each reply that cannot be read is a finding."
      )
      throw Outcome.no
    }
    Console.say("Read \(count) archived replies.")
  }
}

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
