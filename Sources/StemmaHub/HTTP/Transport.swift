/// The only door to the network: sends one request and follows nothing.
///
/// Faults for tests go in here, never into the code behind it.
package protocol Transport: Sendable {
  /// Returns the reply, whatever its status; throws when there is no whole reply.
  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse
}

/// One GET request: where to, what to say, and how long and how much to bear.
package struct HTTPRequest: Sendable, Hashable {
  /// A transfer slower than `bytesPerSecond` for `seconds` on end has stalled.
  package struct StallRule: Sendable, Hashable {
    package var bytesPerSecond: Int
    package var seconds: Int

    package init(bytesPerSecond: Int, seconds: Int) {
      self.bytesPerSecond = bytesPerSecond
      self.seconds = seconds
    }
  }

  /// An absolute `http` or `https` address, sent as it is spelt.
  package var url: String
  package var headers: HTTPHeaders
  /// The most bytes a body may have on the wire, before any decoding.
  package var maxBodyBytes = 64 << 20
  package var connectTimeout = Duration.seconds(20)
  package var stallRule = StallRule(bytesPerSecond: 100, seconds: 30)
  /// From the first look-up of the host to the last byte.
  package var totalTimeout = Duration.seconds(300)

  package init(url: String, headers: HTTPHeaders = [:]) {
    self.url = url
    self.headers = headers
  }
}

/// One reply as it came over the wire: what the archive keeps.
package struct HTTPResponse: Sendable, Hashable {
  /// The address it was asked of.
  package var url: String
  package var status: Int
  package var headers: HTTPHeaders
  /// The body still content-encoded, transfer coding removed.
  package var wireBody: [UInt8]
  /// Seconds since 1970 at the last byte.
  package var receivedAt: Double
  /// `1.0`, `1.1`, `2` or `3`; empty when unknown.
  package var httpVersion: String

  package init(
    url: String,
    status: Int,
    headers: HTTPHeaders = [:],
    wireBody: [UInt8] = [],
    receivedAt: Double = 0,
    httpVersion: String = ""
  ) {
    self.url = url
    self.status = status
    self.headers = headers
    self.wireBody = wireBody
    self.receivedAt = receivedAt
    self.httpVersion = httpVersion
  }
}
