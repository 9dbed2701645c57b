import StemmaCore
import Stemma
import ArgumentParser
import Foundation
import StemmaHarvest

/// One harvest as a person or a program watches it.
struct HarvestRun {
  let request: HarvestRequest
  let hub: HubSettings
  let cachePath: String
  let isQuiet: Bool

  /// Runs the harvest, tells of it, and ends the process with 130 when it was interrupted.
  @discardableResult
  func run(printingJSON: Bool = false) async throws -> HarvestSummary {
    let interruption = Interruption()
    let forecast = try? Forecast(request, from: hub, cachePath: cachePath)
    let progress = HarvestProgress(isQuiet: isQuiet, forecast: forecast?.requests ?? 0)
    let summary = try await Console.pipeline(on: cachePath).harvest(
      request,
      from: hub,
      shouldStop: interruption.question,
      progress: progress.update
    )
    progress.finish()
    if printingJSON { try Console.write(summary, as: .json) }
    if interruption.isAsked { throw ExitCode(130) }
    if !summary.missing.isEmpty, summary.missing.count == request.subjects.count {
      Console.say(
        "stemma: The Hub shows no model \(summary.missing.joined(separator: ", ")). "
          + "Check the spelling, or pass a token if the repository is private."
      )
      throw ExitCode(2)
    }
    if !isQuiet { Console.say(summary.sentence) }
    for name in summary.missing {
      Console.say("The Hub has no visible model \(name): it is missing or private.")
    }
    return summary
  }
}
