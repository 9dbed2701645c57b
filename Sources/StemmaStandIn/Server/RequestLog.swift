package import Foundation

/// One request that a stand-in has answered.
package struct LoggedRequest: Sendable, Hashable {
  /// From 1 on, in the order of arrival.
  package var number: Int
  package var time: Date
  package var method: String
  /// Path and query as sent.
  package var uri: String
  /// Those of `User-Agent`, `Accept-Encoding`, `If-None-Match` and `Range` that were sent, by
  /// lower-case name; of `Authorization` only that there was one.
  package var headers: [String: String]
  /// Nil while no answer is chosen.
  package var status: Int?

  init(number: Int, time: Date, request: HubRequest) {
    self.number = number
    self.time = time
    method = request.method
    uri = request.uri
    let kept = ["user-agent", "accept-encoding", "if-none-match", "range"]
    headers = request.headers.filter { kept.contains($0.key) }
    // A log may be printed: the token stays out of it.
    if request.headers["authorization"] != nil { headers["authorization"] = "present" }
  }
}
