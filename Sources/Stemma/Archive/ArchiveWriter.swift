import Foundation
import StemmaGzip
import StemmaHub

/// Appends replies to a harvest's archive, one gzip member a record.
///
/// What was appended counts once the cache says so: after a crash, bytes beyond the last record
/// that the cache knows of are cut off.
final class ArchiveWriter {
  /// Where a record stands in the file.
  struct Place {
    let offset: Int64
    let length: Int64
  }

  private let file: FileHandle
  private var end: Int64

  /// Opens the archive at `path`, keeping its first `committed` bytes.
  init(path: String, committed: Int64, software: String, startedAt: Double) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if !FileManager.default.fileExists(atPath: path) {
      guard FileManager.default.createFile(atPath: path, contents: nil) else {
        throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: path])
      }
    }
    file = try FileHandle(forUpdating: URL(filePath: path))
    guard try file.seekToEnd() >= UInt64(committed) else {
      throw ArchiveReader.Damage(path: path, offset: committed, reason: "it ends before that")
    }
    try file.truncate(atOffset: UInt64(committed))
    end = committed
    if committed == 0 {
      _ = try append(ArchiveRecord(opening: software, at: startedAt))
    }
  }

  deinit { try? file.close() }

  /// Appends a reply and says where it stands.
  func append(_ response: HTTPResponse) throws -> Place {
    // A body that came compressed would cost effort and gain nothing.
    let isCompressed = response.headers["Content-Encoding"] != nil && response.wireBody.count > 4096
    return try append(ArchiveRecord(response), level: isCompressed ? 0 : 6)
  }

  private func append(_ record: ArchiveRecord, level: Int32 = 6) throws -> Place {
    let member = Gzip.deflate(record.bytes, level: level)
    try file.seek(toOffset: UInt64(end))
    try file.write(contentsOf: Data(member))
    defer { end += Int64(member.count) }
    return Place(offset: end, length: Int64(member.count))
  }
}
