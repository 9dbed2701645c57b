import ArgumentParser
import Stemma

/// The command `stemma cache …`.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Look after the cache's file.",
    subcommands: [CachePathCommand.self, CacheVerifyCommand.self, CacheBackupCommand.self]
  )
}

/// The command `stemma cache path`.
struct CachePathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Print where the cache is."
  )

  @OptionGroup var cache: CacheOption

  func run() { Console.write(cache.path + "\n") }
}

/// The command `stemma cache verify`.
struct CacheVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that the cache is sound and that its archives hold what it names.",
    discussion: "Ends with 1 when anything is wrong."
  )

  @OptionGroup var cache: CacheOption

  func run() throws {
    let faults = try Upkeep(cachePath: cache.path).faults()
    for fault in faults { Console.write(fault + "\n") }
    if !faults.isEmpty { throw ExitCode(1) }
    Console.say("The cache is sound.")
  }
}

/// The command `stemma cache backup FILE`.
struct CacheBackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the cache, as it stands at one moment, to another file."
  )

  @Argument(help: "The copy's file, which must not be there yet.")
  var file: String

  @OptionGroup var cache: CacheOption

  func run() throws { try Upkeep(cachePath: cache.path).backup(to: file) }
}
