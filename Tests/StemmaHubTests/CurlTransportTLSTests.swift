import StemmaHub
import Testing

/// Skipped where Node or OpenSSL is missing.
@Suite(.enabled(if: TLSServer.isPossible, "no Node or no OpenSSL here"))
struct CurlTransportTLSTests {
  @Test func sharesOneConnectionOverHTTP2() async throws {
    let server = try TLSServer()
    let transport = CurlTransport(
      maxConcurrent: 8,
      authorities: CertificateAuthorities(path: server.certificate)
    )
    let url = server.url
    let replies = await withTaskGroup(of: HTTPResponse?.self) { group in
      for number in 0..<40 {
        group.addTask { try? await transport.send(HTTPRequest(url: "\(url)/\(number)")) }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(replies.allSatisfy { $0?.httpVersion == "2" && $0?.status == 200 })
    let bodies = Set(replies.compactMap { $0.map { String(decoding: $0.wireBody, as: UTF8.self) } })
    #expect(bodies == Set((0..<40).map { "2.0/\($0)" }))
    #expect(transport.statistics.connections == 1)
    await transport.shutdown()
  }

  @Test func trustsNobodyUnknown() async throws {
    let server = try TLSServer()
    let transport = CurlTransport()
    guard case .untrusted = await CurlTransportTests.failure(transport, server.url)?.code else {
      Issue.record("an unknown certificate was trusted")
      return
    }
    await transport.shutdown()
  }
}
