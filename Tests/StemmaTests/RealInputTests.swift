import Stemma
import StemmaAnswers
import Foundation
@testable import StemmaCore
@testable import StemmaDerive
@testable import StemmaHarvest
@testable import StemmaHub
@testable import StemmaLink
import StemmaStandIn
@testable import StemmaStore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Real records of the Hub, from recorded replies to counts.
  // Needs the reference material beside the project.
  @Suite(
    .enabled(if: Shared.file("real-hub/raw") != nil, "needs the reference material"),
    .timeLimit(.minutes(5))
  )
  struct RealInput {
    // Needs python3 with networkx too.
    @Test(.enabled("needs python3 with networkx") { Python.canImport("networkx") })
    func theFiftyLargestFamiliesAreWhatNetworkxCounts() async throws {
      let source = try #require(Shared.file("real-hub"))
      try await withScratchFolder { folder in
        let world = folder.appending(path: "world.jsonl")
        try await Python.run(
          "../StemmaTestSupport/real_world.py",
          [source.path, world.path],
          in: folder
        )
        let edges = folder.appending(path: "world.edges.csv").path
        let written = try await Python.run(
          "networkx_derivatives.py",
          [edges, world.path],
          in: folder
        )
        let expected = try #require(try JSONValue(parsing: written).array)
        #expect(expected.count == 50)
        try await Trial.of(try World(contentsOf: world)) { trial in
          let summary = try await trial.harvest(maxNames: 0)
          #expect(summary.outcome == .complete)
          #expect(summary.incompleteSteps == 0)
          let answers = try trial.answers()
          for family in expected {
            let model = try #require(family["model"]?.string)
            let counted = try answers.derivatives(of: model).json
            for key in ["model", "direct", "all", "max_distance", "depth"] {
              #expect(counted[key] == family[key], "\(key) of \(model)")
            }
          }
          #expect(try trial.damage() == [])
        }
      }
    }

    /// Every recorded body of one model goes through the stages as if the Hub had just sent it.
    @Test func noRecordedModelIsLost() async throws {
      let bodies = try Self.recordedModels()
      #expect(bodies.count > 50)
      try withScratchFolder { folder in
        let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
        try cache.tamper { connection in
          try connection.run(
            """
            INSERT INTO harvest
              (id, asked, plan, subjects, kinds, endpoint, version, started_at, outcome)
            VALUES (1, 'walk', 'walk', '', '', '', '', '', 'running')
            """
          )
          let stage = try DeriveStage(connection)
          for (name, url, body) in bodies {
            let contents = try NamedRepo.root.contents(
              of: ReplyText(body: body, headers: [:], url: url, receivedAt: ""),
              to: StepRequest(endpoint: NamedRepo.root, kind: .model, subject: name),
              reader: JSONReader()
            )
            #expect(contents.facts.count == 1, "\(name)")
            _ = try contents.apply(stage, 1)
          }
          try LinkStage().run(on: connection)
          let known = try connection.rows("SELECT hub_id FROM repo") { $0.text(0) }
          let given = try bodies.compactMap { try JSONReader().value($0.body)["_id"]?.string }
          #expect(Set(known) == Set(given))
          let findings = try connection.rows(
            "SELECT DISTINCT code || ' ' || subject FROM derive_finding ORDER BY 1"
          ) { $0.text(0) }
          #expect(findings == [])
        }
      }
    }

    /// Name, address and body of each recorded reply about one model.
    private static func recordedModels() throws -> [(name: String, url: String, body: [UInt8])] {
      let reader = JSONReader()
      var found: [(String, String, [UInt8])] = []
      for file in ["hub-api-cassettes", "live-2026-07", "hub-api-tapes-js"] {
        guard let url = Shared.file("real-hub/raw/\(file).jsonl.gz") else { continue }
        let text = try Gzip.inflate(Data(contentsOf: url), limit: 200 << 20)
        for line in text.split(separator: 0x0A) {
          let row = try reader.value(Array(line))
          guard row["status"]?.integer == 200, let uri = row["uri"]?.string,
            let body = row["body"]?.string,
            let path = uri.split(separator: "?").first?.split(separator: "/api/models/").last,
            uri.contains("/api/models/"), path.split(separator: "/").count <= 2
          else { continue }
          let bytes = Array(body.utf8)
          guard try reader.value(bytes)["_id"] != nil else { continue }
          found.append((String(path), uri, bytes))
        }
      }
      return found
    }
  }
}
