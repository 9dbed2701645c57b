package import Foundation
import StemmaCore
package import StemmaStore

extension ArchivePath {
  /// Takes the right to write in the cache's own folder, which is made when it is not there.
  ///
  /// - Throws: `CacheError` of code `held` when another process has it, `HarvestError` when the
  ///   archives there may be of another cache.
  package func lock(at time: Double) throws -> WriterLock {
    try requireNoClaimant()
    let lock = try WriterLock(
      archive: folder,
      cachePath: cache,
      startedAt: Timestamp.text(secondsSince1970: Int64(time))
    )
    try replaceForgotten()
    return lock
  }

  /// The archive of a harvest, to be read: the cache's own or, where that is not there, that of the
  /// cache it was copied from.
  ///
  /// Whether the file is there, and whole, is found out by who reads it.
  ///
  /// - Throws: `HarvestError` when it says that it is of another cache.
  package func readable(_ harvest: Int64, in connection: Connection) throws -> String {
    let expected = try ArchiveMark(of: Self.name(of: harvest), in: connection)
    let own = try replacement(of: file(of: harvest), in: connection) ?? file(of: harvest)
    let opening = ArchiveOpening(of: own)
    guard opening == .absent else {
      try require(opening, of: own, expected)
      return own
    }
    let others = inherited.map { $0 + "/" + Self.name(of: harvest) }
    return others.first { Self.agree(ArchiveOpening(of: $0), expected) }
      ?? others.first { ArchiveOpening(of: $0) == .unreadable } ?? own
  }

  /// A file that stands for compacted archives, to be read, as ``readable(_:in:)`` finds an archive.
  package func readable(named name: String) -> String {
    let places = [folder] + inherited
    return places.map { $0 + "/" + name }.first(where: FileManager.default.fileExists)
      ?? file(named: name)
  }

  /// Refuses to remove the archive of a harvest unless its first record says that it is the one.
  ///
  /// - Throws: `HarvestError` when it says another, `ArchiveDamage` when it cannot be read.
  package func requireOwn(_ harvest: Int64, in connection: Connection) throws {
    let path = file(of: harvest)
    let opening = ArchiveOpening(of: path)
    guard opening != .absent else { return }
    guard opening != .unreadable else { throw ArchiveDamage.ofUnknownOwner(path) }
    try require(opening, of: path, ArchiveMark(of: Self.name(of: harvest), in: connection))
  }

  /// Refuses a new harvest in a folder where another cache, which may be gone, has its archives.
  ///
  /// - Throws: `HarvestError`.
  func requireFree(for harvest: Int64, in connection: Connection) throws {
    let path = file(of: harvest)
    if let size = size(of: path), size > 0 {
      throw HarvestError.occupied(path, ArchiveOpening(of: path).mark?.cache)
    }
    guard
      try connection.count("SELECT EXISTS (SELECT 1 FROM harvest WHERE archive_length > 0)") == 0
    else { return }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted() {
      guard let other = Self.harvest(ofFileNamed: name), size(of: file(named: name)) != 0,
        try connection.count("SELECT EXISTS (SELECT 1 FROM harvest WHERE id = ?)", other) == 0
      else { continue }
      let path = file(named: name)
      throw HarvestError.occupied(path, ArchiveOpening(of: path).mark?.cache)
    }
  }

  /// Makes sure that the archive of a harvest that is taken up again stands in the cache's own folder
  /// and may be cut to its first `committed` bytes; it is copied from where it was inherited.
  ///
  /// - Returns: The file to which an archive was copied that holds more than a killed run leaves.
  /// - Throws: `HarvestError` when it is another's, `ArchiveDamage` when nobody can tell.
  func bringHome(_ harvest: Int64, committed: Int64, in connection: Connection) throws -> String? {
    let path = file(of: harvest)
    switch ArchiveOpening(of: path) {
    case .absent: if committed > 0 { try copy(harvest, committed, in: connection) }
    case .unreadable:
      // Killed while its first record was written, it holds no other either.
      let isEmpty = try committed == 0 && ArchiveScan(path: path).holdsNoRecord()
      guard isEmpty else { throw ArchiveDamage.ofUnknownOwner(path) }
    case let opening:
      let expected = try ArchiveMark(of: Self.name(of: harvest), in: connection)
      // As long as nothing counts, nothing says so but the cache's own id.
      let own = try CacheIdentity(of: connection)?.cache
      if committed == 0, opening == .unmarked || opening.mark?.cache == own { return nil }
      try require(opening, of: path, expected)
      if committed > 0, try holdsMore(path, than: committed) { return try setAside(path) }
    }
    return nil
  }

  /// Whether an archive has more behind its first `committed` bytes than one transaction.
  ///
  /// A run that is killed leaves the records of one. What has more was written by a later state of the
  /// cache, in the place of which an earlier one was put: the archive alone tells of it.
  private func holdsMore(_ path: String, than committed: Int64) throws -> Bool {
    let scan = try ArchiveScan(path: path, from: committed)
    var (notes, requests) = (0, 0)
    while let piece = try scan.next() {
      guard case .record(let record, _) = piece else { continue }
      switch record.note {
      case .session, .followUp, .close: notes += 1
      case .ending, nil:
        requests += Provenance(record.head).map { $0.part == $0.parts } == true ? 1 : 0
      }
    }
    return notes > 1 || notes == 1 && requests > 0 || requests > Harvester.pagesPerTransaction
  }

  private func setAside(_ path: String) throws -> String {
    var number = 1
    while FileManager.default.fileExists(atPath: "\(path).aside-\(number)") { number += 1 }
    let aside = "\(path).aside-\(number)"
    try Self.copy(path, to: aside, size(of: path) ?? 0)
    return aside
  }

  private func copy(_ harvest: Int64, _ committed: Int64, in connection: Connection) throws {
    let source = try readable(harvest, in: connection)
    guard source != file(of: harvest) else { return }
    try Self.copy(source, to: file(of: harvest), committed)
  }

  private static func copy(_ source: String, to path: String, _ committed: Int64) throws {
    let draft = path + ".part"
    defer { try? FileManager.default.removeItem(atPath: draft) }
    do {
      let input = try UserFile.open(source)
      let output = try FileHandle.creating(draft)
      var rest = committed
      while rest > 0, let piece = try input.read(upToCount: Int(min(rest, 1 << 20))), !piece.isEmpty
      {
        try output.write(contentsOf: piece)
        rest -= Int64(piece.count)
      }
      try output.synchronize()
      try output.close()
      guard rest == 0 else {
        throw ArchiveDamage(path: source, offset: committed, reason: "it ends before that")
      }
      guard rename(draft, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch let damage as ArchiveDamage {
      throw damage
    } catch {
      throw HarvestError(
        description: "The archive \(source) cannot be copied to \(path). Free some room, or check "
          + "the folder's permissions."
      )
    }
  }

  private func require(
    _ opening: ArchiveOpening,
    of path: String,
    _ expected: ArchiveMark?
  ) throws {
    guard opening != .unreadable, !Self.agree(opening, expected) else { return }
    throw HarvestError.ofAnother(path, opening.mark?.cache, expected: expected?.cache)
  }

  /// Whether an archive says that it is the one that the cache knows.
  private static func agree(_ opening: ArchiveOpening, _ expected: ArchiveMark?) -> Bool {
    opening == expected.map { .marked($0) } ?? .unmarked
  }

  private func size(of path: String) -> Int64? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? NSNumber)?.int64Value
  }
}

extension ArchiveDamage {
  /// Whose the archive is cannot be told.
  fileprivate static func ofUnknownOwner(_ path: String) -> ArchiveDamage {
    ArchiveDamage(
      path: path,
      offset: 0,
      reason: "its first record, which says whose it is, is lost"
    )
  }
}

extension HarvestError {
  /// What stands in the place of an archive says that it is of the cache `found`; nil is a cache that
  /// an earlier version made.
  static func ofAnother(_ path: String, _ found: String?, expected: String?) -> HarvestError {
    func name(_ cache: String?) -> String { cache ?? "an earlier version" }
    let what =
      found == expected
      ? "is not the one of the cache \(name(found)) that this cache counts on there"
      : "is of the cache \(name(found)), and this cache counts on one of \(name(expected)) there"
    return HarvestError(
      description:
        "The archive \(path) \(what). Nothing was changed; put the right file in its place."
    )
  }

  /// An archive stands where a new one should go.
  static func occupied(_ path: String, _ cache: String? = nil) -> HarvestError {
    let owner = cache.map { ", of the cache \($0)" } ?? ""
    return HarvestError(
      description:
        "The archive \(path) belongs to a harvest that this cache does not hold\(owner). Replay it "
        + "with `stemma harvest --replay`, or move it away."
    )
  }
}

extension FileHandle {
  /// A new, empty file, in the place of one that is there.
  package static func creating(_ path: String) throws -> FileHandle {
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw NSError(
        domain: NSPOSIXErrorDomain,
        code: Int(errno),
        userInfo: [NSFilePathErrorKey: path]
      )
    }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }
}
