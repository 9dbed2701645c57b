import StemmaCore
import StemmaHub

/// One reply to a probe, whatever its status.
struct ProbeReply {
  let status: Int
  let headers: HTTPHeaders
  let url: String
  let body: [UInt8]

  init(_ response: HTTPResponse) {
    status = response.status
    headers = response.headers
    url = response.url
    body = (try? response.decodedBody(limit: 32 << 20)) ?? []
  }

  /// The body as JSON, or nil.
  var json: JSONValue? { try? JSONReader().value(body) }

  /// The rows of a listing; nil for anything but a success with an array.
  var rows: [JSONValue]? { status == 200 ? json?.array : nil }

  /// When the Hub answered by its own clock, in seconds since 1970.
  var date: Double? {
    headers["Date"].flatMap(Timestamp.utc).flatMap(Timestamp.secondsSince1970).map(Double.init)
  }

  /// The status with the Hub's code, for a person.
  var sight: String {
    headers["X-Error-Code"].map { "HTTP \(status) \($0)" } ?? "HTTP \(status)"
  }

  /// The bucket and what is left in it, as the reply tells.
  var quota: (bucket: String, remaining: Int)? {
    guard let header = headers["RateLimit"],
      let match = header.firstMatch(of: /"(\w+)"\s*;\s*r\s*=\s*(\d+)/),
      let remaining = Int(match.2)
    else { return nil }
    return (String(match.1), remaining)
  }
}
