import Foundation
import Stemma
import StemmaAnalysis
import StemmaCache
import StemmaRecords
import StemmaReports
import StemmaStandIn
import Testing

extension EndToEnd {
  /// Each claim follows what the data say, and nothing else.
  @Suite(.timeLimit(.minutes(5))) struct Claims {
    private static let worlds = ClaimWorld.postRelease + ClaimWorld.training + ClaimWorld.context

    @Test(arguments: worlds) func theVerdictFollowsTheWorld(world: ClaimWorld) async throws {
      try await Trial.of(World(lines: world.lines)) { trial in
        try await trial.prepare(world)
        let check = try trial.check(world.claim)
        #expect(check.judgement.verdict == world.verdict, "\(check.judgement) \(check.evidence)")
        guard world.verdict != .undetermined else { return }
        #expect(!check.evidence.isEmpty || world.verdict == .contradicted)
        try trial.forget()
        let verdict = try trial.check(world.claim).judgement.verdict
        #expect(verdict == .undetermined, "without its evidence")
      }
    }

    @Test func everyTestableClaimHasItsWorlds() throws {
      let verdicts = Dictionary(grouping: Self.worlds, by: \.claim)
        .mapValues { Set($0.map(\.verdict)) }
      for claim in try ClaimFileTests.claims.claims() where claim.rule.test != .no {
        let found = verdicts[claim.id] ?? []
        #expect(found.contains(.undetermined) || found.contains(.mixed), "\(claim.id)")
        // A count of millions has no world of lines.
        guard claim.rule.supported != nil, claim.id != "C28" else { continue }
        #expect(found.contains(.supported), "\(claim.id)")
        if claim.rule.contradicted != nil { #expect(found.contains(.contradicted), "\(claim.id)") }
      }
    }

    @Test func nothingIsDecidedOnAnEmptyCache() async throws {
      try await Trial.of(World(lines: [])) { trial in
        _ = try Cache(path: trial.path(), access: .write)
        try Pipeline(cachePath: trial.path()).load(Trial.cartography())
        for check in try trial.answers().check(ClaimFileTests.claims.claims()).checks {
          let isOpen = [.undetermined, .notTestable].contains(check.judgement.verdict)
          #expect(isOpen, "\(check.claim.id)")
          #expect(check.judgement.reason != nil, "\(check.claim.id)")
        }
      }
    }

    @Test(arguments: [
      (2_200_000, Verdict.supported), (2_090_000, .supported), (2_000_000, .undetermined),
      (2_400_000, .contradicted),
    ])
    func theNumberOfModels(value: Double, verdict: Verdict) throws {
      let claim = try #require(try ClaimFileTests.claims.claims(["C28"]).first)
      #expect(claim.rule.judge(value, hint: nil, gaps: []).verdict == verdict)
    }
  }

  /// What particular claims must say beside their verdicts.
  @Suite(.timeLimit(.minutes(5))) struct ClaimCaveats {
    private func caveats(_ claim: String, _ verdict: Verdict) async throws -> [String] {
      let worlds = ClaimWorld.postRelease + ClaimWorld.training + ClaimWorld.context
      let world = try #require(worlds.first { $0.claim == claim && $0.verdict == verdict })
      var caveats: [String] = []
      try await Trial.of(World(lines: world.lines)) { trial in
        try await trial.prepare(world)
        caveats = try trial.check(claim).caveats
      }
      return caveats
    }

    @Test(arguments: [
      ("P1", Verdict.supported, "The model tree does not see 1 of 1 repositories"),
      ("P1", .supported, "1 known edges are declared by no card"),
      ("P3", .supported, "The Space belongs to McGill-NLP, not to masakhane."),
      ("P4", .supported, "SEA-LION is named by former names, which were resolved."),
      ("P8", .supported, "0 of 12 publishers are censored"),
      ("P8", .contradicted, "12 of 12 publishers are censored"),
      ("C30", .supported, "In the window of 30 days that the Hub shows by default, 0 models"),
      ("T1", .supported, "The count of outside models passed 130 on 2024-08-01."),
      ("T1", .mixed, "Outside models that name it: 140 in three months"),
      ("C29", .supported, "The first harvest began on 2026-10-01, after the talk"),
      ("C30", .contradicted, "Harvest 1 is of http://127.0.0.1:"),
    ])
    func areOnTheVerdict(claim: String, verdict: Verdict, caveat: String) async throws {
      let caveats = try await caveats(claim, verdict)
      #expect(caveats.contains { $0.hasPrefix(caveat) }, "\(caveats)")
    }

    @Test func aPastDateLeavesOutWhatCameLater() async throws {
      let world = try #require(
        ClaimWorld.training.first { $0.claim == "T1" && $0.verdict == .supported }
      )
      try await Trial.of(World(lines: world.lines)) { trial in
        try await trial.prepare(world)
        let check = try trial.check("T1", asOf: "2024-07-01")
        #expect(check.judgement.verdict == .undetermined)
        #expect(check.moment.asOf == "2024-07-01T23:59:59Z")
        #expect(check.caveats.contains { $0.hasPrefix("The cache began on 2026-10-01") })
        #expect(try trial.check("T1", asOf: "2025-11-18").judgement.verdict == .supported)
      }
    }
  }

  /// Each harvest says anew what it says of a claim.
  @Suite(.timeLimit(.minutes(5))) struct ClaimHistory {
    private static let before = [
      ClaimWorld.model("aisingapore/Gemma-SEA-LION-v3-9B"),
      ClaimWorld.model("GoToCompany/x", #""license": "mit""#),
    ]
    private static let after = [
      ClaimWorld.model("aisingapore/Gemma-SEA-LION-v3-9B"),
      ClaimWorld.model(
        "GoToCompany/x",
        ClaimWorld.based(on: "aisingapore/Gemma-SEA-LION-v3-9B")
          + #", "license": "gemma", "language": ["id", "jv", "su"]"#
      ),
      ClaimWorld.model("ann/new", at: "2026-01-15"),
    ]

    @Test func aFlipIsShown() async throws {
      try await Trial.of(World(lines: Self.before)) { trial in
        _ = try Cache(path: trial.path(), access: .write)
        try Pipeline(cachePath: trial.path()).load(Trial.cartography())
        try await trial.sweep(on: "2026-01-01")
        trial.standIn.serve(try World(lines: Self.after))
        try await trial.sweep(on: "2026-02-01")
        let difference = try trial.answers().difference(from: nil, to: nil)
        let flips = difference.flips.map { "\($0.claim) \($0.before ?? "-") \($0.after ?? "-")" }
        #expect(flips.contains("P4 undetermined supported"))
        #expect(difference.new == ["model": 1])
        #expect(difference.gone == [:])
        #expect(
          difference.licenses.map { "\($0.name) \($0.before ?? "-") \($0.after ?? "-")" }
            == ["GoToCompany/x mit gemma"]
        )
        let claim = try #require(try ClaimFileTests.claims.claims(["p4"]).first)
        let history = try trial.answers().history(of: claim).entries
        #expect(history.map(\.verdict) == ["supported", "undetermined"])
        #expect(throws: AnswerError.self) { try trial.answers().difference(from: 2, to: 1) }
      }
    }

    @Test func theMethodsNameWhatWasRun() async throws {
      try await Trial.of(World(lines: Self.before)) { trial in
        try await trial.sweep(on: "2026-01-01")
        let file = try Trial.cartography()
        try Pipeline(cachePath: trial.path()).load(file)
        let methods = try trial.answers().methods(of: "cartography-2025")
        let text = methods.text
        for part in [
          "2026-01-01", trial.address.absoluteString, file.sha256, "requests", "archives: ",
          "arXiv 2509.25397", "Stemma \(Version.text)",
        ] {
          #expect(text.replacing("\n", with: " ").contains(part), "\(part) in \(text)")
        }
        #expect(methods.coverage.first?.known == 1)
      }
    }

    @Test func aCheckHasTheShapeThatIsPromised() async throws {
      try await Trial.of(World(lines: Self.after)) { trial in
        try await trial.sweep(on: "2026-02-01")
        try Pipeline(cachePath: trial.path()).load(Trial.cartography())
        let claims = try ClaimFileTests.claims.claims(["P4"])
        let all = try trial.answers().check(ClaimFileTests.claims.claims()).text
        #expect(all.split(separator: "\n").filter { $0.count > 100 } == [])
        let json = try trial.answers().check(claims).json
        let object = try #require(json.array?.first)
        #expect(object["claim"] == "P4")
        #expect(object["verdict"] == "supported")
        #expect(object["value"] == 1)
        #expect(object["as_of"]?.string?.hasPrefix("2026-02-01") == true)
        #expect(object["source"]?.string?.hasPrefix("S1; Slides of the talk") == true)
        #expect(object["harvest"]?["archive"]?.string != nil)
        #expect(
          object["evidence"]?.array?.first?["model"] == "GoToCompany/x"
        )
        #expect(object["caveats"]?.array != nil && object["bound"]?.string != nil)
      }
    }
  }
}
