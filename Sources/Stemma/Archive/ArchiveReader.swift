import Foundation
import StemmaGzip
import StemmaHub

/// Reads replies back from an archive.
struct ArchiveReader {
  /// An archive, or a record of it, that cannot be read.
  struct Damage: Error, CustomStringConvertible {
    let path: String
    let offset: Int64
    let reason: String

    var description: String {
      "The archive \(path) is damaged at byte \(offset): \(reason). Restore it from a copy."
    }
  }

  let path: String
  private let file: FileHandle
  private static let recordLimit = 1 << 30

  init(path: String) throws {
    self.path = path
    file = try FileHandle(forReadingFrom: URL(filePath: path))
  }

  /// The reply at a place that the cache names.
  func response(at place: ArchiveWriter.Place) throws -> HTTPResponse {
    try file.seek(toOffset: UInt64(place.offset))
    guard let member = try file.read(upToCount: Int(place.length)),
      member.count == Int(place.length)
    else { throw Damage(path: path, offset: place.offset, reason: "it ends there") }
    let bytes: [UInt8]
    do {
      bytes = try Gzip.inflate(member, limit: Self.recordLimit)
    } catch {
      throw Damage(path: path, offset: place.offset, reason: "a record does not unpack")
    }
    guard let response = Self.response(in: bytes) else {
      throw Damage(path: path, offset: place.offset, reason: "a record is not an HTTP reply")
    }
    return response
  }

  private static func response(in record: [UInt8]) -> HTTPResponse? {
    guard let (warc, block) = split(record[...]),
      let url = warc.fields["warc-target-uri"],
      let length = warc.fields["content-length"].flatMap({ Int($0) }), length <= block.count,
      let (http, body) = split(block.prefix(length)),
      let status = http.first.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    let date = warc.fields["warc-date"].flatMap {
      try? Date($0, strategy: .iso8601.year().month().day().time(includingFractionalSeconds: true))
    }
    return HTTPResponse(
      url: url,
      status: status,
      headers: HTTPHeaders(http.list.map { .init($0.0, $0.1) }),
      wireBody: Array(body),
      receivedAt: date?.timeIntervalSince1970 ?? 0,
      httpVersion: "1.1"
    )
  }

  private struct Head {
    let first: Substring
    let list: [(String, String)]
    var fields: [String: String] {
      Dictionary(list.map { ($0.0.lowercased(), $0.1) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Parts a head from what follows its empty line.
  private static func split(_ bytes: ArraySlice<UInt8>) -> (Head, ArraySlice<UInt8>)? {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    guard let first = lines.first else { return nil }
    let list = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      return (String(line[..<colon]), String(value))
    }
    return (Head(first: first, list: list), bytes[end.upperBound...])
  }
}
