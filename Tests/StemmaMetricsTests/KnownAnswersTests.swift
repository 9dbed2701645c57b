import Stemma
import Foundation
import StemmaCore
import StemmaLink
import StemmaMetrics
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Figures that others published, or that follow from the files alone; the article "Metrics" says
  /// why some differ.
  // Needs the reference material beside the project.
  @Suite(
    .enabled(if: Shared.file("real-hub/edges") != nil, "needs the reference material"),
    .timeLimit(.minutes(5))
  )
  struct KnownAnswers {
    /// What authors wrote that is no name of a dataset, though the world holds one of that name.
    private static let texts: Set = ["none"]

    /// The dataset that a text of the file means: 57 models name one by its page on the Hub.
    private static func dataset(_ text: String) -> String {
      let name = text.lowercased()
      return name.hasPrefix("datasets/") ? String(name.dropFirst("datasets/".count)) : name
    }

    /// The lines of a file, cut at commas; none of the columns read here holds one.
    private static func lines(_ path: String) throws -> [[String]] {
      let url = try #require(Shared.file("real-hub/\(path)"))
      return try Gzip.inflate(Data(contentsOf: url), limit: 200 << 20)
        .split(separator: 0x0A).dropFirst()
        .map { line in
          line.split(separator: 0x2C, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Osborne, Ding and Kirk count more than 70 % without downloads and 99 % held by 1 %, a year
    /// later.
    @Test func downloadsOf2022() throws {
      let downloads = try Self.lines("models/all-models-2022-10.csv.gz").compactMap {
        Double($0[3])
      }
      #expect(downloads.count == 74_970)
      let idle = Double(downloads.count { $0 == 0 }) / Double(downloads.count)
      #expect(abs(idle - 0.4466) < 0.0001)
      let share = try #require(Statistics.topShare(downloads.count / 100, of: downloads))
      #expect(abs(share - 0.9790) < 0.0001)
      var owners: [String: Double] = [:]
      for row in try Self.lines("models/all-models-2022-10.csv.gz") {
        owners[row[1].isEmpty ? row[0] : row[1], default: 0] += Double(row[3]) ?? 0
      }
      let largest = try #require(Statistics.topShare(50, of: Array(owners.values)))
      #expect(abs(largest - 0.9329) < 0.0001)
    }

    // Needs python3 too.
    @Test(.enabled("needs python3") { Python.canImport("json") })
    func everyDatasetHasTheUsersOfTheFile() async throws {
      let source = try #require(Shared.file("real-hub"))
      var users: [String: Set<String>] = [:]
      for row in try Self.lines("edges/dataset-use.csv.gz") {
        users[Self.dataset(row[1]), default: []].insert(row[0])
      }
      try await withScratchFolder { folder in
        let world = folder.appending(path: "world.jsonl")
        try await Python.run(
          "../StemmaTestSupport/real_world.py",
          [source.path, world.path],
          in: folder
        )
        try await Trial.of(try World(contentsOf: world)) { trial in
          try await trial.harvest(maxNames: 0)
          let answers = try trial.answers()
          for (dataset, models) in users where !Self.texts.contains(dataset) {
            let reuse = try answers.reuse(ReuseQuestion(dataset: dataset))
            let difference = models.symmetricDifference(reuse.models.map(\.id))
            #expect(difference == [], "\(dataset)")
          }
          #expect(try answers.reuse(ReuseQuestion(dataset: "baai/infinity-instruct")).external == 6)
          let all = try answers.measure("dataset-reuse-concentration", of: "")
          let loaders = users.filter { LoaderName.kind(of: $0.key) != nil }
          let kept = users.filter { loaders[$0.key] == nil }
          #expect(all.points[0].value == Double(kept.count))
          #expect(all.points[1].value == Double(kept.values.map(\.count).reduce(0, +)))
        }
      }
    }
  }
}
