import Foundation
import StemmaCore

/// Reads the records of a WARC file in order, gzipped by the record or plain.
///
/// One record is in memory at a time. Behind a damaged one it looks for the next that can be read.
package final class ArchiveScan {
  /// What stands at one position of the file.
  package enum Piece: Sendable {
    case record(WARCRecord, ArchiveWriter.Position)
    case damage(ArchiveDamage)
  }

  let path: String
  private let file: FileHandle
  private let end: Int64
  private var offset: Int64
  /// Whether the file is gzipped, a member a record.
  private(set) var isPacked = true

  /// Opens the file; what stands beyond `end` is left out.
  ///
  /// - Throws: `ArchiveDamage` when there is no such file, `HarvestError` when it is none that can
  ///   be read from any place, or all its records are one gzip member.
  package init(path: String, from start: Int64 = 0, to end: Int64? = nil) throws {
    self.path = path
    guard !StreamFile.isStream(path) else {
      throw HarvestError(
        description:
          "\(path) is a pipe or a device, and an archive is read more than once. Write it "
          + "to a file first."
      )
    }
    do {
      file = try UserFile.open(path)
      let size = Int64(try file.seekToEnd())
      self.end = min(end ?? size, size)
    } catch {
      throw ArchiveDamage(path: path, offset: 0, reason: "it is missing or cannot be opened")
    }
    offset = start
    isPacked = try bytes(at: 0, 3) == Self.packed
    if isPacked, start == 0 { try requireMembers() }
  }

  /// Refuses an archive of more than one record in its first gzip member.
  private func requireMembers() throws {
    let unpacker = GzipUnpacker()
    var content: [UInt8] = []
    try? unpacker.unpack(bytes(at: 0, Self.pieceSize), into: &content, limit: FieldLines.headLimit)
    guard let (start, lines, rest) = FieldLines.head(of: content[...]), start.hasPrefix("WARC/1."),
      let length = lines["Content-Length"].flatMap({ Int($0) }),
      (0...Self.recordLimit).contains(length),
      rest.dropFirst(length + 4).starts(with: Self.plainMark)
    else { return }
    throw HarvestError(
      description: "\(path) is packed as a whole, where WARC packs each record. Unpack it with "
        + "`gunzip`, and name the .warc file."
    )
  }

  deinit { try? file.close() }

  /// The next piece; nil at the end.
  package func next() throws -> Piece? {
    guard offset < end else { return nil }
    let start = offset
    if let (record, length) = try record() {
      offset += length
      let position = ArchiveWriter.Position(offset: start, length: length)
      return record.isIntact
        ? .record(record, position) : damage(at: start, "the content of a record was changed")
    }
    while try findNext() {
      if try record() != nil { return damage(at: start, "a record cannot be read") }
    }
    return damage(at: start, "nothing from there on can be read")
  }

  /// Whether nothing in what is left of the file can be read.
  func holdsNoRecord() throws -> Bool {
    while let piece = try next() {
      if case .record = piece { return false }
    }
    return true
  }

  /// The bytes at a position, as they stand in the file.
  package func bytes(at position: ArchiveWriter.Position) throws -> [UInt8] {
    try bytes(at: position.offset, Int(position.length))
  }

  private func damage(at offset: Int64, _ reason: String) -> Piece {
    .damage(ArchiveDamage(path: path, offset: offset, reason: reason))
  }

  private func record() throws -> (WARCRecord, Int64)? {
    try isPacked ? packedRecord() : plainRecord()
  }

  private func packedRecord() throws -> (WARCRecord, Int64)? {
    let unpacker = GzipUnpacker()
    var position = offset
    var content: [UInt8] = []
    var hasHead = false
    while !unpacker.isEnded {
      // Little at first, which unpacks to a thousand times as much: a head may never end.
      let piece = try bytes(at: position, hasHead ? Self.pieceSize : 1 << 10)
      position += Int64(piece.count)
      do throws(Gzip.Failure) {
        try unpacker.unpack(piece, into: &content, limit: Self.recordLimit)
      } catch {
        return nil
      }
      hasHead = hasHead || FieldLines.endOfHead(in: content[...]) != nil
      guard !piece.isEmpty, hasHead || content.count < FieldLines.headLimit else { return nil }
    }
    return WARCRecord(parsing: content).map { ($0, Int64(unpacker.consumed)) }
  }

  private func plainRecord() throws -> (WARCRecord, Int64)? {
    let head = try bytes(at: offset, FieldLines.headLimit)
    guard let (start, lines, rest) = FieldLines.head(of: head[...]), start.hasPrefix("WARC/1."),
      let length = lines["Content-Length"].flatMap({ Int($0) }),
      (0...Self.recordLimit).contains(length)
    else { return nil }
    let whole = rest.startIndex + length + 4
    guard let record = WARCRecord(parsing: try bytes(at: offset, whole)) else { return nil }
    return (record, Int64(whole))
  }

  /// Moves on to what looks like the beginning of a record, and says whether there is one.
  private func findNext() throws -> Bool {
    let overlap = Self.plainMark.count - 1
    var position = offset + 1
    while position < end {
      let piece = try bytes(at: position, 1 << 20)
      let starts = (isPacked ? Self.marks : [Self.plainMark]).compactMap {
        Self.offset(of: $0, in: piece)
      }
      if let start = starts.min() {
        offset = position + Int64(start)
        return true
      }
      guard piece.count > overlap else { break }
      position += Int64(piece.count - overlap)
    }
    offset = end
    return false
  }

  /// Where `mark`, which is not empty, first stands.
  ///
  /// - Complexity: O(*n*) in practice: its first byte is looked for at the machine's speed.
  private static func offset(of mark: [UInt8], in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return nil }
      var offset = 0
      while offset + mark.count <= bytes.count,
        let found = memchr(start + offset, Int32(mark[0]), bytes.count - mark.count - offset + 1)
      {
        offset = UnsafeRawPointer(found) - start
        if memcmp(start + offset, mark, mark.count) == 0 { return offset }
        offset += 1
      }
      return nil
    }
  }

  private func bytes(at position: Int64, _ count: Int) throws -> [UInt8] {
    let count = min(Int64(count), end - position)
    guard count > 0 else { return [] }
    try file.seek(toOffset: UInt64(position))
    return Array(try file.read(upToCount: Int(count)) ?? Data())
  }

  private static let recordLimit = 1 << 30
  private static let pieceSize = 1 << 16
  private static let plainMark = Array("WARC/1.".utf8)
  /// How gzip files begin.
  private static let packed: [UInt8] = [0x1F, 0x8B, 8]
  /// How the members of an archive begin: with no name, and with or without a time.
  private static let marks: [[UInt8]] = [[0x1F, 0x8B, 8, 0]]
}

/// Files that are read once and in order: pipes, terminals, sockets.
package enum StreamFile {
  /// Whether the path, links followed, leads to what is neither a file nor a folder.
  package static func isStream(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }
}
