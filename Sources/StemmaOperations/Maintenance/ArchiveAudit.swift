import Foundation
import StemmaHarvest
import StemmaHub
import StemmaStore

/// Compares the archives with what the cache says of them.
///
/// Each record is unpacked and its digest compared; one is in memory at a time.
struct ArchiveAudit {
  let cachePath: String
  let connection: Connection

  /// What is wrong, a line each.
  ///
  /// - Complexity: O(*n*) over the archives' bytes.
  func faults() throws -> [String] {
    let harvests = try connection.rows(
      "SELECT id, archive, archive_length FROM harvest ORDER BY id"
    ) { $0.inOrder { (id: $0.integer(), name: $0.text(), length: $0.integer()) } }
    let bases = Set(harvests.map(\.name).filter(ArchivePath.isBase))
    return try bases.sorted().flatMap(faults(ofBase:))
      + harvests.filter { !ArchivePath.isBase($0.name) && $0.length > 0 }
      .flatMap { try faults(of: $0.id, length: $0.length) }
  }

  private func faults(ofBase name: String) throws -> [String] {
    let path = ArchivePath(cache: cachePath).readable(named: name)
    do {
      try DerivedBase(harvest: 0, path: path).check()
      return []
    } catch let damage as ArchiveDamage {
      return [damage.description]
    }
  }

  private func faults(of harvest: Int64, length: Int64) throws -> [String] {
    let (path, scan): (String, ArchiveScan)
    do {
      path = try ArchivePath(cache: cachePath).readable(harvest, in: connection)
      scan = try ArchiveScan(path: path, to: length)
    } catch let damage as ArchiveDamage {
      return ["harvest \(harvest): \(damage)"]
    } catch let error as HarvestError {
      return ["harvest \(harvest): \(error)"]
    }
    func lost(_ url: String) -> String {
      "harvest \(harvest): a reply cannot be read, that from \(OneLine.of(url, limit: 100))"
    }
    var faults: [String] = []
    if Maintenance.size(of: path) < length {
      faults.append("harvest \(harvest): \(path) is shorter than \(length) bytes")
    }
    let responses = try connection.prepare(
      """
      SELECT archive_offset, url, status FROM response WHERE harvest = ? ORDER BY archive_offset
      """
    )
    try responses.start([harvest])
    var isExpected = try responses.advance()
    while let piece = try scan.next() {
      guard case .record(let record, let place) = piece, let reply = record.response else {
        if case .damage(let damage) = piece { faults.append("harvest \(harvest): \(damage)") }
        continue
      }
      // What the damage swallowed was told with it.
      while isExpected, responses.integer("archive_offset") < place.offset {
        faults.append(lost(responses.text("url")))
        isExpected = try responses.advance()
      }
      let isRight =
        isExpected && responses.integer("archive_offset") == place.offset
        && responses.text("url") == reply.url
        && responses.int("status") == reply.status
      if !isRight {
        faults.append("harvest \(harvest): the reply at byte \(place.offset) is not in the cache")
      }
      if isExpected, responses.integer("archive_offset") == place.offset {
        isExpected = try responses.advance()
      }
    }
    while isExpected {
      faults.append(lost(responses.text("url")))
      isExpected = try responses.advance()
    }
    return faults
  }
}
