import Foundation
import StemmaCore
import StemmaHub
import StemmaStandIn
import StemmaTestSupport
import StemmaTrialSupport
import Testing

private let hasOlah = Python.succeeds(
  "import importlib.metadata as m; assert m.version('olah') == '0.5.4'"
)

extension EndToEnd {
  /// The command before olah, a caching mirror of the field, which asks a stand-in.
  @Suite(
    .timeLimit(.minutes(5)),
    .enabled(if: ChildProcess.stemma != nil && hasOlah, "needs the command and olah 0.5.4 of PyPI")
  )
  struct Olah {
    private static let world = [
      #"{"model": {"id": "lab/base"}}"#,
      #"{"model": {"id": "ann/chat", "cardData": {"base_model": "old/base"}}}"#,
      #"{"model": {"id": "ann/chat-GGUF", "cardData": {"base_model": "ann/chat"}}}"#,
      #"{"rename": {"from": "old/base", "to": "lab/base"}}"#,
    ]

    /// Serves the world to olah for the length of `body`, which is handed olah's address; `headers` go
    /// with what the Hub says, as long as there are any.
    private func withOlah(
      _ headers: Locked<[String: String]> = Locked([:]),
      _ body: (Trial, String) async throws -> Void
    ) async throws {
      let box = Locked<StandIn?>(nil)
      var options = StandInOptions.withoutQuota
      options.intercept = { _, request in
        let added = headers.withLock { $0 }
        guard !added.isEmpty, let hub = box.withLock({ $0 }) else { return nil }
        var reply = await hub.reply(to: request)
        reply.headers.merge(added) { $1 }
        return Fault(.reply(reply))
      }
      try await Trial.of(try World(lines: Self.world), options: options) { trial in
        box.withLock { $0 = trial.standIn }
        let port = try #require(trial.address.port)
        let own = try Self.freePort()
        let olah = try ChildProcess.start(
          URL(filePath: "/usr/bin/env"),
          [
            "olah-cli", "--host", "127.0.0.1", "--port", "\(own)", "--hf-scheme", "http",
            "--hf-netloc", "127.0.0.1:\(port)", "--mirror-netloc", "127.0.0.1:\(own)",
            "--repos-path", trial.folder.appending(path: "repos").path,
            "--log-path", trial.folder.appending(path: "logs").path,
          ],
          in: trial.folder
        )
        do {
          let address = "http://127.0.0.1:\(own)"
          try await Self.wait(for: address)
          try await body(trial, address)
        } catch {
          olah.end()
          _ = await olah.ending()
          throw error
        }
        olah.end()
        _ = await olah.ending()
      }
    }

    /// A port that nobody listens at just now.
    private static func freePort() throws -> Int {
      let port = try ClosedPort()
      return try #require(URL(string: port.address)?.port)
    }

    private static func wait(for address: String) async throws {
      for _ in 0..<300 {
        if (try? await reply(address + "/api/models/lab/base"))?.status == 200 { return }
        try await Task.sleep(for: .milliseconds(100))
      }
      throw ChildProcess.Failure(description: "olah does not answer")
    }

    private static func reply(_ address: String) async throws -> HTTPResponse {
      let transport = CurlTransport()
      do {
        let response = try await transport.send(HTTPRequest(url: address))
        await transport.shutdown()
        return response
      } catch {
        await transport.shutdown()
        throw error
      }
    }

    private func stemma(_ trial: Trial, _ words: String...) async throws -> ChildProcess.Ending {
      try await ChildProcess.start(
        try #require(ChildProcess.stemma),
        words + ["--cache", trial.path()],
        in: trial.folder
      ).ending(within: 120)
    }

    /// Reported: it ended with 2, and the plan said nothing.
    @Test func namedHarvestsWork() async throws {
      try await withOlah { trial, address in
        #expect(try await Self.reply(address + "/api/models?limit=1").status == 401)
        let harvest = ["harvest", "ann/chat-GGUF", "--endpoint", address]
        let before = try await stemma(
          trial,
          harvest[0],
          harvest[1],
          "--dry-run",
          harvest[2],
          address
        )
        #expect(before.output.contains("Whether this endpoint has listings is not known"))

        let ending = try await stemma(
          trial,
          "harvest",
          "ann/chat-GGUF",
          "--details",
          "study",
          "--endpoint",
          address
        )
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.errors.contains("This endpoint has no listings"))
        #expect(
          try trial.edges() == [
            "ann/chat <- lab/base (finetune)", "ann/chat-GGUF <- ann/chat (quantized)",
          ]
        )
        #expect(
          try trial.rows("SELECT part FROM detail_mark WHERE part = 'discussions'").isEmpty
        )
        // Expands are dropped there: what they would have told is not said to be nothing.
        #expect(
          try trial.rows("SELECT DISTINCT code FROM finding ORDER BY 1")
            == ["ignored-expand", "lacks-listings"]
        )
        #expect(try await stemma(trial, "harvest", "old/base", "--endpoint", address).status == 0)
        #expect(try trial.rows("SELECT name FROM repo WHERE name LIKE '%/base'") == ["lab/base"])

        let after = try await stemma(
          trial,
          "harvest",
          "lab/base",
          "--dry-run",
          "--endpoint",
          address
        )
        #expect(after.output.contains("This endpoint has no listings"))
        let sweep = try await stemma(trial, "harvest", "--endpoint", address)
        #expect(sweep.status == 2)
        #expect(sweep.errors.contains("Name models, or ask the Hub itself"))
      }
    }

    /// Reported: what olah had kept of the Hub's quota was believed, and waited for.
    @Test func nobodyWaitsForAWindowThatIsPast() async throws {
      let past = UInt64(Date.now.timeIntervalSince1970 - 550).hexadecimal(digits: 8)
      let spent = Locked([
        "RateLimit": #""api";r=0;t=250"#, "RateLimit-Policy": #""fixed window";"api";q=500;w=300"#,
        "X-Request-Id": "Root=1-\(past)-15f40b0d338252691ed2965a;e3d217dc",
      ])
      try await withOlah(spent) { trial, address in
        spent.withLock { $0 = [:] }
        // It keeps what the Hub said then, under a date of its own.
        let kept = try await Self.reply(address + "/api/models/lab/base")
        #expect(kept.headers["RateLimit"]?.contains("r=0") == true)
        #expect(kept.headers["Date"] != nil)
        let ending = try await stemma(
          trial,
          "harvest",
          "lab/base",
          "--json",
          "--quiet",
          "--endpoint",
          address
        )
        #expect(ending.status == 0)
        #expect(ending.output.contains(#""waited_s":0"#), "\(ending.output)")
      }
    }
  }
}
