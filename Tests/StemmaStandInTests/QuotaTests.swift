import Foundation
import StemmaCore
@testable import StemmaStandIn
import Testing

@Suite struct Quotas {
  @Test func windowsAreFixedAndCountedByBucketAndCaller() async throws {
    let clock = Locked(Date(timeIntervalSince1970: 1_000_000_200))
    var options = StandInOptions()
    options.quota?.anonymous = .init(api: 2, resolvers: 3, pages: 1)
    options.now = { clock.withLock { $0 } }
    let asking = try Asking([#"{"model": {"id": "a/b"}, "readme": "x"}"#], options: options)
    func seen(_ uri: String, token: String? = nil) async -> String {
      let reply = await asking.reply(uri, token: token)
      let headers = ["RateLimit", "RateLimit-Policy"].map { reply.headers[$0] ?? "-" }
      return "\(reply.status) \(headers.joined(separator: " "))"
    }
    let policy = #""fixed window";"api";q=2;w=300"#
    #expect(await seen("/api/models") == #"200 "api";r=1;t=300 "# + policy)
    clock.withLock { $0 += 100.5 }
    #expect(await seen("/api/models/a/b") == #"200 "api";r=0;t=200 "# + policy)
    #expect(await seen("/api/models") == #"429 "api";r=0;t=200 "# + policy)
    #expect(
      await seen("/a/b/resolve/main/README.md")
        == #"307 "resolvers";r=2;t=200 "fixed window";"resolvers";q=3;w=300"#
    )
    #expect(
      await seen("/a/b/raw/main/README.md")
        == #"200 "resolvers";r=1;t=200 "fixed window";"resolvers";q=3;w=300"#
    )
    #expect(
      await seen("/api/models", token: "hf_a")
        == #"200 "api";r=999;t=200 "fixed window";"api";q=1000;w=300"#
    )
    clock.withLock { $0 += 199.5 }
    #expect(await seen("/api/models") == #"200 "api";r=1;t=300 "# + policy)
  }

  @Test func theWholeQuotaCanBeSwitchedOff() async throws {
    let reply = await (try Asking([])).reply("/api/models")
    #expect(reply.headers["RateLimit"] == nil)
  }

  @Test func scalingKeepsAtLeastOneRequest() {
    let quota = ServedQuota().scaled(by: 0.001)
    #expect(quota.anonymous == .init(api: 1, resolvers: 3, pages: 1))
    #expect(quota.token == .init(api: 1, resolvers: 5, pages: 1))
  }
}
