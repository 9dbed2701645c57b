import Crypto
import Foundation
import StemmaRecords

/// One record of WARC/1.1 (ISO 28500:2017), before compression.
struct WARCRecord: Sendable {
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

  /// Reads one record, which must be whole; nil when it is not.
  init?(parsing bytes: [UInt8]) {
    guard let (start, head, rest) = FieldLines.head(of: bytes[...]), start.hasPrefix("WARC/1."),
      let length = head["Content-Length"].flatMap({ Int($0) }), length >= 0,
      length + Self.end.count == rest.count, rest.suffix(Self.end.count).elementsEqual(Self.end)
    else { return nil }
    self.head = head
    block = Array(rest.prefix(length))
  }

  var kind: Kind? { head["WARC-Type"].flatMap { Kind(rawValue: $0) } }

  /// Whether the block is the one that was written, as far as the record says.
  var isIntact: Bool {
    guard let said = head["WARC-Block-Digest"] else { return true }
    return said == Self.digest(of: block[...])
  }

  /// The record's date, in seconds since 1970; 0 when it has none.
  var time: Double { head["WARC-Date"].flatMap(Self.seconds) ?? 0 }

  /// The record as it is written, its two empty lines included.
  var bytes: [UInt8] {
    Array("WARC/1.1\r\n\(head.text)\r\n".utf8) + block + Self.end
  }

  private static let end = Array("\r\n\r\n".utf8)
}

extension WARCRecord {
  /// A digest as WARC tools write it: `sha1:` and base 32.
  static func digest(of bytes: ArraySlice<UInt8>) -> String {
    "sha1:" + Base32.text(of: Array(Insecure.SHA1.hash(data: bytes)))
  }

  /// A time to the microsecond; cut, never rounded, so that its second stays.
  static func date(_ time: Double) -> String {
    let micros = Int64((time * 1e6).rounded(.down))
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
