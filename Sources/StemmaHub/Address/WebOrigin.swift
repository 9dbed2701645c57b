internal import CCurl

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
