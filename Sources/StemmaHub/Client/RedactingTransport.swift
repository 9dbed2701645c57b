internal import StemmaCore

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
    let secret = EscapedText(secretBytes)
    for index in response.headers.fields.indices {
      let field = response.headers.fields[index]
      guard let value = Self.blotted(secret, of: Array(field.value.utf8)) else { continue }
      response.headers.fields[index].value = String(decoding: value, as: UTF8.self)
    }
    let body = (try? response.decodedBody(limit: limit)) ?? response.wireBody
    guard let body = Self.blotted(secret, of: body) else { return response }
    response.wireBody = body
    for index in response.headers.fields.indices {
      let name = response.headers.fields[index].name
      guard ["content-encoding", "content-length"].contains(name.lowercased()) else { continue }
      response.headers.fields[index].name = "X-Archive-Orig-" + name
    }
    return response
  }

  /// The bytes without the secret; nil when it is not in them.
  ///
  /// - Complexity: O(*n*) in practice: only a few bytes may begin it.
  private static func blotted(_ secret: EscapedText, of bytes: [UInt8]) -> [UInt8]? {
    var blotted: [UInt8] = []
    var kept = 0
    bytes.withUnsafeBufferPointer { bytes in
      var place = 0
      while place < bytes.count {
        if secret.mayBegin[Int(bytes[place])], let end = secret.end(in: bytes, from: place) {
          blotted += bytes[kept..<place]
          blotted += Self.blot
          (kept, place) = (end, end)
        } else {
          place += 1
        }
      }
    }
    return kept == 0 ? nil : blotted + bytes[kept...]
  }

  private static let blot = Array("[token]".utf8)
}

/// A text of ASCII to look for, however it is spelt: as it is, with any of its characters escaped as
/// JSON, JavaScript and Python do, percent-encoded, or as entities of HTML.
private struct EscapedText {
  private let bytes: [UInt8]
  /// The ways in which each byte may be escaped, in small letters.
  private let spellings: [[[UInt8]]]
  /// The bytes that it may begin with.
  let mayBegin: [Bool]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    spellings = bytes.map { byte in Self.spellings(of: byte).map { Array($0.utf8) } }
    let beginnings = Set(bytes.prefix(1) + Array(#"\%&"#.utf8))
    mayBegin = (0...UInt8.max).map(beginnings.contains)
  }

  /// Where the text ends that begins at `place`; nil where it is not.
  func end(in text: UnsafeBufferPointer<UInt8>, from place: Int) -> Int? {
    // It may hold the signs that others escape with: of both readings the longer one counts.
    [true, false].compactMap { end(in: text, from: place, readingPlainFirst: $0) }.max()
  }

  private func end(
    in text: UnsafeBufferPointer<UInt8>,
    from start: Int,
    readingPlainFirst: Bool
  ) -> Int? {
    var place = start
    for (byte, spellings) in zip(bytes, spellings) {
      guard place < text.count else { return nil }
      let isPlain = text[place] == byte
      if isPlain, readingPlainFirst {
        place += 1
      } else if let spelling = spellings.first(where: { Self.stands($0, in: text, at: place) }) {
        place += spelling.count
      } else if isPlain {
        place += 1
      } else {
        return nil
      }
    }
    return place
  }

  private static func stands(
    _ spelling: [UInt8],
    in text: UnsafeBufferPointer<UInt8>,
    at place: Int
  ) -> Bool {
    guard place + spelling.count <= text.count else { return false }
    return spelling.indices.allSatisfy { lowered(text[place + $0]) == spelling[$0] }
  }

  private static func spellings(of byte: UInt8) -> [String] {
    let hex = UInt64(byte).hexadecimal(digits: 2)
    let character = Character(Unicode.Scalar(byte))
    let names: [Character: String] = [
      "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;",
    ]
    // A letter behind a stroke would be another character.
    let isSign = !character.isLetter && !character.isNumber
    return [#"\u00"# + hex, #"\x"# + hex, "%" + hex, "&#x" + hex + ";", "&#\(byte);"]
      + (isSign ? [#"\"# + String(character)] : []) + [names[character]].compactMap { $0 }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
