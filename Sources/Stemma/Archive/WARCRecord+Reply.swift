import StemmaHub

extension WARCRecord {
  /// A reply of the Hub as a `response` record.
  ///
  /// The block is the reply as HTTP/1.1 says it, the body still content-encoded as it came over the
  /// wire. What no step asked for tells of none. Request headers are not kept, so no token can be.
  init(_ response: HTTPResponse, of asking: Asking? = nil) {
    var head = "HTTP/1.1 \(response.status) \r\n"
    for field in response.headers.fields {
      guard let name = Self.name(of: field, bodyCount: response.wireBody.count) else { continue }
      head += "\(name): \(field.value.filter { $0 != "\r\n" && $0 != "\n" && $0 != "\r" })\r\n"
    }
    let start = Array("\(head)\r\n".utf8)
    var fields = [("WARC-Target-URI", response.url.onOneLine(keepingPercent: true))]
    if let protocolName = Self.protocols[response.httpVersion] {
      fields.append(("WARC-Protocol", protocolName))
    }
    self.init(
      .response,
      at: response.receivedAt,
      contentType: "application/http;msgtype=response",
      fields: fields + (asking?.fields ?? []),
      block: start + response.wireBody,
      payload: start.count
    )
  }

  /// The reply that a `response` record holds; nil when it is none.
  var response: HTTPResponse? {
    guard kind == .response, let url = head["WARC-Target-URI"],
      let (start, lines, body) = FieldLines.head(of: block[...]),
      let status = start.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return HTTPResponse(
      url: url,
      status: status,
      headers: HTTPHeaders(lines.fields.map { .init($0.name, $0.value) }),
      wireBody: Array(body),
      receivedAt: time,
      httpVersion: Self.protocols.first { $0.value == head["WARC-Protocol"] }?.key ?? ""
    )
  }

  private static let protocols = [
    "1.0": "http/1.0", "1.1": "http/1.1", "2": "h2", "3": "h3",
  ]

  /// The name a header is kept under.
  ///
  /// What described the transfer and no longer holds for the block is kept as
  /// `X-Archive-Orig-…`; cookies are a secret of the session and are not kept.
  private static func name(of field: HTTPHeaders.Field, bodyCount: Int) -> String? {
    switch field.name.lowercased() {
    case "set-cookie", "set-cookie2", "": nil
    case "transfer-encoding", "connection", "keep-alive": "X-Archive-Orig-" + field.name
    case "content-length" where field.value != "\(bodyCount)": "X-Archive-Orig-" + field.name
    default: field.name
    }
  }
}
