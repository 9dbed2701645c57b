#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

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
    while let place = rest.place(of: mark) {
      blotted += rest[..<place]
      blotted += Self.blot
      rest = rest[(place + mark.count)...]
    }
    return rest.count == bytes.count ? nil : blotted + rest
  }

  private static let blot = Array("[token]".utf8)
}

extension ArraySlice<UInt8> {
  /// Where `mark`, which is not empty, first begins.
  ///
  /// - Complexity: O(*n*) in practice: the first byte is looked for at the machine's speed.
  fileprivate func place(of mark: [UInt8]) -> Int? {
    guard let first = mark.first, mark.count <= count else { return nil }
    let offset = withUnsafeBufferPointer { bytes -> Int? in
      guard let start = bytes.baseAddress else { return nil }
      var place = 0
      while place + mark.count <= bytes.count,
        let found = memchr(start + place, Int32(first), bytes.count - mark.count - place + 1)
      {
        place = UnsafeRawPointer(found) - UnsafeRawPointer(start)
        if memcmp(start + place, mark, mark.count) == 0 { return place }
        place += 1
      }
      return nil
    }
    return offset.map { startIndex + $0 }
  }
}
