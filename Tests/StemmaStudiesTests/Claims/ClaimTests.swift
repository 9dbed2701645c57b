import StemmaAnswers
import Foundation
import Stemma
import StemmaCore
import StemmaStandIn
import StemmaStore
import StemmaStudies
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Each claim follows what the data say, and nothing else.
  @Suite(.timeLimit(.minutes(5))) struct Claims {
    @Test(arguments: ClaimWorld.all) func theVerdictFollowsTheWorld(world: ClaimWorld) async throws
    {
      try await Trial.of(World(lines: world.lines)) { trial in
        try await trial.prepare(world)
        let check = try trial.check(world)
        #expect(check.judgement.verdict == world.verdict, "\(check.judgement) \(check.evidence)")
        guard world.verdict != .undetermined else { return }
        #expect(!check.evidence.isEmpty || world.verdict == .contradicted)
        try trial.forget()
        let verdict = try trial.check(world).judgement.verdict
        #expect(verdict == .undetermined, "without its evidence")
      }
    }

    @Test func nothingIsDecidedOnAnEmptyCache() async throws {
      try await Trial.of(World(lines: [])) { trial in
        _ = try Cache(path: trial.path(), access: .write)
        try Pipeline(cachePath: trial.path()).load(Trial.cartography())
        let checks = try trial.answers().check(ClaimWorld.folder.claims()).checks
        #expect(checks.count == 35)
        for check in checks {
          let isOpen = [.undetermined, .notTestable].contains(check.judgement.verdict)
          #expect(isOpen, "\(check.claim.id)")
          #expect(check.judgement.reason != nil, "\(check.claim.id)")
        }
      }
    }

    /// All that any claim needs is there, but none of what it is about.
    @Test func nothingIsSupportedByWhatIsNotConcerned() async throws {
      let details = [
        ClaimWorld.commit("ann/other", "ann", at: "2024-08-01"),
        ClaimWorld.discussion("ann/other", 1, "bob", at: "2024-08-02"),
        ClaimWorld.card("ann/other", "A model."),
      ]
      let lines = [
        ClaimWorld.model("ann/other"), ClaimWorld.dataset("ann/set"), ClaimWorld.space("ann/demo"),
      ]
      try await Trial.of(World(lines: lines)) { trial in
        try await trial.prepare(ClaimWorld("all", .undetermined, lines, details: details))
        let checks = try trial.answers().check(ClaimWorld.folder.claims()).checks
        #expect(checks.count == 35)
        let verdicts = Dictionary(grouping: checks, by: \.judgement.verdict)
          .mapValues { $0.map(\.claim.id).sorted() }
        #expect(verdicts[.supported] == nil)
        #expect(verdicts[.mixed] == nil)
        // A complete listing of Spaces that has not the one.
        #expect(verdicts[.contradicted] == ["P3"])
        for check in checks where check.judgement.verdict == .undetermined {
          let reason = try #require(check.judgement.reason, "\(check.claim.id)")
          // It is the claim that finds nothing, not the cache that has nothing at all.
          #expect(!reason.hasPrefix("no models are in the cache"), "\(check.claim.id): \(reason)")
        }
      }
    }

    @Test(arguments: [
      (2_200_000, Verdict.supported), (2_090_000, .supported), (2_000_000, .undetermined),
      (2_400_000, .contradicted),
    ])
    func theNumberOfModels(value: Double, verdict: Verdict) throws {
      let claim = try #require(try ClaimWorld.folder.claims(["C28"]).first)
      #expect(claim.rule.judge(value, hint: nil, gaps: []).verdict == verdict)
    }
  }

  /// What particular claims must say beside their verdicts.
  @Suite(.timeLimit(.minutes(5))) struct ClaimCaveats {
    private func caveats(_ claim: String, _ verdict: Verdict) async throws -> [String] {
      let world = try #require(ClaimWorld.all.first { $0.claim == claim && $0.verdict == verdict })
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
      ("C30", .supported, "The number at the time of the talk cannot be had from a harvest"),
      ("T1", .mixed, "Outside models that name it: 140 in three months"),
      ("C29", .supported, "The first harvest began on 2026-10-01, after the talk"),
      ("C30", .contradicted, "Harvest 1 is of http://127.0.0.1:"),
    ])
    func areOnTheVerdict(claim: String, verdict: Verdict, caveat: String) async throws {
      let caveats = try await caveats(claim, verdict)
      #expect(caveats.contains { $0.hasPrefix(caveat) }, "\(caveats)")
    }

    @Test(
      arguments: [
        ("C30", 1, "The value is of imported snapshots of 2025-11-18; in the harvest it is 65."),
        (
          "C30", 2,
          "Imported snapshots of 2025-11-18 tell the all-time downloads of 65 models, 65 of"
        ),
        ("C30", 3, nil),
        ("C29", 1, "Imported snapshots of 2025-11-18 name 66 models. They are not counted"),
        ("C28", 1, "Imported snapshots of 2025-11-18 name 66 models. They are not counted"),
      ] as [(String, Int, String?)]
    )
    func tellWhetherImportedSnapshotsAreUsed(claim: String, number: Int, caveat: String?)
      async throws
    {
      let imports = ClaimWorld.context.filter { $0.claim == "C30" && !$0.details.isEmpty }
      try #require(imports.count == 3)
      let world = imports[number - 1]
      try await Trial.of(World(lines: world.lines)) { trial in
        try await trial.prepare(world)
        let caveats = try trial.check(claim).caveats.filter { $0.contains("mported snapshots") }
        #expect(caveats.count == (caveat == nil ? 0 : 1))
        if let caveat { #expect(caveats.first?.hasPrefix(caveat) == true, "\(caveats)") }
      }
    }

    @Test func aPastDateLeavesOutWhatCameLater() async throws {
      let world = try #require(
        ClaimWorld.training.first { $0.claim == "T1" && $0.verdict == .supported }
      )
      try await Trial.of(World(lines: world.lines)) { trial in
        try await trial.prepare(world)
        let check = try trial.check("T1", asOf: "2024-07-01")
        #expect(check.judgement.verdict == .undetermined)
        #expect(check.basis.asOf == "2024-07-01T23:59:59Z")
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
        let claim = try #require(try ClaimWorld.folder.claims(["p4"]).first)
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
        let claims = try ClaimWorld.folder.claims(["P4"])
        let all = try trial.answers().check(ClaimWorld.folder.claims()).text
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
