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
