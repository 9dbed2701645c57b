internal import Foundation
package import StemmaCore

/// An answer before it is compressed and sent.
package struct Reply: Sendable, Hashable {
  package var status: Int
  package var headers: [String: String]
  package var body: [UInt8]

  package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// A JSON reply with its weak entity tag.
  package static func json(
    _ value: JSONValue,
    status: Int = 200,
    headers: [String: String] = [:]
  ) -> Reply {
    var body: [UInt8] = []
    value.write(to: &body)
    return json(rendered: body, status: status, headers: headers)
  }

  /// A reply of finished JSON text with its weak entity tag.
  static func json(
    rendered body: [UInt8],
    status: Int = 200,
    headers: [String: String] = [:]
  ) -> Reply {
    var headers = headers
    headers["Content-Type"] = "application/json; charset=utf-8"
    headers["ETag"] = WeakETag.of(body)
    return Reply(status: status, headers: headers, body: body)
  }

  /// A refusal in the Hub's form.
  package static func error(
    _ status: Int,
    _ text: String,
    code: String? = nil,
    message: String? = nil
  ) -> Reply {
    var headers: [String: String] = [:]
    headers["X-Error-Code"] = code
    headers["X-Error-Message"] = message ?? (code == nil ? nil : text)
    if status == 401 { headers["WWW-Authenticate"] = challenge }
    return json(["error": .string(text)], status: status, headers: headers)
  }

  private static let challenge = #"Bearer realm="Authentication required", charset="UTF-8""#

  /// A refusal of a file, whose text is plain.
  static func fileError(_ status: Int, _ text: String, code: String) -> Reply {
    var reply = error(status, text, code: code)
    reply.body = Array(text.utf8)
    reply.headers["Content-Type"] = "text/plain; charset=utf-8"
    reply.headers["ETag"] = WeakETag.of(reply.body)
    return reply
  }

  /// A redirect with the Hub's relative address.
  static func redirect(to location: String, headers: [String: String] = [:]) -> Reply {
    var headers = headers
    headers["Content-Type"] = "text/plain; charset=utf-8"
    headers["Location"] = location
    headers["Vary"] = "Origin, Accept"
    return Reply(
      status: 307,
      headers: headers,
      body: Array("Temporary Redirect. Redirecting to \(location)".utf8)
    )
  }

  /// What the Hub says of an address it does not know.
  static let unknownPage = error(404, "Sorry, we can't find the page you are looking for.")
}

/// The Hub's entity tag of a JSON reply.
enum WeakETag {
  /// Length in hexadecimal digits and the first 27 characters of the base64 SHA-1.
  static func of(_ body: [UInt8]) -> String {
    let digest = Data(SHA1.digest(of: body)).base64EncodedString()
    return "W/\"\(String(body.count, radix: 16))-\(digest.prefix(27))\""
  }
}

/// The `Link` header of a page that has a successor.
enum NextLink {
  /// An absolute link to `path` with these parameters, encoded as a browser would.
  static func header(
    origin: String,
    path: String,
    parameters: [HubRequest.Parameter]
  ) -> String {
    let query = parameters.map { "\(encoded($0.name))=\(encoded($0.value))" }
    return "<\(origin)\(path)?\(query.joined(separator: "&"))>; rel=\"next\""
  }

  /// A value as `encodeURIComponent` writes it.
  static func encoded(_ text: String) -> String {
    text.percentEncoded(keeping: "!*'()")
  }
}

/// The production Hub's origin, which its replies spell out.
enum HubOrigin {
  static let production = "https://huggingface.co"

  /// The path and query of an address, which may already be without an origin.
  static func relative(_ uri: String) -> String {
    uri.hasPrefix(production) ? String(uri.dropFirst(production.count)) : uri
  }
}
