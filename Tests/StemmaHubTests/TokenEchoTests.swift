import StemmaCore
@testable import StemmaHub
import Testing

/// A server that sends back what it was sent does not get the token into what is kept.
@Suite struct TokenEchoTests {
  private let token = Token("hf_secret")

  @Test func isBlottedOutOfHeadersAndBody() throws {
    let token = try #require(token)
    let reply = HTTPResponse(
      url: "https://h/",
      status: 200,
      headers: ["X-Echo": "Bearer hf_secret, hf_secret", "Content-Length": "20"],
      wireBody: Array("hhf_secret hf_secre hf_secret".utf8)
    )
    let blotted = token.blottedOut(of: reply, limit: 100)
    #expect(String(decoding: blotted.wireBody, as: UTF8.self) == "h[token] hf_secre [token]")
    #expect(
      blotted.headers.fields == [
        .init("X-Echo", "Bearer [token], [token]"), .init("X-Archive-Orig-Content-Length", "20"),
      ]
    )
  }

  @Test func isBlottedOutOfAPackedBody() throws {
    let token = try #require(token)
    let reply = HTTPResponse(
      url: "https://h/",
      status: 404,
      headers: ["Content-Encoding": "gzip"],
      wireBody: Gzip.deflate(Array(#"{"error":"hf_secret"}"#.utf8))
    )
    let blotted = token.blottedOut(of: reply, limit: 100)
    #expect(try blotted.decodedBody(limit: 100) == Array(#"{"error":"[token]"}"#.utf8))
    #expect(blotted.headers["X-Archive-Orig-Content-Encoding"] == "gzip")
  }

  @Test func leavesOtherRepliesAsTheyCame() throws {
    let token = try #require(token)
    let reply = HTTPResponse(
      url: "https://h/",
      status: 200,
      headers: ["Content-Encoding": "gzip"],
      wireBody: Gzip.deflate(Array("hf_secre".utf8))
    )
    #expect(token.blottedOut(of: reply, limit: 100) == reply)
  }

  @Test func isNotInWhatTheClientReturns() async throws {
    let transport = ScriptedTransport(
      .reply(404, ["X-Echo": "Bearer hf_secret"], #"{"error":"hf_secret"}"#)
    )
    let client = HubClient(
      endpoint: .production,
      token: token,
      transport: transport,
      runEnvironment: VirtualTime().runEnvironment
    )
    do throws(HubError) {
      _ = try await client.fetch(url: "/api/models/a/b")
      Issue.record("there is no such model")
    } catch {
      #expect(!"\(error) \(error.exchanges)".contains("hf_secret"))
      #expect(!String(decoding: error.exchanges.flatMap(\.wireBody), as: UTF8.self).contains("hf_"))
    }
  }
}
