import Foundation
import StemmaCore
package import StemmaStore

/// What was derived from the harvests up to one, kept where their archives were compacted: a gzipped
/// SQLite file of the derive stage's tables.
package struct DerivedBase {
  /// The last harvest it stands for.
  package let harvest: Int64
  /// Its file.
  let path: String
  /// The cache that the file says it is of; nil when it says nothing.
  private let mark: String?
  /// Where it is unpacked: the cache's own folder, wherever the file is.
  private let folder: String

  package init(harvest: Int64, path: String) {
    (self.harvest, self.path, mark) = (harvest, path, nil)
    folder = URL(filePath: path).deletingLastPathComponent().path
  }

  /// The base of a cache, or nil when no archive was compacted; `path` is that of another cache whose
  /// archives these are.
  package init?(of cache: Cache, withArchivesOf path: String? = nil) throws {
    let found = try cache.read { connection in
      let last = try connection.first(
        "SELECT id, archive FROM harvest WHERE archive LIKE 'derived-%' ORDER BY id DESC"
      ) { $0.inOrder { (harvest: $0.integer(), name: $0.text()) } }
      return try last.map { ($0, try ArchiveMark(of: $0.name, in: connection)?.cache) }
    }
    guard let (last, mark) = found else { return nil }
    (harvest, self.mark) = (last.harvest, mark)
    let archive = ArchivePath(cache: path ?? cache.path)
    (self.path, folder) = (archive.readable(named: last.name), archive.folder)
  }

  /// Lends the base to the cache's connection as the schema `base` for the length of `body`.
  ///
  /// - Throws: `ArchiveDamage` when the file is missing or damaged, `HarvestError` when it is of
  ///   another cache.
  package func attached<Result>(to cache: Cache, _ body: () throws -> Result) throws -> Result {
    let draft = "\(folder)/\(URL(filePath: path).lastPathComponent).\(getpid()).open"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    Drafts.begin(draft)
    defer {
      try? FileManager.default.removeItem(atPath: draft)
      Drafts.end(draft)
    }
    try unpack(to: draft)
    try cache.withoutTransaction { try $0.run("ATTACH ? AS base", draft) }
    defer { try? cache.withoutTransaction { try $0.execute("DETACH base") } }
    try cache.withoutTransaction(requireMark)
    return try body()
  }

  private func requireMark(_ connection: Connection) throws {
    let isMarked =
      try connection.count(
        "SELECT EXISTS (SELECT 1 FROM base.sqlite_master WHERE name = ?)",
        Self.markTable
      ) > 0
    let found =
      try isMarked
      ? connection.first("SELECT cache FROM base.\(Self.markTable)") { $0.text(0) } : nil
    guard found != mark else { return }
    throw HarvestError.ofAnother(path, found, expected: mark)
  }

  private static let markTable = "identity"

  /// Fills the derive stage's tables, which are empty, from the attached base.
  static func load(into connection: Connection) throws {
    for table in tables { try connection.copyRows(of: table, from: "base") }
  }

  /// Copies the derive stage's tables to the attached, empty database `base`, which then says that it
  /// is of the cache `mark`.
  package static func save(from connection: Connection, as mark: String?) throws {
    if let mark { try connection.run("CREATE TABLE base.\(markTable) AS SELECT ? AS cache", mark) }
    for table in tables where try connection.count("SELECT EXISTS (SELECT 1 FROM \(table))") > 0 {
      try connection.run("CREATE TABLE base.\(table) AS SELECT * FROM main.\(table)")
    }
  }

  /// Notes that the base named `name`, which is of the cache `mark`, stands for the archives up to
  /// harvest `last`.
  package static func replaceArchives(
    through last: Int64,
    by name: String,
    of mark: String?,
    in cache: Cache
  ) throws {
    try cache.write(as: .harvest) { connection in
      try connection.run("UPDATE harvest SET archive = ? WHERE id <= ?", name, last)
      try mark.map { ArchiveMark(cache: $0, record: nil) }?.note(of: name, in: connection)
    }
  }

  /// Whether the file is there and unpacks to its end.
  package func check() throws { try unpack { _ in } }

  /// The derive stage's tables.
  static var tables: [String] { Stage.derive.tables }

  private func unpack(to draft: String) throws {
    let output = try FileHandle.creating(draft)
    defer { try? output.close() }
    try unpack { bytes in
      try FileReason.naming(draft) { try output.write(contentsOf: Data(bytes)) }
    }
  }

  private func unpack(_ write: ([UInt8]) throws -> Void) throws {
    guard let input = try? UserFile.open(path) else {
      throw ArchiveDamage(path: path, offset: 0, reason: "it is missing or cannot be opened")
    }
    defer { try? input.close() }
    let unpacker = GzipUnpacker()
    while !unpacker.isEnded {
      let piece = Array(try input.read(upToCount: 1 << 18) ?? Data())
      var content: [UInt8] = []
      do {
        if !piece.isEmpty { try unpacker.unpack(piece, into: &content, limit: .max) }
      } catch {
        throw damage(unpacker)
      }
      if piece.isEmpty { throw damage(unpacker) }
      try write(content)
    }
  }

  private func damage(_ unpacker: GzipUnpacker) -> ArchiveDamage {
    ArchiveDamage(path: path, offset: Int64(unpacker.consumed), reason: "it does not unpack")
  }
}
