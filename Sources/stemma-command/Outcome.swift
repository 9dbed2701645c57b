import ArgumentParser
import Foundation
import StemmaCore
import StemmaHarvest
import StemmaOperations
import StemmaStore
import StemmaStudies

/// How a command ended.
///
/// The one place that says which outcome gives which exit code; the article "Exit codes" lists them
/// by situation.
enum Outcome: Int32, Error {
  /// Yes, or done.
  case done = 0
  /// The answer is no; what could be done is done.
  case no = 1
  /// It could not be done.
  case failed = 2
  /// The command line was wrong.
  case misuse = 64
  /// Somebody asked it to stop.
  case interrupted = 130

  /// Ends the command unless it is done.
  func end() throws {
    if self != .done { throw self }
  }
}

extension Outcome {
  /// A harvest that was interrupted, asked for nothing that is there, left steps unfinished, or met a
  /// listing that shrank; one that stopped at a bound did what it was told.
  init(of summary: HarvestSummary, isInterrupted: Bool, asked: Int) {
    let isBroken = summary.hasNothing(of: asked) || summary.brokenSteps > 0
    self =
      isInterrupted
      ? .interrupted : isBroken ? .failed : summary.alarms.isEmpty ? .done : .no
  }

  /// Archives that were read: 1 when something in them is missing or damaged.
  init(damage: [String]) { self = damage.isEmpty ? .done : .no }

  /// Imports: 1 when a file gave nothing.
  init(of imports: [ImportSummary]) {
    self = imports.contains { $0.tookNothing } ? .no : .done
  }

  /// Claims: 1 when one is contradicted.
  init(of checks: ClaimChecks) { self = checks.hasContradicted ? .no : .done }

  /// A question that yes or no answers.
  init(_ answer: Bool) { self = answer ? .done : .no }

  /// What stopped a command.
  init(of error: any Error) {
    self =
      switch error {
      case let error as Outcome: error
      case let error as AnswerError where error.code == .unrelated: .no
      case let error as AnswerError where error.code == .misuse: .misuse
      case let error as CacheError where error.code == .misnamed: .misuse
      default: .failed
      }
  }
}
