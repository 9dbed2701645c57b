internal import StemmaCore

/// Why the Hub gave no usable reply: what happened, the facts of it, and what to do next.
package struct HubError: Error, Sendable, Hashable {
  package enum Code: Sendable, Hashable {
    /// No connection: no such host, refused, TLS not agreed.
    case unreachable(String)
    /// The connection ended before the reply did.
    case connectionLost(String)
    /// Too slow to connect, to begin or to go on.
    case timedOut(String)
    /// The other side could not prove who it is.
    case untrusted(String)
    /// Cut short, wrong in length or not decodable.
    case brokenBody(String)
    case tooLarge(limit: Int)
    /// A success whose body is something else than JSON, such as a page from the edge.
    case notJSON(String)
    /// Missing, deleted, private or of another kind; which of these, the Hub does not say.
    case notFound
    case badToken
    /// What stands at the place named is no token: it holds what none holds.
    case malformedToken(String)
    /// The file in which the token is looked for cannot be read.
    case unreadableToken(String)
    /// The file of certificate authorities that was named cannot be read.
    case unreadableCertificates(String)
    /// A proxy on the way did not let the request through, or answered it itself.
    case proxy(String)
    /// Files behind a request for access.
    case gated
    /// Disabled by the Hub's staff.
    case disabled
    case forbidden
    case badRequest
    /// The Hub does not know an `expand` property.
    ///
    /// `allowed` are the values it named; empty when it named none that could be read.
    case refusedProperty(allowed: [String])
    case rateLimited
    case serverFault
    case unexpectedStatus
    /// A redirect away from the Hub, or an address that is not of it; never followed.
    case foreignRedirect(String)
    /// A `Link` to a next page at a host outside the Hub; never followed.
    case foreignLink(String)
    case tooManyRedirects(limit: Int)
    /// A redirect without an address that can be read.
    case brokenRedirect(String)
    /// A `Link` header that cannot be read: not the end of a listing, but an accident.
    case unreadableLink(String)
    /// An address that cannot be asked of this endpoint.
    case badAddress(String)
    case cancelled
  }

  package var code: Code
  package var url: String?
  package var status: Int?
  /// The identifier under which the Hub can find the reply.
  package var requestID: String?
  /// The Hub's `X-Error-Code`, such as `RepoNotFound` or `EntryNotFound`.
  package var hubCode: String?
  /// The Hub's own words, on one line, for display only.
  package var message: String?
  /// Every reply met on the way, for the archive.
  package var exchanges: [HTTPResponse] = []
  /// Requests sent, and time spent waiting for quota and before retries.
  package var attempts = 0
  package var waited = Duration.zero

  package init(_ code: Code, url: String? = nil, status: Int? = nil) {
    self.code = code
    self.url = url
    self.status = status
  }
}

extension HubError: CustomStringConvertible {
  /// One line: what happened, the Hub's words and the hint; behind them where, how often it was
  /// tried, and the request's identifier.
  package var description: String {
    var line = summary
    if let status { line += " (HTTP \(status))" }
    if let message, !message.isEmpty { line += ": \(message)" }
    let ending = line.hasSuffix(".") ? " " : ". "
    let facts = facts
    return line + ending + hint + (facts.isEmpty ? "" : " [\(facts.joined(separator: ", "))]")
  }

  /// Where it was, and what else helps who looks into it.
  private var facts: [String] {
    var facts: [String] = []
    if let url { facts.append(OneLine.of(url, limit: 100)) }
    if attempts > 1 { facts.append("after \(attempts) requests") }
    if let requestID { facts.append("request \(OneLine.of(requestID, limit: 120))") }
    return facts
  }

  /// What happened, without where.
  var summary: String {
    switch code {
    case .unreachable(let reason): "The Hub cannot be reached (\(OneLine.of(reason)))"
    case .connectionLost(let reason): "The connection was lost (\(OneLine.of(reason)))"
    case .timedOut(let reason): "The Hub took too long (\(OneLine.of(reason)))"
    case .untrusted(let reason): "The server could not be trusted (\(OneLine.of(reason)))"
    case .brokenBody(let reason): "The reply is broken (\(OneLine.of(reason)))"
    case .tooLarge(let limit): "The reply is larger than \(limit) bytes"
    case .notJSON(let reason): "The reply is not the JSON it should be (\(OneLine.of(reason)))"
    case .notFound: "Not found, or private"
    case .badToken: "The Hub does not accept the token: it is no longer valid"
    case .malformedToken(let place):
      "\(OneLine.of(place)) holds no token: a token has no blanks, line breaks or control characters, and is short"
    case .unreadableToken(let file): "The token's file cannot be read: \(OneLine.of(file))"
    case .unreadableCertificates(let file):
      "The file of certificate authorities cannot be read: \(OneLine.of(file))"
    case .proxy(let reason): "The proxy did not let the request through (\(OneLine.of(reason)))"
    case .gated: "The repository's files are gated"
    case .disabled: "The repository is disabled"
    case .forbidden: "The Hub denied access"
    case .badRequest: "The Hub rejected the request as malformed"
    case .refusedProperty: "The Hub rejected an expand property"
    case .rateLimited: "Too many requests"
    case .serverFault: "The Hub reported an internal error"
    case .unexpectedStatus: "Unexpected HTTP status"
    case .foreignRedirect(let url): "Redirect to a host outside the Hub: \(OneLine.of(url))"
    case .foreignLink(let url):
      "The Link to the next page leads to a host outside the Hub: \(OneLine.of(url))"
    case .tooManyRedirects(let limit): "More than \(limit) redirects"
    case .brokenRedirect(let why): "Invalid redirect (\(OneLine.of(why)))"
    case .unreadableLink(let link): "The Link header leads to no next page (\(OneLine.of(link)))"
    case .badAddress(let why): "Not a URL of the Hub (\(OneLine.of(why)))"
    case .cancelled: "Cancelled"
    }
  }
}

extension HubError {
  /// What to do next, in one sentence.
  package var hint: String {
    switch code {
    case .unreachable:
      "Check the network, the proxy variables and HF_ENDPOINT, then run the command again."
    case .connectionLost, .timedOut, .brokenBody, .serverFault:
      "This is usually temporary. Run the command again later; nothing harvested is lost."
    case .untrusted:
      "Check the clock and HF_ENDPOINT. If a proxy or a mirror has a certificate of its own, name its "
        + "authority with --ca-file or SSL_CERT_FILE."
    case .tooLarge: "Ask for fewer rows a page or fewer expand properties."
    case .notJSON: "Check that HF_ENDPOINT is a Hub. If it is, try again later."
    case .notFound: "Check the spelling and the kind; a private repository needs a token."
    case .badToken:
      "Log in anew with `hf auth login`, or run without a token: unset HF_TOKEN, or set "
        + "HF_HUB_DISABLE_IMPLICIT_TOKEN=1."
    case .malformedToken: "Copy it again, or remove it to go on without one."
    case .unreadableToken:
      "Name another one with HF_TOKEN_PATH, or give the token in HF_TOKEN."
    case .unreadableCertificates: "Name another one, or none to trust the machine's."
    case .proxy:
      "Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and the user name and password in them."
    case .gated: "Request access on the repository's page. Its metadata is public."
    case .disabled: "Only the Hub's staff can enable it again."
    case .forbidden: "Use a token with read access, or no token."
    case .badRequest: "The Hub's API may have changed: run `stemma doctor`."
    case .refusedProperty: "Leave the property out; `stemma doctor` lists the changes."
    case .rateLimited: "Wait until the quota window ends. A token has a larger quota."
    case .unexpectedStatus, .brokenRedirect, .unreadableLink:
      "The Hub's API may have changed: run `stemma doctor`."
    case .foreignRedirect, .foreignLink: "It was not followed, to protect the token."
    case .tooManyRedirects: "Check HF_ENDPOINT: a mirror may redirect in a circle."
    case .badAddress: "Check HF_ENDPOINT and the address."
    case .cancelled: "Run the command again to continue."
    }
  }
}

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

/// The Hub's words inside the body of an error, for display.
enum ErrorText {
  /// The text in any of the shapes the Hub and its edge use; nil for an empty body.
  static func message(in body: [UInt8]) -> String? {
    guard !body.isEmpty else { return nil }
    guard body.count < 1 << 20, let value = try? JSONReader().value(body) else {
      return plain(body)
    }
    return message(in: value)
  }

  private static func message(in value: JSONValue) -> String? {
    let parts =
      texts(value["error"]) + texts(value["error_description"])
      + (value["errors"]?.array ?? []).flatMap { texts($0["message"]) + texts($0) }
      + texts(value["message"])
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  private static func texts(_ value: JSONValue?) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let elements): elements.compactMap(\.string)
    default: []
    }
  }

  // Of a page from the edge the markup is noise; its words are few.
  private static func plain(_ body: [UInt8]) -> String? {
    var text = String(decoding: body.prefix(4096), as: UTF8.self)
    if let title = title(of: text) { text = title }
    let line = OneLine.of(text, limit: 300)
    return line.isEmpty ? nil : line
  }

  private static func title(of page: String) -> String? {
    guard let opening = page.firstRange(of: "<title>"),
      let closing = page[opening.upperBound...].firstRange(of: "</title>")
    else { return nil }
    return String(page[opening.upperBound..<closing.lowerBound])
  }
}

/// The Hub's words for an unknown `expand` value: `"expand" must be one of [author, sha]`.
enum RefusedProperty {
  /// The allowed values, when `message` is about `expand`; empty when they cannot all be read.
  static func allowed(in message: String?) -> [String]? {
    guard let message, let rule = message.firstRange(of: " must be one of"),
      namesExpand(message[..<rule.lowerBound])
    else { return nil }
    return values(in: message[rule.upperBound...]) ?? []
  }

  // `"expand"`, `"expand[3]"` and `"expand[]"` are one parameter.
  private static func namesExpand(_ text: Substring) -> Bool {
    guard let quote = text.dropLast().lastIndex(of: "\""), text.last == "\"" else { return false }
    let name = text[text.index(after: quote)...].dropLast()
    return name == "expand" || name.hasPrefix("expand[")
  }

  private static func values(in text: Substring) -> [String]? {
    guard let opening = text.firstIndex(of: "["), let closing = text[opening...].firstIndex(of: "]")
    else { return nil }
    let values = text[text.index(after: opening)..<closing].split(separator: ",").map {
      $0.trimmingBlanks.filter { $0 != "\"" && $0 != "'" }
    }
    // A list cut short says nothing of what it leaves out.
    return values.allSatisfy(isName) ? values : nil
  }

  private static func isName(_ value: String) -> Bool {
    !value.isEmpty
      && value.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
  }
}

extension HubError {
  /// Those of `properties` that the Hub's list of allowed values does not hold.
  ///
  /// Empty when this is no refusal or names no values.
  package func refused(among properties: [String]) -> [String] {
    guard case .refusedProperty(let allowed) = code, !allowed.isEmpty else { return [] }
    return properties.filter { !allowed.contains($0) }
  }
}

/// Foreign text made fit for one line of a message.
package enum OneLine {
  /// The text with runs of white space and control characters as one blank, without the user names and
  /// passwords of addresses, cut at `limit`.
  package static func of(_ text: String, limit: Int = 200) -> String {
    let words = text.unicodeScalars.split {
      $0.properties.isWhitespace || $0.value < 0x20 || (0x7F...0x9F).contains($0.value)
    }
    let line = words.map { withoutCredentials($0) }.joined(separator: " ")
    return line.count > limit ? String(line.prefix(limit)) + "…" : line
  }

  /// A word with `[hidden]` for what stands before the host of each address in it.
  private static func withoutCredentials(_ word: Substring.UnicodeScalarView) -> String {
    var (rest, shown) = (String(word)[...], "")
    while let mark = rest.firstRange(of: "://") {
      shown += rest[..<mark.upperBound]
      rest = rest[mark.upperBound...]
      let authority = rest.prefix { !"/?#\"'<>".contains($0) }
      let port = authority.split(separator: ":", maxSplits: 1).dropFirst().first ?? ""
      // A password may hold those signs as it was typed: what is no port number is part of one.
      let isCut = !port.allSatisfy(\.isNumber)
      guard let at = authority.lastIndex(of: "@") ?? (isCut ? rest.lastIndex(of: "@") : nil) else {
        continue
      }
      shown += "[hidden]"
      rest = rest[at...]
    }
    return shown + rest
  }
}
