import Foundation
@testable import StemmaCore
@testable import StemmaHarvest
@testable import StemmaHub
@testable import StemmaOperations
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// The archives as one file that other programs read, and that is read back.
  @Suite(.timeLimit(.minutes(3))) struct WARCExports {
    @Test(arguments: ["hub.warc", "hub.warc.gz"])
    func areReadBackToTheSameCache(name: String) async throws {
      try await exported(as: name) { trial, file throws in
        #expect(try trial.differencesAfterReplay(of: [file]) == [])
        // The copy of the archive is the archive.
        for harvest in [Int64(1), 2, 3] {
          let copy = FileManager.default.contents(atPath: trial.archive(of: harvest, in: "again"))
          #expect(copy == FileManager.default.contents(atPath: trial.archive(of: harvest)))
        }
      }
    }

    @Test(
      .enabled("needs python3 with warcio") { Python.canImport("warcio") },
      arguments: ["hub.warc", "hub.warc.gz"]
    )
    func passWarciosCheck(name: String) async throws {
      try await exported(as: name) { trial, file in
        let replies = try trial.rows("SELECT url, status FROM response ORDER BY id")
        let told = try await Python.run("read_warc.py", [file], in: trial.folder)
        let lines = told.split(separator: "\n").map(String.init)
        #expect(lines.filter { $0.hasPrefix("reply ") } == replies.map { "reply \($0)" })
        #expect(lines.filter { !$0.hasPrefix("reply ") } == ["check 0", "warcinfo 3"])
      }
    }

    @Test(.enabled("needs python3 with cdxj_indexer") { Python.canImport("cdxj_indexer") })
    func areIndexedByCdxj() async throws {
      try await exported(as: "hub.warc.gz") { trial, file in
        let count = try trial.rows("SELECT count(*) FROM response")
        let told = try await Python.run("read_warc.py", ["--index", file], in: trial.folder)
        #expect(told.split(separator: "\n").map(String.init) == ["indexed \(count[0])"])
      }
    }

    @Test func holdOneHarvestIfThatIsAskedFor() async throws {
      try await exported(as: "all.warc.gz") { trial, _ in
        var file: [UInt8] = []
        let export = WARCExport(cachePath: trial.path(), harvests: [2])
        let summary = try export.run { file += $0 }
        #expect(summary.harvests == [2])
        #expect(
          Array(try #require(FileManager.default.contents(atPath: trial.archive(of: 2)))) == file
        )
        #expect(throws: HarvestError.self) {
          try WARCExport(cachePath: trial.path(), harvests: [9]).run { _ in }
        }
      }
    }

    @Test(.enabled("needs the command beside the tests") { ChildProcess.stemma != nil })
    func areWrittenAndReadByTheCommand() async throws {
      try await exported(as: "all.warc.gz") { trial, _ in
        let file = trial.folder.appending(path: "told.warc").path
        let written = try await ChildProcess.stemma(
          "export",
          "warc",
          "-o",
          file,
          "--cache",
          trial.path(),
          in: trial.folder
        )
        #expect(written.status == 0, "\(written.errors)")
        let read = try await ChildProcess.stemma(
          "harvest",
          "--replay",
          file,
          "--cache",
          trial.path("again"),
          in: trial.folder
        )
        #expect(read.status == 0, "\(read.errors)")
        #expect(try differences(trial.contents(), trial.contents("again")) == [])
        let misuse = try await ChildProcess.stemma(
          "harvest",
          "l/base",
          "--replay",
          file,
          "--cache",
          trial.path("again"),
          in: trial.folder
        )
        #expect(misuse.status == 64)
      }
    }

    /// Three harvests, with a redirect, a refusal and a repository that is not there.
    private func exported(
      as name: String,
      _ body: (Trial, String) async throws -> Void
    ) async throws {
      var options = StandInOptions.withoutQuota
      options.intercept = { count, _ in
        count == 2 ? Fault(.reply(.error(503, "Sorry"))) : nil
      }
      try await Trial.of(try World(lines: Trial.family), options: options) { trial in
        var small = HarvestRequest(subjects: [])
        small.pageSize = 2
        try await trial.harvestAtOnce(small, on: "2026-01-02")
        try await trial.harvestAtOnce(
          HarvestRequest(subjects: ["old/base", "no/where"], plan: .walk)
        )
        try await trial.harvestAtOnce(small, on: "2026-01-03")
        let file = trial.folder.appending(path: name)
        let isPacked = name.hasSuffix(".gz")
        var bytes: [UInt8] = []
        let summary = try WARCExport(cachePath: trial.path(), isPacked: isPacked)
          .run { bytes += $0 }
        #expect(summary.harvests == [1, 2, 3])
        #expect(summary.damage == [])
        try Data(bytes).write(to: file)
        try await body(trial, file.path)
      }
    }
  }
}
