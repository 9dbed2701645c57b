package import StemmaCore

/// What a client is told.
package struct Reply: Sendable, Hashable {
  /// A field beside those that every reply has.
  package struct Header: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  package var status: Int
  package var headers: [Header]
  package var body: [UInt8]

  package init(_ status: Int, type: String, _ body: [UInt8], headers: [Header] = []) {
    self.status = status
    self.headers = [Header("Content-Type", type)] + headers
    self.body = body
  }

  /// The one value of a field; nil without it.
  package func header(_ name: String) -> String? {
    headers.last { $0.name.lowercased() == name.lowercased() }?.value
  }

  package var text: String { String(decoding: body, as: UTF8.self) }

  /// Fields of every reply: nothing is taken from elsewhere, nothing runs that is not ours, no other
  /// site may frame, read or guess what it is.
  package static let safety = [
    Header(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    Header("X-Content-Type-Options", "nosniff"),
    Header("X-Frame-Options", "DENY"),
    Header("Referrer-Policy", "no-referrer"),
    Header("Cross-Origin-Resource-Policy", "same-origin"),
    Header("Cross-Origin-Opener-Policy", "same-origin"),
  ]

  /// The same reply with the fields of ``safety`` that it does not set itself.
  ///
  /// One that says that nothing has changed has none of them: its fields take the place of those that the
  /// client keeps, and a drawing's own policy is another.
  package var safe: Reply {
    if status == 304 { return self }
    var reply = self
    reply.headers += Self.safety.filter { header($0.name) == nil }
    return reply
  }
}

/// A refusal of the API, as RFC 9457 has it.
package struct Problem: Error, Sendable, Hashable {
  package let status: Int
  /// What kind it is, in a word that stays.
  package let kind: String
  /// What happened and what to do.
  package let detail: String

  package init(_ status: Int, _ kind: String, _ detail: String) {
    (self.status, self.kind, self.detail) = (status, kind, detail)
  }

  package var title: String { Self.titles[status] ?? "Refused" }

  private static let titles = [
    400: "Bad Request", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    406: "Not Acceptable", 413: "Content Too Large", 421: "Misdirected Request",
    500: "Internal Server Error", 503: "Service Unavailable",
  ]

  package var json: JSONValue {
    [
      "type": .string("urn:stemma:problem:" + kind), "title": .string(title),
      "status": .integer(Int64(status)), "detail": .string(detail),
    ]
  }

  /// The refusal as a program reads it.
  package var reply: Reply {
    var headers: [Reply.Header] = [.init("Cache-Control", "no-store")]
    if status == 405 { headers.append(.init("Allow", "GET, HEAD")) }
    if status == 503 { headers.append(.init("Retry-After", "1")) }
    return Reply(
      status,
      type: "application/problem+json",
      Array((json.inertText + "\n").utf8),
      headers: headers
    )
  }
}
