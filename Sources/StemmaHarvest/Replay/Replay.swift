import Foundation
import StemmaHub
package import StemmaStore

/// Runs harvests again from archives: the same stages on the same replies, in the same order, at
/// the archives' own times.
///
/// Nothing is asked of any network. Where an archive lacks a reply, its step is left incomplete.
/// One record is in memory at a time, and a few replies.
package final class Replay {
  private let cache: Cache
  private let analyze: (Connection) throws -> Void
  private var summary = ReplaySummary()
  private var current: ReplayedHarvest?
  /// The opening record of a harvest that did not tell yet what it asked for.
  private var opening: [UInt8]?
  /// The archive in which damage was met last.
  private var damaged: String?
  /// The harvest of the cache that is the one being read, and needs no replay.
  private var known: Int64?
  /// Why a harvest was left out, of each that was, in words that stand alone.
  private var refused: [HarvestError] = []

  package init(cache: Cache, analyze: @escaping (Connection) throws -> Void) {
    (self.cache, self.analyze) = (cache, analyze)
  }

  /// Reads archives one after the other; each may hold several harvests.
  package func run(_ files: ReplayFiles) throws -> ReplaySummary {
    let lock = try ArchivePath(cache: cache.path).lock(at: RunEnvironment.machine.now())
    defer { withExtendedLifetime(lock) {} }
    summary.damage = files.unreadable
    for path in files.paths { try replay(path) }
    if let first = refused.first, summary.harvests.isEmpty, summary.known.isEmpty { throw first }
    summary.damage += refused.map(\.description)
    try cache.write(analyze)
    return summary
  }

  private func replay(_ path: String) throws {
    let scan = try ArchiveScan(path: path)
    let forgotten = try cache.read(ForgottenNames.init(in:))
    while let piece = try scan.next() {
      switch piece {
      case .damage(let damage):
        summary.damage.append(damage.description)
        damaged = path
      case .record(let record, let position):
        var count = ForgottenNames.Count()
        if let cleaned = forgotten.record(record, &count) {
          try take(cleaned, cleaned.member, from: path)
        } else {
          // What is packed already is copied as it is, so that it stands where it stood.
          let member = try scan.isPacked ? scan.bytes(at: position) : record.member
          try take(record, member, from: path)
        }
      }
    }
    try endHarvest(of: path)
  }

  private func take(_ record: WARCRecord, _ member: [UInt8], from path: String) throws {
    if record.kind == .warcinfo {
      try endHarvest(of: path)
      opening = member
    } else if case .session(let session) = record.note {
      try begin(session, member, from: path)
    } else {
      try current?.take(record, member)
      guard case .close = record.note else { return }
      if let known { try requireEnded(known, path) }
      if current != nil { try cache.write(analyze) }
    }
  }

  private func begin(
    _ session: ArchiveNote.Session,
    _ member: [UInt8],
    from path: String
  ) throws {
    if let current { return try current.resume(session, member) }
    guard let opening else { return }
    self.opening = nil
    if let known = try ReplayedHarvest.known(opening, in: cache) {
      self.known = known
      summary.known.append("\(path) is already harvest \(known) of this cache.")
      return
    }
    do {
      current = try ReplayedHarvest(session, opening, member, in: cache, analyze: analyze)
    } catch let error as HarvestError {
      // The other harvests are as good as they were.
      refused.append(HarvestError(description: "\(path) was not replayed: \(error.description)"))
    }
  }

  private func endHarvest(of path: String) throws {
    if let current {
      let harvest = try current.finish()
      summary.harvests.append(harvest)
      if !current.isClosed, damaged != path {
        summary.damage.append(
          "The archive \(path) lacks the end of a harvest, which is number \(harvest.harvest) here: "
            + "it was cut, or that harvest was killed. What it holds of it was taken."
        )
      }
    }
    (current, opening, known) = (nil, nil, nil)
  }

  /// Refuses a cache in which an earlier replay was cut short: it cannot be taken up.
  private func requireEnded(_ harvest: Int64, _ path: String) throws {
    let outcome = try cache.read { connection in
      try connection.first("SELECT outcome FROM harvest WHERE id = ?", harvest) { $0.text(0) }
    }
    guard outcome == "running" else { return }
    throw HarvestError(
      description:
        "The replay of \(path) into \(cache.path) was interrupted before. Replay into a new "
        + "cache."
    )
  }
}

/// The archives that a replay is asked to read, oldest harvest first.
package struct ReplayFiles {
  let paths: [String]
  /// What is wrong with those of folders that cannot be read, a sentence each.
  let unreadable: [String]

  /// Takes files and folders; of a folder, its WARC files that can be read.
  ///
  /// - Throws: `HarvestError` when there is none, or one that was named is no harvest's archive.
  package init(_ given: [String]) throws {
    var archives: [(path: String, time: Double)] = []
    var unreadable: [String] = []
    for given in given {
      guard let files = try Self.files(at: given) else {
        guard let time = try Self.start(of: given) else { throw Self.noArchive(given) }
        archives.append((given, time))
        continue
      }
      for path in files.sorted() {
        do {
          if let time = try Self.start(of: path) { archives.append((path, time)) }
        } catch let error as HarvestError {
          unreadable.append(error.description)
        } catch let error as ArchiveDamage {
          unreadable.append(error.description)
        }
      }
    }
    self.unreadable = unreadable
    guard !archives.isEmpty || unreadable.isEmpty else {
      throw HarvestError(description: unreadable.joined(separator: "\n"))
    }
    guard !archives.isEmpty else {
      throw HarvestError(
        description: "No harvest archive found in \(given.joined(separator: ", ")). "
          + "Give a .warc or .warc.gz file, or a folder of them."
      )
    }
    paths = archives.sorted { ($0.time, $0.path) < ($1.time, $1.path) }.map(\.path)
  }

  /// The WARC files of a folder, whatever else they may be of; nil for a file.
  private static func files(at path: String) throws -> [String]? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw HarvestError(description: "There is no archive at \(path). Check the name.")
    }
    guard isFolder.boolValue else { return nil }
    return try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".warc") || $0.hasSuffix(".warc.gz") }
      .map { path + "/" + $0 }
  }

  /// When the file's first harvest began; nil when it tells of none.
  ///
  /// - Throws: `HarvestError` or `ArchiveDamage` when it cannot be read so far.
  private static func start(of path: String) throws -> Double? {
    let scan = try ArchiveScan(path: path)
    var isDamaged = false
    while let piece = try scan.next() {
      guard case .record(let record, _) = piece else {
        isDamaged = true
        continue
      }
      if case .session(let session) = record.note { return session.beganAt }
      if record.kind == .response { break }
    }
    if isDamaged { throw noArchive(path) }
    return nil
  }

  private static func noArchive(_ path: String) -> HarvestError {
    HarvestError(
      description: "\(path) is not the archive of a harvest, or its beginning is damaged. "
        + "Give a file that `stemma harvest` or `stemma export warc` wrote."
    )
  }
}

/// What a replay brought.
public struct ReplaySummary: Sendable, Hashable {
  /// The harvests that were run again, in their order.
  public var harvests: [HarvestSummary] = []
  /// Archives left out since the cache holds their harvest already, a sentence each.
  public var known: [String] = []
  /// What could not be read, a sentence each.
  public var damage: [String] = []
}
