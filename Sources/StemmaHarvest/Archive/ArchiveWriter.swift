import Foundation
import StemmaCore
import StemmaHub
package import StemmaStore

/// Appends records to a harvest's archive, one gzip member a record.
///
/// What was appended counts once the cache says so: after a crash, bytes beyond what the cache
/// knows of are cut off.
package final class ArchiveWriter {
  /// Where a record stands in the file.
  package struct Position: Sendable, Hashable {
    package let offset: Int64
    let length: Int64
  }

  /// What an open archive is to become.
  package enum Mode {
    /// What it was, and more: what nobody counts on is cut off first.
    case appending
    /// The same records again, if it is there: another replay wrote it, or it is the very file that
    /// is replayed. Nothing in it is changed.
    case repeating
  }

  private let file: FileHandle
  private let path: String
  private let mode: Mode
  /// Where the next record goes: the archive's length.
  private(set) var end: Int64

  /// Opens the archive at `path`, keeping its first `committed` bytes.
  ///
  /// - Throws: `ArchiveDamage` when there are fewer.
  package init(path: String, committed: Int64, mode: Mode = .appending) throws {
    guard committed == 0 || FileManager.default.fileExists(atPath: path) else {
      throw ArchiveDamage(path: path, offset: 0, reason: "it is missing or cannot be opened")
    }
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file =
      FileManager.default.fileExists(atPath: path)
      ? try FileHandle(forUpdating: URL(filePath: path)) : try .creating(path)
    guard try file.seekToEnd() >= UInt64(committed) else {
      throw ArchiveDamage(path: path, offset: committed, reason: "it ends before that")
    }
    if mode == .appending {
      try FileReason.naming(path) { try file.truncate(atOffset: UInt64(committed)) }
    }
    (self.file, self.path, self.mode, end) = (file, path, mode, committed)
  }

  deinit { try? file.close() }

  /// Takes back what was appended after the archive was `end` bytes long.
  func rewind(to end: Int64) {
    self.end = end
    // What is left behind on a disk that fails is written over, or cut off by the next session.
    if mode == .appending { try? file.truncate(atOffset: UInt64(end)) }
  }

  /// Appends the record that opens an archive and says what made it, and of which cache it is.
  ///
  /// - Returns: What tells the archive from others; nil when it names no cache.
  @discardableResult
  package func appendOpening(
    of endpoint: String,
    software: String,
    cache: String? = nil,
    at time: Double
  ) throws -> ArchiveMark? {
    let text = """
      software: \(software)\r
      format: WARC File Format 1.1\r
      conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r
      description: Replies of \(endpoint.onOneLine(keepingPercent: true)) to one harvest\r

      """
    let record = WARCRecord(
      .warcinfo,
      at: time,
      contentType: "application/warc-fields",
      fields: [("WARC-Filename", URL(filePath: path).lastPathComponent)]
        + (cache.map { [(ArchiveOpening.field, $0)] } ?? []),
      block: Array(text.utf8)
    )
    try append(record)
    return ArchiveMark(openedBy: record)
  }

  /// Appends a record.
  @discardableResult
  package func append(_ record: WARCRecord) throws -> Position { try append(member: record.member) }

  /// Appends a record that is packed already.
  @discardableResult
  func append(member: [UInt8]) throws -> Position {
    try FileReason.naming(path) {
      try file.seek(toOffset: UInt64(end))
      if try mode == .appending || !isThere(member) {
        try file.seek(toOffset: UInt64(end))
        try file.write(contentsOf: Data(member))
      }
    }
    defer { end += Int64(member.count) }
    return Position(offset: end, length: Int64(member.count))
  }
}

extension ArchiveWriter {
  /// Whether the record stands there already; false at the end of the file.
  ///
  /// - Throws: `HarvestError` when something else stands there.
  private func isThere(_ member: [UInt8]) throws -> Bool {
    guard let found = try file.read(upToCount: member.count), !found.isEmpty else { return false }
    guard found.elementsEqual(member) else { throw HarvestError.occupied(path) }
    return true
  }
}

extension WARCRecord {
  /// The records of the replies to one request, and of its ending when it had no contents.
  static func records(
    of replies: [HTTPResponse],
    _ ending: ArchiveNote.Ending?,
    to step: Step
  ) throws -> [WARCRecord] {
    let parts = replies.count + (ending == nil ? 0 : 1)
    let records = replies.enumerated().map { index, response in
      WARCRecord(response, of: Provenance(of: step, part: index + 1, parts: parts))
    }
    guard let ending else { return records }
    let provenance = Provenance(of: step, part: parts, parts: parts)
    let time = replies.last?.receivedAt ?? 0
    return try records + [WARCRecord(.ending(ending), at: time, of: provenance)]
  }

  /// The record as a gzip member; the same record always gives the same bytes.
  var member: [UInt8] {
    // A body that came compressed would cost effort and gain nothing.
    let isPacked = kind == .response && block.count > 4096 && isContentEncoded
    return Gzip.deflate(bytes, level: isPacked ? 0 : 6)
  }

  private var isContentEncoded: Bool {
    FieldLines.head(of: block[...])?.lines["Content-Encoding"] != nil
  }
}
