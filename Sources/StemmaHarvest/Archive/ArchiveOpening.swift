import Foundation
import StemmaCore
import StemmaStore

/// What the first record of an archive says of whose it is.
enum ArchiveOpening: Equatable {
  case marked(ArchiveMark)
  /// An earlier version wrote it.
  case unmarked
  /// There is no such file, or nothing in it.
  case absent
  /// The first record cannot be read.
  case unreadable

  /// The field of the first record's head that names the cache.
  static let field = "Stemma-Cache"

  /// Reads the first record of the archive at `path`.
  init(of path: String) {
    guard let file = try? UserFile.open(path) else {
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
    self = ArchiveMark(openedBy: record).map { .marked($0) } ?? .unmarked
  }

  /// The mark, when there is one.
  var mark: ArchiveMark? {
    if case .marked(let mark) = self { mark } else { nil }
  }

  private static let limit = 1 << 16
}

extension ArchiveMark {
  /// The mark that an archive gets whose first record is `record`; nil when it names no cache.
  init?(openedBy record: WARCRecord) {
    guard let cache = record.head[ArchiveOpening.field] else { return nil }
    self.init(cache: cache, record: record.head["WARC-Record-ID"])
  }
}
