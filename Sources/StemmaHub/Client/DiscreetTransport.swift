/// A door behind which nothing shows the token: a server, or a proxy on the way, may send back what
/// it was sent.
package struct DiscreetTransport: Transport {
  private let transport: any Transport
  private let token: Token?

  /// Blots `token` out of whatever comes through `transport`.
  package init(_ transport: any Transport, hiding token: Token?) {
    (self.transport, self.token) = (transport, token)
  }

  package func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    let response = try await transport.send(request)
    return token?.blottedOut(of: response, limit: request.maxBodyBytes) ?? response
  }
}
