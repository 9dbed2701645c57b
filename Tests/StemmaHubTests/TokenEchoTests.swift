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

  /// Reported: one echoed with JSON's escapes came through.
  @Test(
    arguments: [
      (#"hf_a"b\c/d<e"#, #"hf_a\"b\\c\/d\u003ce"#), ("hf_secret", #"\u0068f_secret"#),
      ("hf_secret", #"hf\u005Fsecret"#), ("hf_secret", "hf%5Fsecret"),
      ("hf_secret", "%68%66%5fsecret"),
      ("hf_a+b/c=", "hf_a%2Bb%2fc%3D"), ("hf_a&b<c", "hf_a&amp;b&lt;c"), ("hf_a'b", "hf_a&#39;b"),
      ("hf_a'b", "hf_a&#x27;b"), ("hf_secret", #"hf\x5fsecret"#), (#"hf_a\b"#, #"hf_a\b"#),
      (#"a\\b"#, #"a\\b"#), (#"a\b"#, #"a\\b"#), ("%68", "%68"), ("h%", "h%25"),
    ]
  )
  func isBlottedOutHoweverItIsEscaped(secret: String, echo: String) throws {
    let token = try #require(Token(secret))
    let reply = HTTPResponse(
      url: "https://h/",
      status: 200,
      headers: ["X-Echo": "<\(echo)>"],
      wireBody: Array(#"{"error":"\\ % & \#(echo)","%":1}"#.utf8)
    )
    let blotted = token.blottedOut(of: reply, limit: 1000)
    #expect(
      String(decoding: blotted.wireBody, as: UTF8.self) == #"{"error":"\\ % & [token]","%":1}"#
    )
    #expect(blotted.headers["X-Echo"] == "<[token]>")
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
