internal import StemmaCore

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

/// What a reply's body must be.
package enum ReplyContent: Sendable, Hashable {
  /// One whole JSON object or array.
  case json
  /// A file, a model card for one; a web page is none.
  case file

  var accept: String {
    switch self {
    case .json: "application/json"
    case .file: "*/*"
    }
  }

  /// Judges a reply: its decoded body, empty for a redirect, or why it is none.
  func judge(_ response: HTTPResponse, limit: Int) -> Result<[UInt8], HubError> {
    if response.isRedirect { return .success([]) }
    guard (200..<300).contains(response.status) else {
      let body = try? response.decodedBody(limit: 1 << 20)
      return .failure(HubError(reply: response, body: body ?? []))
    }
    do throws(HubError) {
      let body = try response.decodedBody(limit: limit)
      switch self {
      case .json where !JSONShape.hasBothEnds(body):
        throw response.error(.notJSON(Self.sight(of: body, response)))
      // The edge's apologies may come as a success; the Hub serves every text as plain.
      case .file where response.headers["Content-Type"]?.hasPrefix("text/html") == true:
        throw response.error(.brokenBody("a web page in place of a file"))
      default: return .success(body)
      }
    } catch {
      return .failure(error)
    }
  }

  private static func sight(of body: [UInt8], _ response: HTTPResponse) -> String {
    if body.isEmpty { return "empty" }
    let start = OneLine.of(String(decoding: body.prefix(60), as: UTF8.self), limit: 60)
    return "\(response.headers["Content-Type"] ?? "no type"), \(body.count) bytes: \(start)"
  }
}

extension HTTPResponse {
  /// Whether the reply sends us elsewhere.
  var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }

  /// The body without its content coding.
  ///
  /// - Throws: ``HubError/Code/brokenBody(_:)`` for a coding cut short or unknown,
  ///   ``HubError/Code/tooLarge(limit:)`` for content above `limit` bytes.
  package func decodedBody(limit: Int) throws(HubError) -> [UInt8] {
    let codings = headers.all("Content-Encoding").flatMap { $0.split(separator: ",") }
      .map { $0.trimmingBlanks.lowercased() }.filter { $0 != "identity" && !$0.isEmpty }
    guard let coding = codings.first else {
      guard wireBody.count <= limit else { throw error(.tooLarge(limit: limit)) }
      return wireBody
    }
    guard codings.count == 1, ["gzip", "x-gzip", "deflate"].contains(coding) else {
      throw error(
        .brokenBody("content coding \(codings.joined(separator: ", ")) was not asked for")
      )
    }
    do {
      return try Gzip.inflate(wireBody, limit: limit)
    } catch {
      switch error {
      case .broken: throw self.error(.brokenBody("the gzip stream is damaged or cut short"))
      case .larger: throw self.error(.tooLarge(limit: limit))
      }
    }
  }

  /// An error about this reply.
  func error(_ code: HubError.Code) -> HubError {
    var error = HubError(code, url: url, status: status)
    error.requestID = HubError.requestID(in: headers)
    return error
  }
}
