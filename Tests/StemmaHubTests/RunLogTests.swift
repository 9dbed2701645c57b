import Foundation
import StemmaCore
@testable import StemmaHub
import Testing

/// What is written down of calls, for people and for machines.
@Suite struct RunLogTests {
  /// Lines that a log was given.
  private final class Lines: Sendable {
    private let texts = Locked<[String]>([])

    var all: [String] { texts.withLock { $0 } }

    func log(as format: RunLogFormat) -> RunLog {
      RunLog(as: format, at: { 1_760_000_000 }) { line in
        self.texts.withLock { $0.append(String(decoding: line, as: UTF8.self)) }
      }
    }
  }

  private func fetch(_ transport: ScriptedTransport, _ log: RunLog) async {
    let client = HubClient(
      endpoint: .production,
      token: Token("hf_secret"),
      transport: transport,
      runEnvironment: VirtualTime().runEnvironment,
      log: log
    )
    _ = await HubClientTests.failure(client, "/api/models/a/b?expand=sha")
  }

  @Test func aFailedCallIsToldWithTheHubsIDOfIt() async throws {
    let transport = ScriptedTransport(
      .reply(503, ["X-Request-Id": "Root=1-a;b"], "down"),
      .reply(429, ["X-Amz-Cf-Id": "edge==", "Retry-After": "7"]),
      .fault(.timedOut("30 s")),
      .reply(404, ["X-Amzn-Trace-Id": "trace", "X-Error-Code": "RepoNotFound"])
    )
    let lines = Lines()
    await fetch(transport, lines.log(as: .json))
    let values = try lines.all.map { try JSONValue(parsing: $0) }
    #expect(lines.all.allSatisfy { $0.hasSuffix("}\n") })
    #expect(values.allSatisfy { $0["time"]?.string == "2025-10-09T08:53:20Z" })
    let calls = values.filter { $0["url"] != nil }
    #expect(calls.map { $0["request_id"]?.string } == ["Root=1-a;b", "edge==", nil, "trace"])
    #expect(calls.map { $0["status"]?.integer } == [503, 429, nil, 404])
    #expect(calls.map { $0["level"]?.string } == ["warning", "warning", "warning", "info"])
    #expect(calls.map { $0["retry_in_s"] == nil } == [false, false, false, true])
    #expect(calls.map { $0["attempt"]?.integer } == [1, 2, 3, 4])
    let waits = values.filter { $0["message"]?.string == "waiting" }
    #expect(waits.contains { ($0["seconds"]?.number ?? 0) >= 7 }, "as long as the Hub asked for")
    #expect(lines.all.allSatisfy { !$0.contains("hf_secret") })
  }

  @Test func peopleReadALineAnEvent() async throws {
    let lines = Lines()
    let log = lines.log(as: .text)
    log.info("harvest began", ["plan": "sweep", "endpoint": "https://x.y/z"])
    log.warn("odd\u{1B}[31m", ["reason": "two\nlines", "count": 3, "of": .null])
    #expect(
      lines.all == [
        "2025-10-09T08:53:20Z info harvest began endpoint=https://x.y/z plan=sweep\n",
        "2025-10-09T08:53:20Z warning \(TerminalText.inert("odd\u{1B}[31m")) count=3 "
          + #"reason="two\nlines""# + "\n",
      ]
    )
    #expect(lines.all.allSatisfy { !$0.dropLast().contains("\n") && !$0.contains("\u{1B}") })
  }
}
