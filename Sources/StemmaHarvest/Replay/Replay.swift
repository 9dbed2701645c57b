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
  /// The harvest of the cache that is the one being read, and needs no replay.
  private var known: Int64?

  package init(cache: Cache, analyze: @escaping (Connection) throws -> Void) {
    (self.cache, self.analyze) = (cache, analyze)
  }

  /// Reads archives one after the other; each may hold several harvests.
  package func run(_ files: ReplayFiles) throws -> ReplaySummary {
    for path in files.paths { try replay(path) }
    try cache.write(analyze)
    return summary
  }

  private func replay(_ path: String) throws {
    let scan = try ArchiveScan(path: path)
    while let piece = try scan.next() {
      switch piece {
      case .damage(let damage): summary.damage.append(damage.description)
      case .record(let record, let place):
        // What is packed already is copied as it is, so that it stands where it stood.
        let member = try scan.isPacked ? scan.bytes(at: place) : record.member
        try take(record, member, from: path)
      }
    }
    try endHarvest()
  }

  private func take(_ record: WARCRecord, _ member: [UInt8], from path: String) throws {
    if record.kind == .warcinfo {
      try endHarvest()
      opening = member
    } else if case .sitting(let sitting) = record.note {
      try begin(sitting, member, from: path)
    } else {
      try current?.take(record, member)
      guard case .close = record.note else { return }
      if let known { try requireEnded(known, path) }
      if current != nil { try cache.write(analyze) }
    }
  }

  private func begin(
    _ sitting: ArchiveNote.Sitting,
    _ member: [UInt8],
    from path: String
  ) throws {
    if let current { return try current.resume(sitting, member) }
    guard let opening else { return }
    self.opening = nil
    if let known = try ReplayedHarvest.known(opening, in: cache) {
      self.known = known
      summary.known.append("\(path) is harvest \(known) of this cache already.")
      return
    }
    current = try ReplayedHarvest(sitting, opening, member, in: cache, analyze: analyze)
  }

  private func endHarvest() throws {
    if let current { summary.harvests.append(try current.finish()) }
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
        "The replay of \(path) into \(cache.path) was cut short before. Replay into a new "
        + "cache."
    )
  }
}
