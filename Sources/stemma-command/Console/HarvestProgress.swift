import Foundation
import Stemma

/// Tells how a harvest comes along: on a terminal in one line that changes, else a line a minute.
final class HarvestProgress {
  private let isQuiet: Bool
  private let isTerminal = Console.isTerminal
  private var lastShown = 0.0

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Takes note of the counts so far.
  func update(_ tally: HarvestTally) {
    guard !isQuiet, tally.seconds - lastShown >= (isTerminal ? 0.1 : 60) else { return }
    lastShown = tally.seconds
    let rate = tally.seconds > 0 ? Int(Double(tally.rows) / tally.seconds) : 0
    let line =
      "\(tally.requests.total) requests, \(tally.rows) records (\(rate)/s), "
      + "\(tally.changes) new or changed, \(Int(tally.seconds)) s"
    isTerminal ? Console.show(line) : Console.say(line)
  }

  /// Leaves the terminal clean.
  func finish() {
    if !isQuiet, isTerminal { Console.clearLine() }
  }
}
