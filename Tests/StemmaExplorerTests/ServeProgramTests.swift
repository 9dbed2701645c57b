import Foundation
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

extension EndToEnd {
  /// `stemma serve`, with the program of its own that serves.
  @Suite(.enabled(if: ChildProcess.stemma != nil, "needs the command"), .timeLimit(.minutes(2)))
  struct ServeProgramTests {
    @Test func servesUntilItIsInterrupted() async throws {
      try await Trial.of(World(lines: ExplorerWorld.lines)) { trial in
        try await trial.sweep(on: "2026-01-02")
        let command = try #require(ChildProcess.stemma)
        let server = try ChildProcess.start(
          command,
          ["serve", "--port", "0", "--cache", trial.path()],
          in: trial.folder
        )
        let address = try #require(URL(string: try await server.firstLine()))
        let port = UInt16(address.port ?? 0)
        let host = "Host: 127.0.0.1:\(port)\r\n"
        let page = try LoopbackClient(port).ask("GET /models/lab/base HTTP/1.1\r\n\(host)")
        #expect(page.contains("<h1>lab/base</h1>"))
        // A harvest goes on beside it, and shows.
        try await trial.sweep(on: "2026-02-02")
        let status = try LoopbackClient(port).ask("GET /api/status HTTP/1.1\r\n\(host)")
        #expect(status.contains("\"harvest\":2"))
        server.interrupt()
        #expect(await server.ending().status == 0)
      }
    }

    @Test func saysWhatItLacks() async throws {
      try await withScratchFolder { folder in
        let none = try await ChildProcess.stemma("serve", "--cache", "none.sqlite", in: folder)
        #expect(none.status == 2 && none.errors.contains("There is no cache at none.sqlite"))
        let misuse = try await ChildProcess.stemma("serve", "--prt", "1", in: folder)
        #expect(misuse.status == 64)
      }
    }
  }
}
