import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif
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

  /// The server with 150 files at most, none of them inherited from whoever tests it.
  private static let withFewFiles = """
    for file in /proc/$$/fd/*; do
      number=${file##*/}
      if [ "$number" -gt 2 ] && [ "$number" -ne 255 ]; then eval "exec $number>&-"; fi
    done
    ulimit -n 150
    exec "$0" stand-in --port 0
    """

  /// Reported: after one connection too many it listened no more, and lived on.
  @Test func servesAgainAfterMoreConnectionsThanItMayHave() async throws {
    try await withScratchFolder { folder in
      let program = try #require(ChildProcess.stemma)
      let server = try ChildProcess.start(
        URL(filePath: "/bin/bash"),
        ["-c", Self.withFewFiles, program.path],
        in: folder
      )
      let address = try #require(URL(string: try await server.firstLine()))
      let port = try #require(address.port)
      for _ in 1...2 {
        let connections = (1...300).compactMap { _ in OpenConnection(port: port) }
        #expect(!connections.isEmpty)
        try await Task.sleep(for: .milliseconds(300))
        withExtendedLifetime(connections) {}
      }
      let url = address.appending(path: "api/models")
      var status: Int?
      for _ in 1...50 where status == nil {
        try await Task.sleep(for: .milliseconds(100))
        let response = (try? await URLSession.shared.data(from: url))?.1 as? HTTPURLResponse
        status = response?.statusCode
      }
      #expect(status == 200)
      server.interrupt()
      _ = await server.ending()
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
      // What the study asks is answered: a verdict with its rows, uses with days, activity.
      #expect(ending.output.contains("`stemma claims show P1` says: supported, by 3 models."))
      #expect(ending.output.contains("Lugha-Llama/Lugha-Llama-8B-wura_edu "))
      #expect(ending.output.contains("\nbear9max9/max "))
      #expect(ending.output.contains("Activity of project cartography-2025/olmo"))
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

/// A connection to a port of the loopback interface on which nothing is said.
private final class OpenConnection {
  private let descriptor: Int32

  init?(port: Int) {
    #if canImport(Darwin)
    let stream = SOCK_STREAM
    #else
    let stream = Int32(SOCK_STREAM.rawValue)
    #endif
    descriptor = socket(AF_INET, stream, 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    name.sin_port = UInt16(port).bigEndian
    let code = withUnsafePointer(to: &name) { name in
      name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { return nil }
  }

  deinit { close(descriptor) }
}
