import ArgumentParser
import StemmaCore
import StemmaOperations

/// The command `stemma cache …`.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Look after the cache's file.",
    subcommands: [
      CachePathCommand.self, CacheInfoCommand.self, CacheVerifyCommand.self,
      CacheCompactCommand.self, CacheBackupCommand.self,
    ]
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
    discussion: """
      Reads every record of the archives and compares its digest. Ends with 1 when anything is wrong.
      """
  )

  @OptionGroup var cache: CacheOption

  func run() throws {
    let faults = try Upkeep(cachePath: cache.path).faults()
    for fault in faults { Console.write(fault + "\n") }
    if !faults.isEmpty { throw ExitCode(1) }
    Console.say("The cache is sound.")
  }
}

/// The command `stemma cache info`.
struct CacheInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what the cache's file and its archives take, and what is in them.",
    discussion: "For example: stemma cache info --json"
  )

  @OptionGroup var cache: CacheOption

  @Option(help: "How to write the answer: table, json, jsonl, csv or markdown.")
  var format: TableFormat = .table

  @Flag(help: "The same as --format json.")
  var json = false

  func run() throws {
    let sizes = try Upkeep(cachePath: cache.path).sizes()
    try Console.write(sizes, as: json ? .json : format)
  }
}

/// The command `stemma cache compact`.
struct CacheCompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Make the cache's file smaller, and old archives if asked to.",
    discussion: """
      With --keep or --archives-before, what was derived from old harvests takes the place of their \
      archives. No fact is lost, and `stemma derive` keeps them; but these harvests can no longer be \
      replayed, exported as WARC, or read again by a better Stemma. Archives that would not become \
      smaller are left alone.

        stemma cache compact --keep 30
      """
  )

  @Option(help: .init("Leave the archives of this many newest harvests alone.", valueName: "n"))
  var keep: Int?

  @Option(
    help: .init(
      "Compact the archives of harvests that began before a date, such as 2026-01-31.",
      valueName: "date"
    )
  )
  var archivesBefore: String?

  @OptionGroup var cache: CacheOption

  mutating func validate() throws {
    if keep != nil, archivesBefore != nil {
      throw ValidationError("Give either --keep or --archives-before.")
    }
    if let keep, keep < 0 { throw ValidationError("--keep must be 0 or more.") }
    if let archivesBefore, Timestamp.secondsSince1970(in: archivesBefore) == nil {
      throw ValidationError("--archives-before must be a date such as 2026-01-31.")
    }
  }

  func run() throws {
    let scope: CompactionScope =
      keep.map { .keeping($0) } ?? archivesBefore.map { .before($0) } ?? .cacheOnly
    let summary = try Upkeep(cachePath: cache.path).compact(scope)
    if let reason = summary.reason { Console.say(reason) }
    if let last = summary.through { Console.say("Compacted the archives up to harvest \(last).") }
    Console.say(
      "The cache takes \(summary.cache.after) bytes (\(summary.cache.before) before), its archives "
        + "\(summary.archives.after) (\(summary.archives.before) before)."
    )
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
