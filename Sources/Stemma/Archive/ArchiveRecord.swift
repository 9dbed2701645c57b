import Foundation
import StemmaHub

/// One reply of the Hub as a record of WARC/1.1 (ISO 28500:2017), before compression.
///
/// The block is the reply as HTTP/1.1 says it, with the body as it came over the wire. Request
/// headers are not kept, so no token can be.
struct ArchiveRecord {
  /// The bytes of the record, ending in its two empty lines.
  let bytes: [UInt8]

  init(_ response: HTTPResponse, id: UUID = UUID()) {
    var block = Array("HTTP/1.1 \(response.status) \r\n".utf8)
    for field in response.headers.fields where !Self.isLeftOut(field.name) {
      block += "\(field.name): \(field.value)\r\n".utf8
    }
    block += "\r\n".utf8
    block += response.wireBody
    bytes = Self.record(
      [
        ("WARC-Type", "response"),
        ("WARC-Target-URI", response.url),
        ("WARC-Date", Self.date(response.receivedAt)),
        ("WARC-Record-ID", "<urn:uuid:\(id.uuidString.lowercased())>"),
        ("Content-Type", "application/http;msgtype=response"),
      ],
      block
    )
  }

  /// The record that opens an archive and says what made it.
  init(opening software: String, at time: Double, id: UUID = UUID()) {
    let block = Array(
      "software: \(software)\r\nformat: WARC File Format 1.1\r\n".utf8
    )
    bytes = Self.record(
      [
        ("WARC-Type", "warcinfo"),
        ("WARC-Date", Self.date(time)),
        ("WARC-Record-ID", "<urn:uuid:\(id.uuidString.lowercased())>"),
        ("Content-Type", "application/warc-fields"),
      ],
      block
    )
  }

  private static func record(_ fields: [(String, String)], _ block: [UInt8]) -> [UInt8] {
    var bytes = Array("WARC/1.1\r\n".utf8)
    for (name, value) in fields { bytes += "\(name): \(value)\r\n".utf8 }
    bytes += "Content-Length: \(block.count)\r\n\r\n".utf8
    return bytes + block + Array("\r\n\r\n".utf8)
  }

  /// Headers of the connection, which no longer hold, and of the session, which are nobody's.
  private static func isLeftOut(_ name: String) -> Bool {
    ["transfer-encoding", "connection", "keep-alive", "set-cookie"].contains(name.lowercased())
  }

  private static func date(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(
      .iso8601.year().month().day().time(includingFractionalSeconds: true)
    )
  }
}
