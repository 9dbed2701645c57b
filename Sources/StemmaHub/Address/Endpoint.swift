internal import CCurl

/// The Hub that is asked: the public one, or a mirror or stand-in named by `HF_ENDPOINT`.
package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
  /// The base address, without a trailing slash, query or fragment.
  package let base: String
  private let origin: WebOrigin
  /// What stands between host and Hub paths: empty, or `/prefix`.
  private let prefix: String

  /// The public Hub.
  package static let production = Endpoint(
    base: "https://huggingface.co",
    origin: WebOrigin(scheme: "https", host: "huggingface.co", port: 443),
    prefix: ""
  )

  /// Reads a base address; trailing slashes do not count.
  package init(_ address: String) throws(HubError) {
    let text = address.trimmingBlanks
    guard let origin = WebOrigin(text), !text.contains("?"), !text.contains("#") else {
      throw HubError(
        .badAddress("it must be an http or https URL without a user name, query or fragment"),
        url: address
      )
    }
    var base = Substring(text)
    while base.hasSuffix("/") { base = base.dropLast() }
    self.init(base: String(base), origin: origin, prefix: Self.path(of: String(base)))
  }

  /// The endpoint that `HF_ENDPOINT` names, or the public Hub.
  package init(environment: [String: String]) throws(HubError) {
    if let address = environment["HF_ENDPOINT"], !address.trimmingBlanks.isEmpty {
      try self.init(address)
    } else {
      self = .production
    }
  }

  private init(base: String, origin: WebOrigin, prefix: String) {
    (self.base, self.origin, self.prefix) = (base, origin, prefix)
  }

  package var description: String { base }

  /// Whether it is a program on this machine.
  package var isLoopback: Bool {
    ["localhost", "[::1]", "::1"].contains(origin.host) || origin.host.hasPrefix("127.")
  }

  /// Whether the address is of this endpoint; where that is the Hub, also of another of its own hosts
  /// over TLS.
  ///
  /// Only such addresses may see the token: a mirror's is nobody else's business, the Hub's included.
  package func isHubOrigin(_ url: String) -> Bool {
    guard let other = WebOrigin(url) else { return false }
    return other == origin || origin.isTheHub && other.isTheHub
  }

  /// Whether it is the public Hub, over TLS.
  package var isTheHub: Bool { origin.isTheHub }

  /// The same address at this endpoint.
  ///
  /// Takes paths that begin with `/`, addresses of this endpoint and of any Hub host: the Hub
  /// writes production's in its links, and a mirror must not let them escape. Path and query stay
  /// as they are spelt.
  ///
  /// - Throws: ``HubError/Code/foreignRedirect(_:)`` for any other host,
  ///   ``HubError/Code/badAddress(_:)`` for what is no address.
  package func rewriting(_ url: String) throws(HubError) -> String {
    guard WebOrigin.isPlain(url), !url.isEmpty else {
      throw HubError(.badAddress("blanks or control characters in it"), url: url)
    }
    if url.hasPrefix("/"), !url.hasPrefix("//") { return base + withoutPrefix(url) }
    guard let other = WebOrigin(url) else {
      throw HubError(.badAddress("not absolute, or not http"), url: url)
    }
    if other == origin { return base + withoutPrefix(Self.path(of: url)) }
    guard other.isHubHost, other.port == 443 || other.port == 80 else {
      throw HubError(.foreignRedirect(url), url: url)
    }
    return base + Self.path(of: url)
  }

  /// The address that a `Location` or `Link` met in a reply to `current` leads to.
  package func following(_ reference: String, from current: String) throws(HubError) -> String {
    let isRooted = reference.hasPrefix("/") && !reference.hasPrefix("//")
    if isRooted || Self.isAbsolute(reference) { return try rewriting(reference) }
    guard !reference.isEmpty, let absolute = WebOrigin.resolve(reference, from: current) else {
      throw HubError(.badAddress("\(reference) leads nowhere"), url: current)
    }
    return try rewriting(absolute)
  }

  /// The bucket that a request for this address counts in.
  package func bucket(of url: String) -> Bucket {
    Bucket(path: url.hasPrefix("/") ? url : withoutPrefix(Self.path(of: url)))
  }

  private func withoutPrefix(_ path: String) -> String {
    guard !prefix.isEmpty, path.hasPrefix(prefix + "/") else { return path }
    return String(path.dropFirst(prefix.count))
  }

  private static func isAbsolute(_ reference: String) -> Bool {
    let lowered = reference.prefix(8).lowercased()
    return lowered.hasPrefix("http://") || lowered.hasPrefix("https://")
  }

  /// Path and query of an absolute address, verbatim, without a fragment.
  private static func path(of url: String) -> String {
    guard let mark = url.firstRange(of: "://") else { return url }
    let rest = url[mark.upperBound...].prefix { $0 != "#" }
    guard let start = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "" }
    return (rest[start] == "?" ? "/" : "") + rest[start...]
  }
}

extension WebOrigin {
  fileprivate init(scheme: String, host: String, port: Int) {
    (self.scheme, self.host, self.port) = (scheme, host, port)
  }

  /// Whether this is a host of the Hub itself, never of its storage.
  fileprivate var isHubHost: Bool {
    ["huggingface.co", "hub-ci.huggingface.co", "hf.co"].contains(host)
  }

  fileprivate var isTheHub: Bool { scheme == "https" && port == 443 && isHubHost }
}

/// Scheme, host and port: the part of an address that decides whom we talk to.
///
/// Read by libcurl's own parser, so that what is judged here is what is connected to there.
struct WebOrigin: Hashable, Sendable {
  /// In lower case.
  let scheme: String
  /// In lower case, without a trailing dot.
  let host: String
  let port: Int

  /// The origin of an absolute `http` or `https` address, or nil for anything else.
  ///
  /// An address with a user name, with a backslash, a blank or a control character is refused:
  /// readers disagree about its host.
  init?(_ url: String) {
    guard Self.isPlain(url), let handle = curl.url() else { return nil }
    defer { curl.url_cleanup(handle) }
    guard curl.url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
      Self.part(CURLUPART_USER, of: handle) == nil,
      Self.part(CURLUPART_PASSWORD, of: handle) == nil,
      let scheme = Self.part(CURLUPART_SCHEME, of: handle)?.lowercased(),
      scheme == "http" || scheme == "https",
      let host = Self.part(CURLUPART_HOST, of: handle)?.lowercased(), !host.isEmpty,
      let port = Self.part(CURLUPART_PORT, of: handle, flags: UInt32(CURLU_DEFAULT_PORT)).flatMap({
        Int($0)
      })
    else { return nil }
    self.scheme = scheme
    self.host = host.hasSuffix(".") ? String(host.dropLast()) : host
    self.port = port
  }

  /// The absolute address of `reference` as seen from `base`, or nil when there is none.
  static func resolve(_ reference: String, from base: String) -> String? {
    guard isPlain(reference), let handle = curl.url() else { return nil }
    defer { curl.url_cleanup(handle) }
    guard curl.url_set(handle, CURLUPART_URL, base, 0) == CURLUE_OK,
      curl.url_set(handle, CURLUPART_URL, reference, 0) == CURLUE_OK
    else { return nil }
    return part(CURLUPART_URL, of: handle)
  }

  static func isPlain(_ url: String) -> Bool {
    url.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
  }

  private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: UInt32 = 0)
    -> String?
  {
    var text: UnsafeMutablePointer<CChar>?
    guard curl.url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { curl.free(text) }
    return String(cString: text)
  }
}
