package import Foundation
import StemmaCore
import StemmaStore

extension Trial {
  /// The names and bytes of all files in a folder but the lock.
  package static func files(in folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where name != WriterLock.archiveLock {
      files[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
    }
    return files
  }

  /// Copies a cache that nobody has open as `cp` does, without its archives.
  package func copyFile(_ cache: String = "one", to path: String) throws {
    for ending in ["", "-wal"]
    where FileManager.default.fileExists(atPath: self.path(cache) + ending) {
      try FileManager.default.copyItem(atPath: self.path(cache) + ending, toPath: path + ending)
    }
  }

  /// Makes of a cache and its archives what versions before made: the folder without the extension,
  /// nothing that says whose it is.
  package func makeOlder(_ cache: String = "one") throws {
    let folder = archives(of: cache)
    try Cache(path: path(cache), access: .write).tamper { connection in
      for name in try FileManager.default.contentsOfDirectory(atPath: folder)
      where name.hasSuffix(".warc.gz") {
        let shift = try Self.unmark(folder + "/" + name)
        try connection.run(
          """
          UPDATE response SET archive_offset = archive_offset + ?
          WHERE harvest IN (SELECT id FROM harvest WHERE archive = ?)
          """,
          shift,
          name
        )
        try connection.run(
          "UPDATE harvest SET archive_length = archive_length + ? WHERE archive = ?",
          shift,
          name
        )
      }
      try connection.execute("DROP TABLE identity; DROP TABLE archive_mark;")
    }
    try? FileManager.default.removeItem(atPath: folder + "/" + WriterLock.archiveLock)
    try FileManager.default.moveItem(
      atPath: folder,
      toPath: String(path(cache).dropLast(".sqlite".count)) + "-archive"
    )
  }

  /// Takes the name of the cache from the first record; returns by how much that moves the others.
  private static func unmark(_ path: String) throws -> Int64 {
    let file = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let unpacker = GzipUnpacker()
    var content: [UInt8] = []
    try unpacker.unpack(file, into: &content, limit: 1 << 30)
    let text = String(decoding: content, as: UTF8.self).replacing(
      /Stemma-Cache: [-0-9a-f]+\r\n/,
      with: ""
    )
    let opening = Gzip.deflate(Array(text.utf8), level: 6)
    try Data(opening + file[unpacker.consumed...]).write(to: URL(filePath: path))
    return Int64(opening.count - unpacker.consumed)
  }
}
