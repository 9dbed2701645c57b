import Foundation
import Stemma
import StemmaCore
import StemmaGraph
@testable import StemmaHarvest
import StemmaHub
import StemmaStandIn
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What adapters name in their configuration, from one listing of them all.
  @Suite(.timeLimit(.minutes(2))) struct BasesOfAdapters {
    private static func model(_ id: String, _ rest: String = "") -> String {
      #"{"model": {"id": "\#(id)", "createdAt": "2025-01-01T00:00:00.000Z"\#(rest)}}"#
    }

    private static func adapter(_ id: String, _ base: String, card: String? = nil) -> String {
      let card = card.map { #", "cardData": {"base_model": "\#($0)"}"# } ?? ""
      return model(
        id,
        #"""
        , "library_name": "peft", "config": {"model_type": "llama", "peft": {"task_type": \#
        "CAUSAL_LM", "base_model_name_or_path": "\#(base)"}}\#(card)
        """#
      )
    }

    private static let lines = [
      model("l/base"), model("l/base-4bit", #", "cardData": {"base_model": "l/base"}"#),
      #"{"rename": {"from": "old/base", "to": "l/base"}}"#,
      adapter("a/silent", "l/base"), adapter("b/old", "old/base"),
      // The card names the original, the configuration a copy of it: the card's edge alone counts.
      adapter("c/both", "l/base-4bit", card: "l/base"),
      adapter("d/same", "l/base", card: "l/base"),
      adapter("e/lost", "gone/away"), adapter("f/path", "/root/models/x"),
      model("z/other", #", "config": {"peft": {"base_model_name_or_path": "l/base"}}"#),
    ]

    private func edges(_ trial: Trial, in cache: String = "one") throws -> [String] {
      try trial.rows(
        """
        SELECT child.name, node.name, coalesce(edge.relation, '-'), edge.sources
        FROM edge
        JOIN repo AS child ON child.id = edge.child
        JOIN node ON node.id = edge.parent
        WHERE edge.last_seen IS NULL AND child.name <> 'l/base-4bit'
        ORDER BY child.name, node.name
        """,
        in: cache
      )
    }

    private func sweep(
      _ trial: Trial,
      _ plan: HarvestRequest.Plan = .sweep
    ) async throws -> HarvestSummary {
      var request = HarvestRequest(subjects: [], plan: plan, kinds: [.model])
      request.adapterBases = true
      let hub = try HubSettings(
        endpoint: trial.address.absoluteString,
        token: nil,
        environment: [:]
      )
      return try await Pipeline(cachePath: trial.path()).harvest(request, from: hub)
    }

    @Test func makeEdgesWhereNobodyElseNamesAParent() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        try await trial.harvest(into: "without")
        let declared = [
          "c/both | l/base | adapter | card,hub,tag", "d/same | l/base | adapter | card,hub,tag",
        ]
        #expect(try edges(trial, in: "without") == declared)
        let summary = try await sweep(trial)
        #expect(summary.outcome == .complete)
        #expect(
          try edges(trial) == [
            "a/silent | l/base | adapter | peft", "b/old | l/base | adapter | peft",
            "c/both | l/base | adapter | card,hub,tag",
            "d/same | l/base | adapter | card,hub,peft,tag",
            "e/lost | gone/away | adapter | peft", "f/path | /root/models/x | adapter | peft",
          ]
        )
        // An old name, and one that nobody has, are asked for once each.
        #expect(
          try trial.rows("SELECT subject FROM step WHERE purpose = 'named' ORDER BY subject")
            == ["gone/away", "old/base"]
        )
        #expect(
          try trial.rows("SELECT page_count, row_count FROM step WHERE purpose = 'adapters'")
            == ["1 | 6"]
        )
        let again = try await sweep(trial, .refresh)
        #expect(again.tally.changes == 0)
        // Edges follow from the rows alone.
        let before = try trial.dump()
        try Pipeline(cachePath: trial.path()).analyze()
        #expect(differences(before, try trial.dump()) == [])
      }
    }

    @Test func areForecastWhereTheyAreAskedFor() async throws {
      try await Trial.of(try World(lines: Self.lines)) { trial in
        let hub = try HubSettings(
          endpoint: trial.address.absoluteString,
          token: nil,
          environment: [:]
        )
        var request = HarvestRequest(subjects: [], plan: .sweep, kinds: [.model])
        func adapters() throws -> [Int] {
          try Forecast(request, from: hub, cachePath: trial.path()).items
            .filter { $0.step == "bases of adapters" }.map(\.requests)
        }
        #expect(try adapters() == [])
        request.adapterBases = true
        #expect(try adapters() == [333])
        _ = try await sweep(trial)
        #expect(try adapters() == [1])
        request.plan = .walk
        #expect(throws: HarvestError.self) { try request.validate(withStudy: true) }
      }
    }

    @Test(arguments: [HarvestRequest.Plan.auto, .walk, .details])
    func areRefusedWhereOnlyNamedModelsAreRead(plan: HarvestRequest.Plan) async throws {
      var request = HarvestRequest(subjects: ["l/base"], plan: plan)
      request.adapterBases = true
      #expect(throws: HarvestError.self) { try request.validate() }
      try await Trial.of(try World(lines: Self.lines)) { trial in
        let hub = try HubSettings(
          endpoint: trial.address.absoluteString,
          token: nil,
          environment: [:]
        )
        await #expect(throws: HarvestError.self) {
          try await Pipeline(cachePath: trial.path()).harvest(request, from: hub)
        }
        #expect(trial.standIn.requests.isEmpty)
      }
      var whole = HarvestRequest(subjects: [])
      whole.adapterBases = true
      #expect(throws: HarvestError.self) { try whole.validate(withStudy: true) }
      try whole.validate()
    }

    /// A family by walk and by sweep; where they differ, the article "Plans" says so.
    @Test func andOthersThatOnlyAListingShowsAreAllThatAWalkMisses() async throws {
      let uploads = (0..<20).map {
        Self.model("u\($0)/base-\(1_717_000_000 + $0)", #", "cardData": {"base_model": "l/base"}"#)
      }
      let lines =
        Self.lines + uploads + [
          Self.model("k/case", #", "tags": [], "cardData": {"base_model": "L/BASE"}"#),
          Self.model("k/alias", #", "cardData": {"base_model": "old/base"}"#),
          Self.model(
            "k/mix",
            #", "cardData": {"base_model": ["l/base", "gone/parent"]}"#
          ),
          Self.model("k/below", #", "cardData": {"base_model": "k/mix"}"#),
          #"{"model": {"id": "m/base", "createdAt": "2025-06-01T00:00:00.000Z"}}"#,
        ]
      try await Trial.of(try World(lines: lines)) { trial in
        _ = try await sweep(trial)
        try await trial.harvest("old/base", into: "walk")
        func family(_ cache: String) throws -> Set<String> {
          Set(
            try trial.rows(
              """
              SELECT below.name || ' ' || lineage.distance
              FROM lineage
              JOIN repo ON repo.id = lineage.ancestor AND repo.name = 'l/base'
              JOIN repo AS below ON below.id = lineage.descendant
              """,
              in: cache
            )
          )
        }
        let (walked, swept) = (try family("walk"), try family("one"))
        #expect(walked.isSubset(of: swept))
        #expect(swept.subtracting(walked).sorted() == ["a/silent 1", "b/old 1", "k/case 1"])
        #expect(walked.isSuperset(of: ["k/alias 1", "k/mix 1", "k/below 2"]))
        let ghost = "SELECT name || ' ' || reason FROM ghost WHERE name = 'gone/parent'"
        #expect(try trial.rows(ghost, in: "walk") == (try trial.rows(ghost)))
        let scope = FamilyScope(isWithoutMassUploads: true)
        let counts = try ["walk", "one"].map {
          try trial.answers($0).derivatives(of: "l/base", in: scope)
        }
        #expect(counts.map { $0.all.total } == [walked.count - 20, swept.count - 20])
        // The mirror is no child: no walk meets it.
        let inferred = try trial.answers().derivatives(
          of: "l/base",
          in: FamilyScope(leastConfidence: 0.5)
        )
        #expect(inferred.inferred == 1)
        #expect(
          try trial.rows("SELECT method FROM inferred_edge") == ["mirror"]
        )
      }
    }
  }
}
