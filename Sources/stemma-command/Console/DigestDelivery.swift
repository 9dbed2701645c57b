import Foundation
import Stemma
import StemmaAnswers
import StemmaCore
import StemmaOperations

/// Takes a digest to where it goes.
struct DigestDelivery {
  private let kind: WatchList.Delivery.Means
  private let target: String

  init(_ means: (kind: WatchList.Delivery.Means, target: String)) {
    (kind, target) = (means.kind, means.target)
  }

  /// Writes the file, which appears whole or not at all, or runs the command with the text on its
  /// standard input.
  ///
  /// - Throws: Also where the command ended with another status than 0.
  func hand(_ text: String) throws {
    guard kind == .file else {
      let status = try ShellCommand(target).run(reading: text)
      guard status == 0 else {
        Console.say("stemma: The command ended with \(status): the news stay untold.")
        throw Outcome.failed
      }
      return
    }
    let file = try OutputFile(target)
    do {
      try file.write(Array(text.utf8))
      try file.finish()
    } catch {
      file.discard()
      throw error
    }
  }
}

/// What every harvest does with the news of what is watched.
struct WatchDeliveries {
  let cachePath: String

  /// Hands each file and command its news; what fails is said, and told again after the next harvest.
  func run() {
    do {
      let answers = try Answers(cachePath: cachePath)
      let entries = try answers.watched()
      guard !entries.isEmpty else { return }
      for delivery in try answers.deliveries() {
        do {
          try run(delivery, entries, answers)
        } catch let error where !(error is Outcome) {
          Console.say("stemma: News were not told: \(Main.sentence(on: error))")
        } catch {}
      }
    } catch {
      Console.say("stemma: News were not told: \(Main.sentence(on: error))")
    }
  }

  private func run(
    _ delivery: WatchList.Delivery,
    _ entries: [WatchList.Entry],
    _ answers: Answers
  ) throws {
    let format = DigestFormat(rawValue: delivery.format) ?? .text
    let (news, last) = try answers.digest(of: entries, since: delivery.told)
    guard last > delivery.told else { return }
    let told =
      format.isFeed ? try answers.feed(of: entries, since: answers.harvestOfAMonthAgo()) : news
    // The date of a feed tells its readers that it is alive.
    if news.hasNews || format.isFeed && delivery.means == .file {
      try DigestDelivery((delivery.means, delivery.target)).hand(format.text(of: told))
    }
    try WatchList(cachePath: cachePath).mark(delivery, told: last)
  }
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
