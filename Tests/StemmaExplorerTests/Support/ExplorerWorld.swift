import Foundation
import Stemma
@testable import StemmaExplorer
import StemmaStandIn
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

/// A family with every kind of page in it: a root, a merge, a ghost, a dataset, a Space.
enum ExplorerWorld {
  static let lines = [
    #"{"model": {"id": "lab/base", "createdAt": "2024-01-10T00:00:00.000Z", "cardData": {"#
      + #""license": "llama2", "language": ["en"], "datasets": ["lab/corpus"]}, "downloads": 900}}"#,
    #"{"model": {"id": "lab/chat", "createdAt": "2024-02-01T00:00:00.000Z", "cardData": {"#
      + #""base_model": "lab/base", "license": "llama2"}, "downloads": 500, "likes": 7}}"#,
    #"{"model": {"id": "ann/tuned", "createdAt": "2024-03-01T00:00:00.000Z", "cardData": {"#
      + #""base_model": "lab/chat", "license": "mit", "datasets": ["lab/corpus"]}}}"#,
    #"{"model": {"id": "bob/lora", "library_name": "peft", "createdAt": "2024-03-05T00:00:00.000Z", "#
      + #""cardData": {"base_model": "lab/base"}}}"#,
    #"{"model": {"id": "bob/mix", "createdAt": "2024-04-01T00:00:00.000Z", "cardData": {"#
      + #""base_model": ["ann/tuned", "gone/ghost"]}}}"#,
    #"{"model": {"id": "bob/mix-GGUF", "createdAt": "2024-05-01T00:00:00.000Z", "cardData": {"#
      + #""base_model": "bob/mix", "base_model_relation": "quantized"}}}"#,
    #"{"model": {"id": "gpt2", "createdAt": "2022-03-02T23:29:04.000Z"}}"#,
    #"{"dataset": {"id": "lab/corpus", "createdAt": "2024-01-01T00:00:00.000Z", "#
      + #""cardData": {"license": "mit"}}}"#,
    #"{"space": {"id": "ann/demo", "models": ["lab/base"], "cardData": {"models": ["lab/base"]}}}"#,
    #"{"rename": {"from": "lab/old-base", "to": "lab/base"}}"#,
  ]

  /// More children than a page of a list shows.
  static let crowd = (1...120).map { number in
    #"{"model": {"id": "crowd/m\#(number)", "createdAt": "2024-06-01T00:00:00.000Z", "#
      + #""cardData": {"base_model": "lab/base"}}}"#
  }

  static let pages = [
    "", "search?q=bas", "search?q=lab%2Fbsae", "search", "models", "models/lab/base",
    "models/gpt2", "models/lab/base?by=license",
    "models/lab/base?view=derivatives", "models/lab/base?view=derivatives&relation=adapter",
    "models/lab/base?view=derivatives&page=2", "models/lab/base?view=derivatives&by=owner",
    "models/lab/base?view=drawing", "models/bob/mix?view=drawing-up", "models/bob/mix",
    "models?license=mit", "datasets/lab/corpus", "spaces/ann/demo", "owners/lab", "owners/bob",
    "ghosts?name=gone%2Fghost", "families", "families?without=mass-uploads", "licenses/lab/base",
    "activity?id=lab%2Fbase", "evidence?id=lab%2Fbase&field=license", "studies",
    "studies/cartography-2025", "claims/P1", "harvests", "harvests?to=2", "queries",
    "queries?query=ghosts-by-reason", "watch", "watch?since=2026-01-02", "policy",
    "policy?id=bob%2Fmix&policy=ghosts%3A%20refuse", "badges/lab/base",
    "badges/bob/mix?what=license", "sql", "sql?query=SELECT%20name%20FROM%20repo", "api",
  ]
}

/// An explorer of one trial, asked without a connection.
struct TrialSite {
  let trial: Trial
  let explorer: Explorer
  private let desk: Explorer.Desk

  init(_ trial: Trial) throws {
    self.trial = trial
    explorer = try Explorer(cachePath: trial.path())
    desk = explorer.desk()
  }

  /// What a browser at the right address gets.
  func get(_ target: String, _ headers: [String: String] = [:]) throws -> StemmaExplorer.Reply {
    let request = try #require(
      Request("/" + target, headers: headers.mapValues { [$0] })
    )
    return explorer.immediate(request) ?? explorer.reply(to: request, at: desk)
  }

  /// Serves a world of models as of two harvests for the length of `body`.
  static func with(
    _ lines: [String] = ExplorerWorld.lines + ExplorerWorld.crowd,
    _ body: (TrialSite) async throws -> Void
  ) async throws {
    try await Trial.of(World(lines: lines)) { trial in
      try await trial.sweep(on: "2026-01-02")
      try await trial.sweep(on: "2026-02-02")
      try await body(TrialSite(trial))
    }
  }
}
