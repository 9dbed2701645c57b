extension HubError {
  /// Says what a reply of status 400 or more, or another that is no success, means.
  ///
  /// By status and headers, in the order in which the Hub's own client looks at them; the body's
  /// text is for display. The one exception is a 400 that names the allowed `expand` values.
  package init(reply: HTTPResponse, body: [UInt8]) {
    let message = ErrorText.message(in: body)
    self.init(Self.code(of: reply, message: message), url: reply.url, status: reply.status)
    self.message = message.map { OneLine.of($0, limit: 500) }
    hubCode = reply.headers["X-Error-Code"]
    requestID = Self.requestID(in: reply.headers)
  }

  /// The identifier to quote to the Hub.
  static func requestID(in headers: HTTPHeaders) -> String? {
    headers["X-Request-Id"] ?? headers["X-Amzn-Trace-Id"] ?? headers["X-Amz-Cf-Id"]
  }

  private static func code(of reply: HTTPResponse, message: String?) -> Code {
    switch reply.headers["X-Error-Code"] {
    case "RepoNotFound", "RevisionNotFound", "EntryNotFound": return .notFound
    case "GatedRepo": return .gated
    default: break
    }
    let words = reply.headers["X-Error-Message"]
    if words == "Access to this resource is disabled." { return .disabled }
    switch reply.status {
    case 401: return words == "Invalid credentials in Authorization header" ? .badToken : .notFound
    case 400:
      return RefusedProperty.allowed(in: message).map { .refusedProperty(allowed: $0) }
        ?? .badRequest
    case 403: return .forbidden
    case 429: return .rateLimited
    case 404: return .notFound
    case 416: return .badRequest
    case 408, 500...599: return .serverFault
    default: return .unexpectedStatus
    }
  }
}
