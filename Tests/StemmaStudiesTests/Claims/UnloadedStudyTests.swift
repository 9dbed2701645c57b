import Foundation
import Stemma
import StemmaCore
import StemmaHarvest
import StemmaStandIn
import StemmaStore
import StemmaStudies
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// Claims on a cache that does not hold their study, or holds another version of it.
  @Suite struct UnloadedStudy {
    private static let studies = StudyFolder(
      in: QueryFolder(of: Shared.package.appending(path: "queries"))
    )

    private static let world = [
      ClaimWorld.model("EleutherAI/pythia-70m", at: "2023-02-13"),
      ClaimWorld.model(
        "ann/tuned",
        ClaimWorld.based(on: "EleutherAI/pythia-70m", relation: "finetune"),
        at: "2023-05-05"
      ),
    ]

    private func withCache(_ body: (Trial) async throws -> Void) async throws {
      try await Trial.of(World(lines: Self.world)) { trial in
        try await trial.sweep(on: "2026-10-01")
        try await trial.sweep(on: "2026-10-05")
        try await body(trial)
      }
    }

    /// Checking used to load the study into the cache: a question that wrote.
    @Test(arguments: [nil, "2026-10-02"])
    func isReadFromItsFileAndNotWritten(date: String?) async throws {
      try await withCache { trial in
        let claims = try ClaimWorld.folder.claims()
        let unloaded = try trial.answers(asOf: date)
        let before = try unloaded.check(claims, studies: Self.studies).json
        #expect(try trial.rows("SELECT id FROM study") == [])
        #expect(try trial.rows("SELECT claim FROM verdict") == [])
        // Another question of the same answers sees the study still, and covers nothing twice.
        #expect(try unloaded.check(claims, studies: Self.studies).json == before)
        #expect(try trial.answers(asOf: date).check(claims).json != before)
        try Pipeline(cachePath: trial.path()).load(Trial.cartography())
        #expect(try trial.answers(asOf: date).check(claims).json == before)
      }
    }

    @Test func ofAnotherVersionIsCoveredByItsFile() async throws {
      try await withCache { trial in
        let claims = try ClaimWorld.folder.claims(["P1"])
        let path = Shared.package.appending(path: "queries/studies/cartography-2025.yaml")
        let text = try String(contentsOf: path, encoding: .utf8)
          .replacing("EleutherAI/pythia-70m", with: "EleutherAI/nothing")
        let other = try StudyFile(name: "cartography-2025.yaml", bytes: Data(text.utf8))
        try Pipeline(cachePath: trial.path()).load(other)
        let answers = try trial.answers()
        let pages = try answers.pages(on: claims, studies: Self.studies)
        #expect(pages.count == 1)
        #expect(try trial.rows("SELECT sha256 FROM study") == [other.sha256])
      }
    }

    @Test func aCommandThatAsksLeavesTheCacheAsItIs() async throws {
      try await withCache { trial in
        let file = URL(filePath: trial.path())
        let before = try Data(contentsOf: file)
        let report = trial.folder.appending(path: "report").path
        for words in [
          ["claims", "check"], ["claims", "show", "P1"],
          ["report", "--study", "cartography-2025", "-o", report],
        ] {
          let ending = try await ChildProcess.start(
            try #require(ChildProcess.stemma),
            words + ["--cache", trial.path(), "--quiet"],
            environment: ["STEMMA_QUERIES": Shared.package.appending(path: "queries").path],
            in: trial.folder
          ).ending()
          #expect([0, 1].contains(ending.status), "\(ending.errors)")
          #expect(
            ending.errors.contains("stemma study load cartography-2025") == (words[0] == "report")
          )
        }
        #expect(try Data(contentsOf: file) == before)
        #expect(try trial.rows("SELECT id FROM study") == [])
      }
    }
  }
}
