/// A success of the Hub, with all that was met on the way to it.
package struct HubReply: Sendable, Hashable {
  /// The address asked for, at the endpoint's own origin.
  package var requestedURL: String
  /// The address that answered: another one when the repository was renamed.
  package var finalURL: String
  package var status: Int
  package var headers: HTTPHeaders
  /// The content, decoded.
  package var body: [UInt8]
  /// Every reply, redirects and failures included, the one that counts last.
  package var exchanges: [HTTPResponse]
  /// Requests sent.
  package var attempts: Int
  /// Time spent waiting for quota and before retries.
  package var waited: Duration

  package init(
    requestedURL: String,
    finalURL: String,
    status: Int,
    headers: HTTPHeaders = [:],
    body: [UInt8],
    exchanges: [HTTPResponse] = [],
    attempts: Int = 1,
    waited: Duration = .zero
  ) {
    self.requestedURL = requestedURL
    self.finalURL = finalURL
    self.status = status
    self.headers = headers
    self.body = body
    self.exchanges = exchanges
    self.attempts = attempts
    self.waited = waited
  }
}

extension HubReply {
  /// A success as it was recorded, with every reply met on the way; nil when its body is damaged or
  /// there is none.
  package init?(recorded exchanges: [HTTPResponse]) {
    guard let first = exchanges.first, let last = exchanges.last,
      let body = try? last.decodedBody(limit: 1 << 30)
    else { return nil }
    self.init(
      requestedURL: first.url,
      finalURL: last.url,
      status: last.status,
      headers: last.headers,
      body: body,
      exchanges: exchanges,
      attempts: exchanges.count
    )
  }
}
