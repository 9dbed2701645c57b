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
      The list is in the cache. `stemma watch run` after each harvest tells what happened since it told \
      news before.

        stemma watch add bigcode datasets/bigcode/the-stack
        stemma harvest && stemma watch run --format mail --command 'sendmail me@example.org'
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
    abstract: "Watch owners, repositories or studies from the last harvest on."
  )

  @Argument(help: "Owners, studies, models, or datasets and Spaces as datasets/ID and spaces/ID.")
  var names: [String]

  @OptionGroup var cache: CacheOption

  func run() throws {
    let now = Timestamp.text(secondsSince1970: Int64(Date.now.timeIntervalSince1970))
    let entries = try Answers(cachePath: cache.path).watchEntries(for: names, at: now)
    try WatchList(cachePath: cache.path).add(entries)
    for entry in entries { Console.say("Watching the \(entry.kind) \(entry.subject).") }
  }
}

/// The command `stemma watch ls`.
struct WatchLsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls",
    abstract: "List what is watched."
  )

  @OptionGroup var cache: CacheOption
  @OptionGroup var writing: FormatOptions

  func run() throws {
    let entries = try Answers(cachePath: cache.path).watched()
    try writing.write(
      Table(
        ["subject", "kind", "told_until_harvest", "added_at"],
        rows: entries.map {
          [.text($0.subject), .text($0.kind), .integer($0.digested), .text($0.addedAt)]
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

  @Option(help: "Output format: text, markdown, html, mail, json, rss or atom.")
  var format: DigestFormatOption = .init(format: .text)

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(help: .init("Tell what happened since this date, and note nothing.", valueName: "date"))
  var since: String?

  @Option(
    name: .shortAndLong,
    help: .init("The file to write. Default: standard output.", valueName: "file")
  )
  var output: String?

  @Option(
    help: .init("Hand the digest to this line of the shell instead.", valueName: "command")
  )
  var command: String?

  @OptionGroup var cache: CacheOption

  func validate() throws {
    if command != nil, output != nil {
      throw ValidationError("Use either --output or --command, not both.")
    }
  }

  func run() throws {
    let answers = try Answers(cachePath: cache.path)
    let entries = try answers.watched()
    let (digest, last) = try answers.digest(
      of: entries,
      since: since.map { try answers.harvest(by: $0) }
    )
    let text = (json ? .json : format.format).text(of: digest)
    if command == nil, output == nil || output == "-" {
      Console.write(text)
    } else if digest.hasNews {
      try hand(text)
    }
    if since == nil, !entries.isEmpty {
      try WatchList(cachePath: cache.path).mark(entries, digested: last)
    }
    try Outcome(!digest.hasNews).end()
  }

  private func hand(_ text: String) throws {
    if let command {
      let status = try ShellCommand(command).run(reading: text)
      guard status == 0 else {
        Console.say("stemma: The command ended with \(status): the news stay untold.")
        throw Outcome.failed
      }
      return
    }
    let file = try OutputFile(output)
    do {
      try file.write(Array(text.utf8))
      try file.finish()
    } catch {
      file.discard()
      throw error
    }
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

/// A line of the user's own for the shell.
private struct ShellCommand {
  let line: String

  init(_ line: String) { self.line = line }

  /// Runs it with `text` on its standard input, and returns its status.
  func run(reading text: String) throws -> Int32 {
    let process = Process()
    let input = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardInput = input
    try process.run()
    // A command that reads nothing has closed the pipe, which is its own business.
    try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
