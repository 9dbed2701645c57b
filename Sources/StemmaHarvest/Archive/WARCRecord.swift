import Foundation
import StemmaCore
package import StemmaHub

/// One record of WARC/1.1 (ISO 28500:2017), before compression.
package struct WARCRecord: Sendable {
  /// The kinds of record that Stemma writes or reads.
  enum Kind: String { case warcinfo, response, metadata }

  let head: FieldLines
  let block: [UInt8]

  /// Makes a record.
  ///
  /// - Parameters:
  ///   - kind: Its type.
  ///   - time: Its date, in seconds since 1970.
  ///   - contentType: What the block is.
  ///   - fields: Further fields of its head.
  ///   - block: The content.
  ///   - payload: Where the payload begins in the block; nil when the record has none of its own.
  ///   - id: Its identifier.
  init(
    _ kind: Kind,
    at time: Double,
    contentType: String,
    fields: [(String, String)] = [],
    block: [UInt8],
    payload: Int? = nil,
    id: UUID = UUID()
  ) {
    var lines: [(String, String)] = [
      ("WARC-Type", kind.rawValue),
      ("WARC-Record-ID", "<urn:uuid:\(id.uuidString.lowercased())>"),
      ("WARC-Date", Self.date(time)),
    ]
    lines += fields
    if let payload { lines.append(("WARC-Payload-Digest", Self.digest(of: block[payload...]))) }
    lines += [
      ("WARC-Block-Digest", Self.digest(of: block[...])),
      ("Content-Type", contentType),
      ("Content-Length", "\(block.count)"),
    ]
    head = FieldLines(lines)
    self.block = block
  }

  /// A record of these parts, as they are.
  init(head: FieldLines, block: [UInt8]) { (self.head, self.block) = (head, block) }

  /// Reads one record, which must be whole; nil when it is not.
  init?(parsing bytes: [UInt8]) {
    guard let (start, head, rest) = FieldLines.head(of: bytes[...]), start.hasPrefix("WARC/1."),
      let length = head["Content-Length"].flatMap({ Int($0) }), length >= 0,
      length == rest.count - Self.end.count, rest.suffix(Self.end.count).elementsEqual(Self.end)
    else { return nil }
    self.head = head
    block = Array(rest.prefix(length))
  }

  var kind: Kind? { head["WARC-Type"].flatMap { Kind(rawValue: $0) } }

  /// Whether the block is the one that was written, as far as the record says.
  var isIntact: Bool {
    guard let said = head["WARC-Block-Digest"] else { return true }
    return said == Self.digest(of: block[...])
      || blockWithBlank.map { said == Self.digest(of: $0[...]) } ?? false
  }

  /// The block of a reply whose status no phrase follows, with the blank that `warcio recompress`
  /// takes away and its digest still counts.
  private var blockWithBlank: [UInt8]? {
    guard kind == .response,
      let end = block.prefix(FieldLines.headLimit).firstRange(of: Array("\r\n".utf8))?.lowerBound,
      block[..<end].count(where: { $0 == UInt8(ascii: " ") }) == 1
    else { return nil }
    return block[..<end] + [UInt8(ascii: " ")] + block[end...]
  }

  /// The record's date, in seconds since 1970; 0 when it has none.
  var time: Double { head["WARC-Date"].flatMap(Self.seconds) ?? 0 }

  /// The record as it is written, its two empty lines included.
  package var bytes: [UInt8] {
    Array("WARC/1.1\r\n\(head.text)\r\n".utf8) + block + Self.end
  }

  private static let end = Array("\r\n\r\n".utf8)
}

extension WARCRecord {
  /// A digest as WARC tools write it: `sha1:` and base 32.
  static func digest(of bytes: ArraySlice<UInt8>) -> String {
    "sha1:" + Base32.text(of: SHA1.digest(of: bytes))
  }

  /// A time to the microsecond; cut, never rounded, so that its second stays.
  static func date(_ time: Double) -> String {
    let time = time.isNaN ? 0 : time
    let bearable = min(max(time, Timestamp.range.lowerBound), Timestamp.range.upperBound)
    let micros = Int64((bearable * 1e6).rounded(.down))
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000)
    let digits = String(fraction)
    return Timestamp.text(secondsSince1970: seconds).dropLast()
      + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
  }

  private static func seconds(_ date: String) -> Double? {
    let parts = date.split(separator: ".", maxSplits: 1)
    guard let first = parts.first, date.hasSuffix("Z") else { return nil }
    let whole = first.hasSuffix("Z") ? String(first) : first + "Z"
    guard let seconds = Timestamp.secondsSince1970(in: whole) else { return nil }
    let digits = parts.count > 1 ? parts[1].dropLast() : ""
    guard let fraction = digits.isEmpty ? 0 : Double("0." + digits) else { return nil }
    return Double(seconds) + fraction
  }
}

/// RFC 4648's base 32.
enum Base32 {
  /// The text of `bytes`; groups that are not full are padded.
  static func text(of bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var text: [UInt8] = []
    var (pending, count) = (0, 0)
    for byte in bytes {
      (pending, count) = (pending << 8 | Int(byte), count + 8)
      while count >= 5 {
        count -= 5
        text.append(alphabet[pending >> count & 31])
      }
      pending &= 1 << count - 1
    }
    if count > 0 { text.append(alphabet[pending << (5 - count) & 31]) }
    while text.count % 8 != 0 { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }
}

extension WARCRecord {
  /// A reply of the Hub as a `response` record.
  ///
  /// The block is the reply as HTTP/1.1 says it, the body still content-encoded as it came over the
  /// wire. What no step asked for tells of none. Request headers are not kept, so no token can be.
  package init(_ response: HTTPResponse, of provenance: Provenance? = nil) {
    var head = "HTTP/1.1 \(response.status) \(Self.phrase(of: response.status))\r\n"
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
      fields: fields + (provenance?.fields ?? []),
      block: start + response.wireBody,
      payload: start.count
    )
  }

  /// The reply that a `response` record holds; nil when it is none.
  package var response: HTTPResponse? {
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

  /// The words behind a status, never none: warcio drops the blank before an empty phrase when it
  /// writes a record again, and keeps the digest.
  private static func phrase(of status: Int) -> String {
    switch status {
    case 200: "OK"
    case 206: "Partial Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 410: "Gone"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    default: "Status"
    }
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

/// Named texts, a line each: the heads of WARC records and of HTTP messages.
struct FieldLines: Sendable, Equatable {
  /// One line.
  struct Field: Sendable, Equatable {
    let name: String
    let value: String
  }

  var fields: [Field]

  init(_ fields: [(String, String)] = []) {
    self.fields = fields.map { Field(name: $0.0, value: $0.1) }
  }

  /// Reads lines; one without a colon is skipped.
  init(parsing lines: some Sequence<Substring>) {
    fields = lines.compactMap { line in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
      return Field(name: String(line[..<colon]), value: String(value))
    }
  }

  /// The value of the first field of that name, whatever its case.
  subscript(name: String) -> String? {
    fields.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The lines as they are written.
  var text: String { fields.map { "\($0.name): \($0.value)\r\n" }.joined() }

  /// The most bytes of a head: far more than any has.
  static let headLimit = 1 << 18

  /// The empty line that ends the head which `bytes` begin with; nil when none does within bearable
  /// length.
  static func endOfHead(in bytes: ArraySlice<UInt8>) -> Range<Int>? {
    bytes.prefix(headLimit).firstRange(of: Array("\r\n\r\n".utf8))
  }

  /// The start line and the fields of a head, and what follows its empty line; nil when none ends
  /// it within bearable length.
  static func head(
    of bytes: ArraySlice<UInt8>
  ) -> (start: String, lines: FieldLines, rest: ArraySlice<UInt8>)? {
    guard let end = endOfHead(in: bytes) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: false)
    guard let start = lines.first else { return nil }
    return (String(start), FieldLines(parsing: lines.dropFirst()), bytes[end.upperBound...])
  }
}

extension String {
  /// The text with control characters and, unless they are kept, `%` as `%XX`: fit for one line.
  func onOneLine(keepingPercent: Bool = false) -> String {
    var bytes: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in utf8 {
      if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") && !keepingPercent {
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
