import ArgumentParser
import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaOperations

/// The command `stemma watch …`.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Keep a list of owners, repositories and studies, and tell news of them.",
    discussion: """
      The list is in the cache. `stemma watch run` tells what happened since it told news before. What \
      `watch add` was given a file or a command for is told after each harvest by itself, also by those \
      of `stemma schedule`.

        stemma watch add bigcode datasets/bigcode/the-stack
        stemma watch add --format atom -o news.xml
        stemma watch add --format mail --command 'sendmail me@example.org'
      """,
    subcommands: [
      WatchAddCommand.self, WatchLsCommand.self, WatchRmCommand.self, WatchRunCommand.self,
    ]
  )
}

/// The command `stemma watch add NAME...`.
struct WatchAddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Watch owners, repositories or studies from the last harvest on.",
    discussion: """
      With a file or a command, every harvest from now on hands it the news of all that is watched: a \
      feed (atom, rss) always tells of the last month; another file is replaced, and a command called, \
      when there is news.

        stemma watch add bigcode cartography-2025
        stemma watch add --format atom -o /srv/www/news.xml
      """
  )

  @Argument(help: "Owners, studies, models, or datasets and Spaces as datasets/ID and spaces/ID.")
  var names: [String] = []

  @OptionGroup var digest: DigestOptions
  @OptionGroup var cache: CacheOption

  func validate() throws {
    if names.isEmpty, digest.means == nil {
      throw ValidationError("Name what is watched, or with -o or --command where its news go.")
    }
    if digest.output == "-" { throw ValidationError("-o needs a file: harvests come later.") }
  }

  func run() throws {
    let now = Timestamp.text(secondsSince1970: Int64(Date.now.timeIntervalSince1970))
    let answers = try Answers(cachePath: cache.path)
    let list = WatchList(cachePath: cache.path)
    let entries = try answers.watchEntries(for: names, at: now)
    if !entries.isEmpty { try list.add(entries) }
    for entry in entries { Console.say("Watching the \(entry.kind) \(entry.subject).") }
    guard let means = digest.means else { return }
    try list.add(
      .init(
        target: means.target,
        means: means.kind,
        format: digest.chosen.rawValue,
        told: try answers.lastHarvest(),
        addedAt: now
      )
    )
    let what = means.kind == .file ? means.target : "`\(means.target)`"
    Console.say("Each harvest hands its news to \(what) as \(digest.chosen.rawValue).")
  }
}

/// The command `stemma watch ls`.
struct WatchLsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List what is watched, and where its news go."
  )

  @OptionGroup var cache: CacheOption
  @OptionGroup var writing: FormatOptions

  func run() throws {
    let answers = try Answers(cachePath: cache.path)
    let (entries, deliveries) = (try answers.watched(), try answers.deliveries())
    try writing.write(
      Table(
        ["subject", "kind", "told_until_harvest", "added_at"],
        rows: entries.map {
          [.text($0.subject), .text($0.kind), .integer($0.digested), .text($0.addedAt)]
        }
          + deliveries.map {
            [
              .text($0.target), .text("\($0.format) \($0.means.rawValue)"), .integer($0.told),
              .text($0.addedAt),
            ]
          }
      )
    )
  }
}

/// The command `stemma watch rm NAME...`.
struct WatchRmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rm",
    abstract: "Watch no more; exit 1 when a name is not on the list."
  )

  @Argument(help: "Names as `stemma watch ls` lists them.")
  var names: [String]

  @OptionGroup var cache: CacheOption

  func run() throws {
    let unknown = try WatchList(cachePath: cache.path).remove(names)
    for name in unknown { Console.say("\(name) is not on the list.") }
    try Outcome(unknown.isEmpty).end()
  }
}

/// The command `stemma watch run`.
struct WatchRunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Tell news of what is watched; exit 1 when there are any.",
    discussion: """
      Tells what happened since news were told before, and notes that it was told. With --since, tells \
      what happened since a date and notes nothing: for a feed that many read at their own pace. \
      Without news, a file or a command gets nothing.

        stemma watch run --format markdown
        stemma watch run --since 2026-01-01 --format atom -o news.xml
      """
  )

  @Option(help: .init("Tell what happened since this date, and note nothing.", valueName: "date"))
  var since: String?

  @OptionGroup var digest: DigestOptions
  @OptionGroup var cache: CacheOption

  func run() throws {
    let answers = try Answers(cachePath: cache.path)
    let entries = try answers.watched()
    let first = try since.map { try answers.harvest(by: $0) }
    let (news, last) = try answers.digest(of: entries, since: first)
    let told =
      digest.chosen.isFeed ? try answers.feed(of: entries, since: first ?? news.from ?? last) : news
    let text = digest.chosen.text(of: told)
    if let means = digest.means {
      if news.hasNews { try DigestDelivery(means).hand(text) }
    } else {
      Console.write(text)
    }
    if since == nil, !entries.isEmpty {
      try WatchList(cachePath: cache.path).mark(entries, digested: last)
    }
    try Outcome(!news.hasNews).end()
  }
}

/// How a digest is written, and where it goes.
struct DigestOptions: ParsableArguments {
  @Option(help: "Output format: text, markdown, html, mail, json, rss or atom.")
  var format: DigestFormatOption = .init(format: .text)

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: .init("The file to write. Default: standard output.", valueName: "file")
  )
  var output: String?

  @Option(
    help: .init("Hand the digest to this line of the shell instead.", valueName: "command")
  )
  var command: String?

  func validate() throws {
    if command != nil, output != nil {
      throw ValidationError("Use either --output or --command, not both.")
    }
    if [command, output].contains("") {
      throw ValidationError("--output and --command cannot be empty.")
    }
  }

  /// The format that was asked for.
  var chosen: DigestFormat { json ? .json : format.format }

  /// Where it goes; nil for standard output.
  var means: (kind: WatchList.Delivery.Means, target: String)? {
    if let command { return (.command, command) }
    guard let output, output != "-" else { return nil }
    // Harvests of a schedule run elsewhere.
    return (.file, URL(filePath: output).standardizedFileURL.path)
  }
}

/// A format of a digest, as it is written on the command line.
struct DigestFormatOption: ExpressibleByArgument {
  let format: DigestFormat

  init(format: DigestFormat) { self.format = format }

  init?(argument: String) {
    guard let format = DigestFormat(rawValue: argument) else { return nil }
    self.format = format
  }

  var defaultValueDescription: String { format.rawValue }

  static var allValueStrings: [String] { DigestFormat.allCases.map(\.rawValue) }
}
