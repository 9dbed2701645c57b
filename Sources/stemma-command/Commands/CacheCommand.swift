import ArgumentParser
import Stemma
import StemmaCore
import StemmaOperations
import StemmaReports
import StemmaStore

/// The command `stemma cache …`.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Inspect, verify, compact, copy, restore or upgrade the cache file; forget a name.",
    subcommands: [
      CachePathCommand.self, CacheInfoCommand.self, CacheVerifyCommand.self,
      CacheCompactCommand.self, CacheBackupCommand.self,
      CacheRestoreCommand.self, CacheUpgradeCommand.self, CacheForgetCommand.self,
    ]
  )
}

/// The command `stemma cache path`.
struct CachePathCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path",
    abstract: "Print the path of the cache file."
  )

  @OptionGroup var cache: CacheOption

  func run() throws {
    _ = try CachePath.file(at: cache.path)
    Console.write(cache.path + "\n")
  }
}

/// The command `stemma cache verify`.
struct CacheVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the cache and its archives, or a bundle, for damage.",
    discussion: """
      Runs SQLite's integrity checks, reads every record of the archives and compares its digest. \
      The archives of a backup are read where they are. Exits with 1 when anything is wrong.

      With a file, checks that bundle of `stemma export bundle` instead, wherever it is: a byte that \
      changed anywhere is found. It needs no cache and no network, but the program `unzip`.
      """
  )

  @Argument(help: .init("A bundle to check instead of the cache.", valueName: "file"))
  var bundle: String?

  @OptionGroup var cache: CacheOption

  func run() throws {
    let faults =
      try bundle.map { try BundleArchive($0).faults() }
      ?? Maintenance(cachePath: cache.path).faults()
    for fault in faults { Console.write(fault + "\n") }
    if !faults.isEmpty { throw ExitCode(1) }
    Console.say(bundle == nil ? "The cache is sound." : "The bundle is sound.")
  }
}

/// The command `stemma cache info`.
struct CacheInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show the size and the contents of the cache and its archives.",
    discussion: "For example: stemma cache info --json"
  )

  @OptionGroup var cache: CacheOption

  @OptionGroup var writing: FormatOptions

  func run() throws {
    try writing.write(try Maintenance(cachePath: cache.path).sizes())
  }
}

/// The command `stemma cache compact`.
struct CacheCompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Shrink the cache file, and old archives on request.",
    discussion: """
      With --keep, --archives-before or --older-than, the archives of old harvests are replaced by the facts that \
      were derived from them. No fact is lost, and `stemma derive` keeps these facts. But such a \
      harvest can no longer be replayed, exported as WARC, or read again by a newer version. \
      Archives that would not shrink are left as they are.

        stemma cache compact --keep 30
        stemma schedule install --then 'stemma cache compact --older-than 90d'
      """
  )

  @Option(help: .init("Keep the archives of the newest harvests: this many.", valueName: "n"))
  var keep: Int?

  @Option(
    help: .init(
      "Compact the archives of harvests that began before this date, such as 2026-01-31.",
      valueName: "date"
    )
  )
  var archivesBefore: String?

  @Option(
    help: .init(
      "Compact the archives of harvests that began longer ago than this, such as 90d.",
      valueName: "days"
    )
  )
  var olderThan: DayCount?

  @OptionGroup var cache: CacheOption

  mutating func validate() throws {
    if [keep != nil, archivesBefore != nil, olderThan != nil].count(where: { $0 }) > 1 {
      throw ValidationError("Use one of --keep, --archives-before and --older-than.")
    }
    if let keep, keep < 0 { throw ValidationError("--keep must be 0 or more.") }
    if let archivesBefore, Timestamp.secondsSince1970(in: archivesBefore) == nil {
      throw ValidationError("--archives-before must be a date such as 2026-01-31.")
    }
  }

  func run() throws {
    let scope: CompactionScope =
      keep.map { .keeping($0) } ?? archivesBefore.map { .before($0) }
      ?? olderThan.map { .olderThan(days: $0.days) } ?? .cacheOnly
    let summary = try Maintenance(cachePath: cache.path).compact(scope)
    if let reason = summary.reason { Console.say(reason) }
    if let last = summary.through { Console.say("Compacted the archives up to harvest \(last).") }
    Console.say(
      "Cache: \(summary.cache.before) bytes before, \(summary.cache.after) after. Archives: "
        + "\(summary.archives.before) bytes before, \(summary.archives.after) after."
    )
  }
}

/// A number of days, written `90d` or `90`.
struct DayCount: ExpressibleByArgument {
  let days: Int

  init?(argument: String) {
    let digits = argument.hasSuffix("d") ? argument.dropLast() : argument[...]
    guard let days = Int(digits), (0...36_600).contains(days) else { return nil }
    self.days = days
  }
}

/// The command `stemma cache backup FILE`.
struct CacheBackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy a consistent snapshot of the cache to another file.",
    discussion: """
      The copy appears whole or not at all. It is a cache of its own, which reads the archives where \
      they are and never changes them. Copy the folder of the archives as well to keep them longer.
      """
  )

  @Argument(help: "The file to create. It must not exist yet.")
  var file: String

  @OptionGroup var cache: CacheOption

  func run() throws { try Maintenance(cachePath: cache.path).backup(to: file) }
}

/// The command `stemma cache restore FILE`.
struct CacheRestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup in the place of the cache.",
    discussion: """
      The cache as it is now is copied first, to a file beside it that ends with .before-restore. The \
      archives stay as they are: `stemma harvest --replay` brings back what was harvested since.
      """
  )

  @Argument(help: "The copy that `stemma cache backup` made.")
  var file: String

  @OptionGroup var cache: CacheOption

  func run() throws {
    if let copy = try Maintenance(cachePath: cache.path).restore(from: file) {
      Console.say("The cache as it was is \(copy).")
    }
  }
}

/// The command `stemma cache upgrade`.
struct CacheUpgradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade",
    abstract: "Bring a cache of an earlier version up to this one.",
    discussion: """
      The cache is copied first, to a file beside it that ends with the version's name. Harvests, imports, \
      studies, measures, verdicts and watch lists are kept; what was derived is derived anew from the \
      archives, and kept as it is where they are missing. The first command that writes to a cache does \
      the same. A cache of a newer version is refused.
      """
  )

  @OptionGroup var cache: CacheOption

  func run() throws {
    guard try Console.pipeline(on: cache.path).upgrade() == nil else { return }
    Console.say("The cache is up to date.")
  }
}

/// The command `stemma cache forget NAME`.
struct CacheForgetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Take a person's name out of the tables, their history and the archives.",
    discussion: """
      A pseudonym takes the place of the name, so that counts stay what they were. What stays is a digest \
      of the name, by which later harvests, replays and imports of archives are freed of it, too. With \
      --repositories, the name also goes from the repositories of the account, and nothing more is asked \
      about them.

      A name that stands in prose like any other word is not known as one and stays; how often, is said. \
      Backups and other copies of the cache are left alone: forget the name there, or remove them. It \
      cannot be undone.

        stemma cache forget some-one --dry-run
        stemma cache forget some-one --repositories --reason 'asked by mail'
      """
  )

  @Argument(help: "The name of the account, as in the address of its page.")
  var name: String

  @Flag(help: "Take the name out of those of its repositories as well.")
  var repositories = false

  @Option(help: .init("Why, to be kept with the digest.", valueName: "text"))
  var reason: String?

  @Flag(help: "Say what would be changed, and change nothing.")
  var dryRun = false

  @OptionGroup var cache: CacheOption

  @OptionGroup var writing: FormatOptions

  func run() throws {
    let summary = try Maintenance(cachePath: cache.path)
      .forget(name, withRepositories: repositories, because: reason, isDryRun: dryRun)
    try writing.write(summary)
  }
}
