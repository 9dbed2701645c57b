import Foundation
import StemmaCore
import StemmaHub

/// Reads replies back from an archive, each from the position that the cache names.
struct ArchiveReader {
  let path: String
  private let file: FileHandle
  private static let recordLimit = 1 << 30

  /// Opens an archive.
  ///
  /// - Throws: `ArchiveDamage` when there is none.
  init(path: String) throws {
    self.path = path
    do {
      file = try UserFile.open(path)
    } catch {
      throw ArchiveDamage(path: path, offset: 0, reason: "it is missing or cannot be opened")
    }
  }

  /// The reply at a position that the cache names.
  ///
  /// - Throws: `ArchiveDamage` when no such record is there.
  func response(at position: ArchiveWriter.Position) throws -> HTTPResponse {
    guard let reply = try record(at: position).response else {
      throw ArchiveDamage(path: path, offset: position.offset, reason: Self.notAReply)
    }
    return reply
  }

  private static let notAReply = "a record is not the reply that was written"

  /// The record at a position that the cache names, whole as it was written.
  ///
  /// - Throws: `ArchiveDamage` when no such record is there.
  func record(at position: ArchiveWriter.Position) throws -> WARCRecord {
    func damage(_ reason: String) -> ArchiveDamage {
      ArchiveDamage(path: path, offset: position.offset, reason: reason)
    }
    try file.seek(toOffset: UInt64(position.offset))
    guard let member = try file.read(upToCount: Int(position.length)),
      member.count == Int(position.length)
    else { throw damage("it ends there") }
    let bytes: [UInt8]
    do {
      bytes = try Gzip.inflate(member, limit: Self.recordLimit)
    } catch {
      throw damage("a record does not unpack")
    }
    guard let record = WARCRecord(parsing: bytes), record.isIntact else {
      throw damage(Self.notAReply)
    }
    return record
  }
}

/// An archive, or a record of it, that cannot be read.
package struct ArchiveDamage: Error, Sendable, Hashable, CustomStringConvertible {
  package let path: String
  let offset: Int64
  let reason: String
  /// Whether the bytes are whole, and this version's reader refuses what they say.
  var isRefusal = false

  package var description: String {
    guard !isRefusal else {
      return
        "This version cannot read the reply at byte \(offset) of the archive \(path): \(reason)"
    }
    return "The archive \(path) is damaged at byte \(offset): \(reason). Restore it from a copy."
  }
}
