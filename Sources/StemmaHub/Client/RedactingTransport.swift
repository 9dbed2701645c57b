#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A door behind which nothing shows the token: a server, or a proxy on the way, may send back what
/// it was sent.
package struct RedactingTransport: Transport {
  private let transport: any Transport
  private let token: Token?

  /// Blots `token` out of whatever comes through `transport`.
  package init(_ transport: any Transport, hiding token: Token?) {
    (self.transport, self.token) = (transport, token)
  }

  package func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    let response = try await transport.send(request)
    return token?.blottedOut(of: response, limit: request.maxBodyBytes) ?? response
  }
}

extension Token {
  /// The reply without this token, should the other side have sent it back to us.
  ///
  /// Every place that shows the token shows `[token]` instead. A body that had to be changed is no
  /// longer content-encoded; the headers that described it are kept as `X-Archive-Orig-…`.
  func blottedOut(of response: HTTPResponse, limit: Int) -> HTTPResponse {
    var response = response
    for index in response.headers.fields.indices {
      let field = response.headers.fields[index]
      guard let value = blottedOut(of: Array(field.value.utf8)) else { continue }
      response.headers.fields[index].value = String(decoding: value, as: UTF8.self)
    }
    let body = (try? response.decodedBody(limit: limit)) ?? response.wireBody
    guard let body = blottedOut(of: body) else { return response }
    response.wireBody = body
    for index in response.headers.fields.indices {
      let name = response.headers.fields[index].name
      guard ["content-encoding", "content-length"].contains(name.lowercased()) else { continue }
      response.headers.fields[index].name = "X-Archive-Orig-" + name
    }
    return response
  }

  /// The bytes without the token; nil when it is not in them.
  private func blottedOut(of bytes: [UInt8]) -> [UInt8]? {
    let mark = secretBytes
    var rest = bytes[...]
    var blotted: [UInt8] = []
    while let offset = rest.offset(of: mark) {
      blotted += rest[..<offset]
      blotted += Self.blot
      rest = rest[(offset + mark.count)...]
    }
    return rest.count == bytes.count ? nil : blotted + rest
  }

  private static let blot = Array("[token]".utf8)
}

extension ArraySlice<UInt8> {
  /// Where `mark`, which is not empty, first begins.
  ///
  /// - Complexity: O(*n*) in practice: the first byte is looked for at the machine's speed.
  fileprivate func offset(of mark: [UInt8]) -> Int? {
    guard let first = mark.first, mark.count <= count else { return nil }
    let offset = withUnsafeBufferPointer { bytes -> Int? in
      guard let start = bytes.baseAddress else { return nil }
      var offset = 0
      while offset + mark.count <= bytes.count,
        let found = memchr(start + offset, Int32(first), bytes.count - mark.count - offset + 1)
      {
        offset = UnsafeRawPointer(found) - UnsafeRawPointer(start)
        if memcmp(start + offset, mark, mark.count) == 0 { return offset }
        offset += 1
      }
      return nil
    }
    return offset.map { startIndex + $0 }
  }
}
