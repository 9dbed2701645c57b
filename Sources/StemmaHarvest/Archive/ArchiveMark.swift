import Foundation
import StemmaCore

/// The cache that an archive says it is of, in its first record.
enum ArchiveMark: Equatable {
  case cache(String)
  /// An earlier version wrote it.
  case unmarked
  /// There is no such file, or nothing in it.
  case absent
  /// The first record cannot be read.
  case unreadable

  /// The field of the first record's head.
  static let field = "Stemma-Cache"

  /// Reads the first record of the archive at `path`.
  init(of path: String) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      self = FileManager.default.fileExists(atPath: path) ? .unreadable : .absent
      return
    }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: Self.limit)).map { $0.map(Array.init) ?? [] }
    self = start.map { $0.isEmpty ? .absent : Self(ofMember: $0) } ?? .unreadable
  }

  /// Reads the first record of what begins with `bytes`, which are gzipped by the record.
  init(ofMember bytes: [UInt8]) {
    let unpacker = GzipUnpacker()
    var content: [UInt8] = []
    try? unpacker.unpack(bytes, into: &content, limit: Self.limit)
    guard unpacker.isEnded, let record = WARCRecord(parsing: content), record.kind == .warcinfo,
      record.isIntact
    else {
      self = .unreadable
      return
    }
    self = record.head[Self.field].map { .cache($0) } ?? .unmarked
  }

  /// The cache's id, when there is one.
  var cache: String? {
    if case .cache(let cache) = self { cache } else { nil }
  }

  private static let limit = 1 << 16
}
