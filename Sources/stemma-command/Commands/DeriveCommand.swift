import Stemma
import ArgumentParser

/// The command `stemma derive`.
struct DeriveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derive",
    abstract: "Read the archived replies again, without the network, and analyze.",
    discussion: """
      What archives that were compacted brought is kept. A reply that cannot be read is told, and \
      is a finding; the command then ends with 1.
      """
  )

  @Flag(help: "Read every archive. It is what derive does; the flag says so in scripts.")
  var all = false

  @OptionGroup var cache: CacheOption

  func run() throws {
    let (count, damage) = try Console.pipeline(on: cache.path).derive()
    for sentence in damage { Console.say("stemma: \(sentence)") }
    Console.say("Read \(count) replies again.")
    if !damage.isEmpty { throw ExitCode(1) }
  }
}
