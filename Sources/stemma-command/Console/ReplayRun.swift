import StemmaCore
import StemmaHarvest
import Stemma

/// One replay as a person or a program watches it.
struct ReplayRun {
  let files: [String]
  let cachePath: String
  let isQuiet: Bool

  /// Runs the replay, tells of it, and ends the process with 1 when an archive was damaged.
  func run(printingJSON: Bool) throws {
    let summary = try Console.pipeline(on: cachePath).replay(files)
    for harvest in summary.harvests {
      if printingJSON { try Console.write(harvest, as: .json) }
      if !isQuiet { Console.say("Replayed: \(harvest.sentence)") }
    }
    if !isQuiet { summary.known.forEach(Console.say) }
    for sentence in summary.damage { Console.say("stemma: \(sentence)") }
    try Outcome(damage: summary.damage).end()
  }
}
