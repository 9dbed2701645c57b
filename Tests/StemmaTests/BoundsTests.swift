import Foundation
import StemmaCore
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// What grows without measure costs bounded memory, and is told of.
  @Suite(.timeLimit(.minutes(5)), .enabled(if: ChildProcess.stemma != nil, "needs the command"))
  struct Bounds {
    /// Runs the command under a program that takes little memory, and says how many megabytes it held.
    ///
    /// Of a child of the tests the system counts what the tests themselves hold.
    private func run(
      _ words: [String],
      in folder: URL
    ) async throws -> (ending: ChildProcess.Ending, megabytes: Int) {
      let program = """
        import resource, subprocess, sys
        status = subprocess.run(sys.argv[1:]).returncode
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
        sys.exit(status)
        """
      let ending = try await ChildProcess.start(
        URL(filePath: "/usr/bin/env"),
        ["python3", "-c", program, try #require(ChildProcess.stemma).path] + words
          + ["--cache", folder.appending(path: "one.sqlite").path],
        in: folder
      ).ending()
      let line = ending.output.split(separator: "\n").last ?? ""
      return (ending, try #require(Int(line), "\(ending)"))
    }

    private static let canMeasure = Python.canImport("resource")

    /// Reported: 6 MB became 1.5 GB.
    @Test(.enabled(if: canMeasure, "needs Python"))
    func anImportUnpacksNoBomb() async throws {
      try await withScratchFolder { folder in
        let file = folder.appending(path: "bomb.csv.gz")
        try write(file, "id,date,likes\n", pieces: 400)
        let (ending, megabytes) = try await run(["import", file.path], in: folder)
        #expect(ending.status == 2)
        #expect(ending.errors.contains("bomb.csv.gz unpacks to more than 200 times its size"))
        #expect(megabytes < 150)
      }
    }

    /// Reported: a head of 200 MB took 38 s.
    @Test(
      .enabled(if: canMeasure, "needs Python"),
      arguments: ["long.warc.gz", "long.warc"]
    )
    func aReplayReadsNoEndlessHead(name: String) async throws {
      try await withScratchFolder { folder in
        let file = folder.appending(path: name)
        try write(file, "WARC/1.1\r\nWARC-Type: warcinfo\r\nX-Long: ", pieces: 200)
        let (ending, megabytes) = try await run(["harvest", "--replay", file.path], in: folder)
        #expect(ending.status == 2)
        #expect(megabytes < 150)
      }
    }

    /// A head, and a megabyte of one letter after another.
    private func write(_ file: URL, _ head: String, pieces: Int) throws {
      #expect(FileManager.default.createFile(atPath: file.path, contents: nil))
      let handle = try FileHandle(forWritingTo: file)
      defer { try? handle.close() }
      let packer = file.pathExtension == "gz" ? GzipPacker(level: 1) : nil
      func write(_ bytes: [UInt8]) throws {
        try handle.write(contentsOf: Data(packer?.pack(bytes) ?? bytes))
      }
      try write(Array(head.utf8))
      let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
      for _ in 0..<pieces { try write(piece) }
      try handle.write(contentsOf: Data(packer?.finish() ?? []))
    }

    /// Steps that would go on for minutes, each of them one: the limit is looked at between steps.
    @Test(
      arguments: [
        ("SELECT length(hex(zeroblob(900000000)))", "longer than 4 MB"),
        ("SELECT 'a' LIKE replace(hex(zeroblob(30000)), '00', '%a')", "pattern too complex"),
        ("SELECT json_patch('{}', '{}')", "json_patch() is refused"),
        (
          """
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
          SELECT sum(instr(hex(zeroblob(2000000)), hex(zeroblob(1000000)) || 'b')) FROM n
          """, "took too long"
        ),
      ]
    )
    func aQueryEndsAtItsTimeLimit(query: String, words: String) async throws {
      try await Trial.of(#"{"model": {"id": "lab/base"}}"#) { trial in
        try await trial.harvest()
        let start = ContinuousClock.now
        let ending = try await ChildProcess.stemma(
          "sql",
          query,
          "--timeout",
          "2",
          "--cache",
          trial.path(),
          in: trial.folder
        )
        #expect(ending.status == 2, "\(ending)")
        #expect(ending.errors.contains(words), "\(ending.errors)")
        #expect(ContinuousClock.now - start < .seconds(20))
      }
    }
  }
}
