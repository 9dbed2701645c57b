import Foundation
import StemmaTestSupport
import Testing

extension EndToEnd {
  /// What a harvest holds in memory does not grow with the number of models.
  // Needs the command beside the tests.
  @Suite(
    .enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"),
    .timeLimit(.minutes(5))
  )
  struct Memory {
    @Test func tenTimesTheModelsTakeTheSame() async throws {
      try await withScratchFolder { folder in
        let few = try await peak(of: 2_000, in: folder)
        let many = try await peak(of: 20_000, in: folder)
        // SQLite's page cache and the dictionaries fill up, to a bound: about 14 MB of it here. The
        // records of these models alone would take more than 50.
        #expect(many - few < 24 << 20, "\(few >> 20) MB, then \(many >> 20) MB")
      }
    }

    @Test func aReplayOfTenTimesTheModelsTakesTheSame() async throws {
      try await withScratchFolder { folder in
        _ = try await peak(of: 1_000, in: folder)
        _ = try await peak(of: 10_000, in: folder)
        for step in [Self.export, Self.replay] {
          let few = try await peak(of: step(1_000, folder), in: folder)
          let many = try await peak(of: step(10_000, folder), in: folder)
          #expect(many - few < 24 << 20, "\(step(0, folder)[0]): \(few >> 20), \(many >> 20) MB")
        }
      }
    }

    private static func export(_ count: Int, _ folder: URL) -> [String] {
      [
        "export", "warc", "-o", folder.appending(path: "\(count).warc").path,
        "--cache", folder.appending(path: "\(count).sqlite").path,
      ]
    }

    private static func replay(_ count: Int, _ folder: URL) -> [String] {
      [
        "harvest", "--replay", folder.appending(path: "\(count).warc").path,
        "--cache", folder.appending(path: "\(count)-again.sqlite").path,
      ]
    }

    private func peak(of arguments: [String], in folder: URL) async throws -> Int {
      let ending = try await ChildProcess.start(
        try #require(ChildProcess.stemma),
        arguments,
        in: folder
      ).ending(within: 200)
      #expect(ending.status == 0, "\(ending.errors)")
      return ending.peak
    }

    /// The most memory that a sweep of so many models held.
    private func peak(of count: Int, in folder: URL) async throws -> Int {
      let world = folder.appending(path: "\(count).jsonl")
      try Self.lines(count).write(to: world, atomically: true, encoding: .utf8)
      let server = try ChildProcess.start(
        try #require(ChildProcess.stemma),
        ["stand-in", "--world", world.path, "--no-quota", "--port", "0"],
        in: folder
      )
      let harvest: Result<ChildProcess.Ending, any Error>
      do {
        harvest = .success(try await sweep(of: server, into: "\(count).sqlite", in: folder))
      } catch {
        harvest = .failure(error)
      }
      server.interrupt()
      _ = await server.ending(within: 20)
      let ending = try harvest.get()
      #expect(ending.status == 0, "\(ending.errors)")
      return ending.peak
    }

    private func sweep(
      of server: ChildProcess,
      into cache: String,
      in folder: URL
    ) async throws -> ChildProcess.Ending {
      try await ChildProcess.stemma(
        "harvest",
        "--plan",
        "sweep",
        "--quiet",
        "--page-size",
        "500",
        "--endpoint",
        server.firstLine(),
        "--cache",
        folder.appending(path: cache).path,
        in: folder,
        within: 200
      )
    }

    /// Families of a hundred, each model with a few tags and a card.
    private static func lines(_ count: Int) -> String {
      (0..<count).map { number in
        let base =
          number % 100 == 0 ? "" : #", "base_model": "o\#(number / 100)/m\#(number / 100 * 100)""#
        return #"{"model": {"id": "o\#(number / 100)/m\#(number)", "likes": \#(number), "#
          + #""cardData": {"license": "mit", "tags": ["t\#(number)", "u\#(number % 7)"]\#(base)}}}"#
          + "\n"
      }.joined()
    }
  }
}
