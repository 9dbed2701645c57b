@testable import StemmaExplorer
import Testing

/// Who is let in.
@Suite struct GateTests {
  private let gate = Gate(port: 8321)

  private func status(_ fields: [String: String], method: String = "GET") -> Int? {
    let headers = ["host": "127.0.0.1:8321"].merging(fields) { $1 }.mapValues { [$0] }
    return Request("/", method: method, headers: headers).flatMap { gate.refusal(of: $0)?.status }
  }

  @Test(arguments: ["127.0.0.1:8321", "localhost:8321", "LOCALHOST:8321", "[::1]:8321"])
  func theServerIsKnownByItsOwnNames(host: String) { #expect(status(["host": host]) == nil) }

  @Test(arguments: [
    "evil.example", "evil.example:8321", "127.0.0.1", "127.0.0.1:80", "localhost.evil.example:8321",
    "0.0.0.0:8321", "127.0.0.1:8321.evil.example", "2130706433:8321", "",
  ])
  func anotherNameThatLeadsHereIsRefused(host: String) { #expect(status(["host": host]) == 421) }

  @Test func twoNamesAreNone() throws {
    let hosts = ["127.0.0.1:8321", "evil.example"]
    #expect(gate.refusal(of: try #require(Request("/", headers: ["host": hosts])))?.status == 421)
    #expect(gate.refusal(of: try #require(Request("/")))?.status == 421)
  }

  @Test func pagesOfOthersAreRefused() {
    #expect(status(["origin": "http://127.0.0.1:8321"]) == nil)
    for origin in ["http://evil.example", "null", "https://127.0.0.1:8321", "http://127.0.0.1:80"] {
      #expect(status(["origin": origin]) == 403, "\(origin)")
    }
    #expect(status(["sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"]) == 403)
    #expect(status(["sec-fetch-site": "same-site", "sec-fetch-mode": "cors"]) == 403)
    #expect(status(["sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"]) == nil)
    #expect(status(["sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"]) == nil)
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get"])
  func nothingButReadingIsAnswered(method: String) { #expect(status([:], method: method) == 405) }

  @Test(arguments: ["", "x", "*", "http://a/b", "/%", "/%4", "/%zz", "/%ff", "/?a=%", "/?%c3=1"])
  func anAddressThatCannotBeReadIsNone(target: String) { #expect(Request(target) == nil) }

  @Test func anAddressIsReadAsItWasWritten() throws {
    let request = try #require(Request("/models/a%2Fb/c?q=x+y%26&z&q=2"))
    #expect(request.path == ["models", "a/b", "c"])
    #expect(request.value("q") == "x y&" && request.value("z") == "")
    let name = "a/b ?&=#%ü\u{0}'"
    let written = try #require(Request(Address.path(["x", name], ["q": name])))
    #expect(written.path == ["x", name] && written.value("q") == name)
  }
}
