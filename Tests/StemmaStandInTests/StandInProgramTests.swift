import Foundation
import StemmaTestSupport
import Testing

/// `stemma stand-in` and `stemma demo`, with the program of its own that serves.
@Suite(.enabled(if: ChildProcess.stemma != nil, "needs the command beside the tests"))
struct StandInProgramTests {
  @Test func servesUntilItIsInterrupted() async throws {
    try await withScratchFolder { folder in
      let server = try ChildProcess.start(
        try #require(ChildProcess.stemma),
        ["stand-in", "--port", "0"],
        in: folder
      )
      let address = try await server.firstLine()
      #expect(address.hasPrefix("http://127.0.0.1:"))
      let harvest = try await ChildProcess.stemma(
        "harvest",
        "--quiet",
        "EleutherAI/pythia-70m",
        "--endpoint",
        address,
        "--cache",
        folder.appending(path: "one.sqlite").path,
        in: folder
      )
      #expect(harvest.status == 0, "\(harvest.errors)")
      server.interrupt()
      let ending = await server.ending()
      #expect(ending.status == -SIGINT)
      #expect(ending.errors.contains("Serving until interrupted."))
      #expect(ending.errors.contains("are invented"))
    }
  }

  @Test func endsWithItsInputWhereThatIsAskedFor() async throws {
    try await withScratchFolder { folder in
      let ending = try await ChildProcess.stemma("stand-in", "--until-input-ends", in: folder)
      #expect(ending.status == 0)
      #expect(ending.output.hasPrefix("http://127.0.0.1:"))
    }
  }

  @Test func saysWhyItCannotServe() async throws {
    try await withScratchFolder { folder in
      let ending = try await ChildProcess.stemma("stand-in", "--world", "none.jsonl", in: folder)
      #expect(ending.status == 2)
      #expect(ending.errors.contains("/none.jsonl cannot be read: "))
      let shape = try await ChildProcess.stemma("stand-in", "--synthetic", "models=x", in: folder)
      #expect(shape.status == 2)
      #expect(shape.errors.hasPrefix("stemma: "))
      let misuse = try await ChildProcess.stemma("stand-in", "--wrld", "none.jsonl", in: folder)
      #expect(misuse.status == 64)
    }
  }

  @Test func theDemoGoesTheWholeWay() async throws {
    try await withScratchFolder { folder in
      let demo = folder.appending(path: "demo").path
      let ending = try await ChildProcess.stemma("demo", "-o", demo, in: folder)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains("\nMasakhane\n"))
      #expect(ending.errors.contains("are invented"))
      let status = try await ChildProcess.stemma(
        "status",
        "--json",
        "--cache",
        demo + "/stemma.sqlite",
        in: folder
      )
      #expect(status.status == 0, "\(status.errors)")
    }
  }
}
