import Foundation
import Stemma
import StemmaCore
import StemmaHarvest

/// Tells how a harvest comes along: on a terminal in one line that changes, else a line a minute.
final class HarvestProgress {
  private let isQuiet: Bool
  private let isTerminal = Console.isTerminal
  private var lastShown = 0.0
  private var hasGivenReason = false
  private var news: String?
  /// The end of the wait that was told of last, and when it was.
  private var toldUntil = Date.distantPast
  private var toldAt = 0.0

  /// The requests that were forecast; 0 when nobody can say.
  private let forecast: Int

  init(isQuiet: Bool, forecast: Int) {
    self.isQuiet = isQuiet
    self.forecast = forecast
  }

  /// Takes note of the counts so far.
  func update(_ tally: HarvestTally) {
    giveNews(tally)
    giveReason(tally)
    guard !tellOfWait(tally) else { return }
    guard !isQuiet, tally.seconds - lastShown >= (isTerminal ? 0.1 : 60) else { return }
    lastShown = tally.seconds
    let line = Self.line(tally, forecast: forecast)
    isTerminal ? Console.show(line) : Console.say(line)
  }

  /// Says once which plan was chosen, and why, as soon as the Hub gave something.
  private func giveReason(_ tally: HarvestTally) {
    guard !isQuiet, !hasGivenReason, tally.rows > 0, tally.plan != .auto,
      let reason = tally.reason
    else { return }
    hasGivenReason = true
    if isTerminal { Console.clearLine() }
    Console.say("Plan \(tally.plan.rawValue). \(reason)")
  }

  /// Says what changed of the plan, as often as it does.
  private func giveNews(_ tally: HarvestTally) {
    guard !isQuiet, let told = tally.news, told != news else { return }
    news = told
    hasGivenReason = false
    if isTerminal { Console.clearLine() }
    Console.say(told)
  }

  /// Tells what is waited for, and until when; says whether there is anything to wait for.
  ///
  /// Elsewhere than on a terminal, once for a wait of some length, and again every minute.
  private func tellOfWait(_ tally: HarvestTally) -> Bool {
    guard let wait = tally.wait else { return false }
    let end = Date.now.addingTimeInterval(wait.secondsLeft)
    guard !isQuiet else { return true }
    if isTerminal {
      Console.show(Self.line(wait, until: end))
    } else if wait.seconds + wait.secondsLeft >= 3, end > toldUntil || tally.seconds - toldAt >= 60
    {
      // The end of one wait moves by fractions of a second as it is counted.
      (toldUntil, toldAt) = (end.addingTimeInterval(1), tally.seconds)
      Console.say(Self.line(wait, until: end))
    }
    return true
  }

  private static func line(_ wait: HarvestTally.Wait, until end: Date) -> String {
    let time = Timestamp.text(secondsSince1970: Int64(end.timeIntervalSince1970.rounded(.up)))
    return "waiting \(length(wait.secondsLeft)), until \(time.dropFirst(11).prefix(8)) UTC: "
      + wait.reason
  }

  /// A time as people say it, such as `4 min 10 s`.
  static func length(_ seconds: Double) -> String {
    let seconds = Int(seconds.rounded(.up))
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")]
    let told = parts.filter { $0.0 > 0 }.prefix(2).map { "\($0.0) \($0.1)" }
    return told.isEmpty ? "0 s" : told.joined(separator: " ")
  }

  private static func line(_ tally: HarvestTally, forecast: Int) -> String {
    let rate = tally.seconds > 0 ? Int(Double(tally.rows) / tally.seconds) : 0
    var parts = [
      "\(tally.requests.total.counted("request"))", "\(tally.rows.counted("record")) (\(rate)/s)",
      "\(tally.changes) new or changed",
    ]
    if let remaining = tally.remaining {
      parts.append("\(remaining.counted("call")) left in this window")
    }
    let left = forecast - tally.requests.total
    if left > 0, let seconds = tally.secondsToGo(left) {
      parts.append("about \(Int((seconds / 60).rounded(.up))) min to go")
    }
    return parts.joined(separator: ", ")
  }

  /// Leaves the terminal clean.
  func finish() {
    if !isQuiet, isTerminal { Console.clearLine() }
  }
}

/// One harvest as a person or a program watches it.
struct HarvestRun {
  let request: HarvestRequest
  let hub: HubSettings
  let cachePath: String
  let isQuiet: Bool
  /// The owners whose models were asked for.
  var owners: [String] = []

  /// Runs the harvest, tells of it, and ends the command unless the harvest is done.
  @discardableResult
  func run(printingJSON: Bool = false) async throws -> HarvestSummary {
    let forecast = try? Forecast(request, from: hub, cachePath: cachePath)
    let requests = forecast.flatMap { $0.isKnown ? $0.requests : nil }
    let progress = HarvestProgress(isQuiet: isQuiet, forecast: requests ?? 0)
    var summary = try await Interruption.heeded {
      try await Console.pipeline(on: cachePath).harvest(
        request,
        from: hub,
        shouldStop: { Interruption.isAsked },
        progress: progress.update
      )
    }
    progress.finish()
    if !owners.isEmpty {
      summary.met = try Answers(cachePath: cachePath).met(in: summary.harvest, by: owners)
    }
    if printingJSON { try Console.write(summary, as: .json) }
    let outcome = Outcome(
      of: summary,
      isInterrupted: Interruption.isAsked,
      asked: request.cohort.count
    )
    if outcome != .interrupted {
      talk(of: summary)
      WatchDeliveries(cachePath: cachePath).run()
    }
    try outcome.end()
    return summary
  }

  private func talk(of summary: HarvestSummary) {
    if summary.hasNothing(of: request.cohort.count) {
      return Console.say(
        "stemma: The Hub shows no repository \(summary.missing.joined(separator: ", ")). "
          + "Check the spelling, or pass a token if the repository is private."
      )
    }
    if !isQuiet {
      Console.say(summary.sentence)
      for listing in summary.listings { Console.say(listing.sentence) }
      if let count = try? Answers(cachePath: cachePath).watched().count, count > 0 {
        Console.say("`stemma watch run` tells news of \(count.counted("watched name")).")
      }
    }
    for name in summary.missing {
      Console.say("The Hub shows no repository \(name): it is missing or private.")
    }
    for alarm in summary.alarms { Console.say("stemma: \(alarm)") }
    if let trouble = summary.troubleSentence { Console.say("stemma: \(trouble)") }
  }
}
