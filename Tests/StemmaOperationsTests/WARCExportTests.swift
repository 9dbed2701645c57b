import Foundation
import Stemma
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

    /// It drops the blank before an empty reason phrase and keeps the digest.
    @Test(.enabled("needs python3 with warcio") { Python.canImport("warcio") })
    func areReadBackAfterWarcioRecompressedThem() async throws {
      try await exported(as: "hub.warc.gz") { trial, file in
        let again = trial.folder.appending(path: "again.warc.gz").path
        let told = try await Python.run(
          "read_warc.py",
          ["--recompress", file, again],
          in: trial.folder
        )
        #expect(told == "check 0\n")
        // The records are packed anew, so that their places are others.
        #expect(try Pipeline(cachePath: trial.path("again")).replay([again]).damage == [])
        let replies = "SELECT url, status, received_at FROM response ORDER BY id"
        #expect(try trial.rows(replies, in: "again") == trial.rows(replies))
      }
    }

    @Test func areIntactWithAndWithoutTheBlankBeforeAnEmptyPhrase() throws {
      let reply = HTTPResponse(
        url: "https://huggingface.co/api/models",
        status: 200,
        headers: HTTPHeaders([.init("X-Empty", "")]),
        wireBody: Array("[]".utf8),
        receivedAt: 1,
        httpVersion: "h2"
      )
      let record = WARCRecord(reply)
      #expect(String(decoding: record.block.prefix(17), as: UTF8.self) == "HTTP/1.1 200 OK\r\n")
      // What earlier versions wrote, and what warcio makes of it.
      let old = String(decoding: record.block, as: UTF8.self).replacing("200 OK", with: "200 ")
      let digest = WARCRecord.digest(of: Array(old.utf8)[...])
      for block in [old, old.replacing("200 \r", with: "200\r"), old.replacing("[]", with: "{}")] {
        let text =
          "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://huggingface.co/\r\n"
          + "WARC-Block-Digest: \(digest)\r\nContent-Length: \(block.utf8.count)\r\n\r\n"
          + "\(block)\r\n\r\n"
        let read = try #require(WARCRecord(parsing: Array(text.utf8)))
        #expect(read.isIntact == block.contains("[]"))
        #expect(read.response?.status == 200)
      }
    }

    @Test func packedAsAWholeAreRefusedInAClearLine() async throws {
      try await exported(as: "hub.warc") { trial, file in
        let whole = trial.folder.appending(path: "whole.warc.gz")
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
        try Data(Gzip.deflate(bytes)).write(to: whole)
        let error = #expect(throws: HarvestError.self) { try ReplayFiles([whole.path]) }
        #expect(error?.description.contains("gunzip") == true)
      }
    }

    /// A pipe that nobody writes to was waited for without end.
    @Test(.timeLimit(.minutes(1))) func areNotReadFromAPipe() async throws {
      try await Trial.of(World(lines: [])) { trial in
        let pipe = trial.folder.appending(path: "pipe.warc").path
        #expect(mkfifo(pipe, 0o600) == 0)
        let error = #expect(throws: HarvestError.self) { try ReplayFiles([pipe]) }
        #expect(error?.description.contains("is a pipe or a device") == true)
        #expect(throws: ImportError.self) {
          try Pipeline(cachePath: trial.path()).importHistory(ImportRequest(files: [pipe]), at: 0)
        }
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
