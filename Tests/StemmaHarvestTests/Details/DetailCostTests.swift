import Foundation
@testable import StemmaCore
@testable import StemmaHarvest
@testable import StemmaHub
import StemmaStandIn
@testable import StemmaStore
@testable import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What details cost, and what they never touch.
  @Suite(.timeLimit(.minutes(2))) struct DetailCosts {
    /// The requests of a harvest by the purpose of their steps.
    private static func parts(_ asked: [String]) -> [String: Int] {
      var parts: [String: Int] = [:]
      for uri in asked {
        let path = uri.prefix { $0 != "?" }
        let purpose =
          switch true {
          case path.contains("/resolve"): "card"
          case path.contains("/commits/"): "commits"
          case path.hasSuffix("/discussions"): "discussions"
          case path.contains("/discussions/"): "thread"
          case path.hasSuffix("/likers"): "likers"
          case path.hasSuffix("/refs"): "refs"
          case path == "/api/spaces": "spaces"
          case path.contains("/organizations/"): "organization"
          case path.contains("/users/"): "user"
          default: "member"
          }
        parts[purpose, default: 0] += 1
      }
      return parts
    }

    private static func forecast(
      _ trial: Trial,
      _ ids: [String],
      on date: String
    ) throws -> [String: Int] {
      let request = HarvestRequest(subjects: ids, plan: .details)
      let time = Double(Timestamp.secondsSince1970(in: date) ?? 0)
      let endpoint = trial.address.absoluteString
      let path = trial.path()
      let cache =
        FileManager.default.fileExists(atPath: path) ? try Cache(path: path, access: .read) : nil
      let forecast =
        try cache?.read { try Forecast(request, endpoint: endpoint, at: time, in: $0) }
        ?? Forecast(request, endpoint: endpoint, at: time, in: nil)
      return Dictionary(forecast.items.map { ($0.purpose, $0.requests) }, uniquingKeysWith: +)
    }

    /// The same world later: new commits, likes and cards, but the discussions as they were.
    private static var later: [String] {
      var cohort = Cohort()
      cohort.commits.insert(Cohort.commit("4", "Fix", "2024-04-01", by: "ann"), at: 0)
      cohort.likers.append("cy")
      cohort.readme += "More.\n"
      return cohort.lines
    }

    @Test func aKnownCohortCostsWhatWasSaid() async throws {
      let ids = ["lab/base", "ann/chat", "datasets/lab/data", "spaces/ann/demo"]
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        try await trial.details(of: ids[0], ids[1], ids[2], ids[3])
        // Nothing changed; then the records are known to have changed; then a month is over.
        for (date, world) in [
          ("2026-01-02", Cohort().lines), ("2026-01-03", Self.later), ("2026-03-01", Self.later),
        ] {
          trial.standIn.serve(try World(lines: world))
          try await trial.sweep(on: date)
          let expected = try Self.forecast(trial, ids, on: date)
          let count = trial.standIn.requests.count
          let summary = try await trial.details(of: ids[0], ids[1], ids[2], ids[3], on: date)
          #expect(summary.outcome == .complete)
          #expect(Self.parts(trial.asked(after: count)) == expected, "\(date)")
          #expect(summary.tally.requests.total == expected.values.reduce(0, +), "\(date)")
          let files = expected["card", default: 0]
          #expect(summary.tally.requests.resolvers == files, "\(date)")
        }
      }
    }

    @Test func anUnknownCohortIsSaidToCostWhatALittleKnownOneDoes() async throws {
      try await Trial.of(try World(lines: Cohort().lines)) { trial in
        let expected = try Self.forecast(
          trial,
          ["lab/base", "datasets/lab/data"],
          on: "2026-01-01"
        )
        #expect(
          expected == [
            "member": 2, "commits": 4, "discussions": 2, "likers": 2, "refs": 2, "spaces": 1,
            "organization": 1, "user": 1, "card": 2,
          ]
        )
      }
    }

    /// The files whose requests count as downloads of a model, as the Hub documents them; of a
    /// dataset every file counts.
    private static let queryFiles: Set = [
      "config.json", "config.yaml", "hyperparams.yaml", "params.json", "meta.yaml",
      "adapter_config.json",
    ]

    @Test func nothingThatCountsAsADownloadIsTouched() async throws {
      var cohort = Cohort()
      let files =
        Self.queryFiles.sorted() + ["model-Q4.gguf", "model.safetensors", "unet/model.safetensors"]
      let siblings = files.map { #"{"rfilename": "\#($0)"}"# }.joined(separator: ", ")
      cohort.spaces.append(
        #"{"model": {"id": "ann/files", "gated": "auto", "cardData": {"base_model": "lab/base"}, "#
          + #""siblings": [\#(siblings)]}, "readme": "Files"}"#
      )
      try await Trial.of(try World(lines: cohort.lines)) { trial in
        for plan in [HarvestRequest.Plan.walk, .details] {
          try await trial.details(
            of: "lab/base",
            "datasets/lab/data",
            "spaces/ann/demo",
            plan: plan,
            .all,
            into: plan.rawValue
          )
        }
        let requests = trial.standIn.requests
        #expect(requests.allSatisfy { $0.method == "GET" })
        let fileRequests = requests.map { String($0.uri.prefix { $0 != "?" }) }.filter {
          $0.contains("/resolve") || $0.contains("/raw/") || $0.contains("/blob/")
        }
        #expect(!fileRequests.isEmpty)
        for path in fileRequests {
          let file = path.split(separator: "/").last.map(String.init) ?? ""
          #expect(file == "README.md", "\(path)")
          #expect(!path.contains("/datasets/"), "\(path)")
          #expect(!Self.queryFiles.contains(file) && !file.hasSuffix(".gguf"), "\(path)")
        }
      }
    }
  }
}
