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
