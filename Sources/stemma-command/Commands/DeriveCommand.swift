import ArgumentParser
import Stemma

/// The command `stemma derive`.
struct DeriveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derive",
    abstract: "Read the archived replies again, without the network, and analyze."
  )

  @Flag(help: "Read every archive. It is what derive does; the flag says so in scripts.")
  var all = false

  @OptionGroup var cache: CacheOption

  func run() throws {
    let count = try Pipeline(cachePath: cache.path).derive()
    Console.say("Read \(count) replies again.")
  }
}
