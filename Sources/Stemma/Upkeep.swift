import Foundation
import StemmaCache

/// Looks after the cache's file and its archives.
public struct Upkeep: Sendable {
  /// The cache's file.
  public let cachePath: String

  /// Looks after the cache at `cachePath`.
  public init(cachePath: String) { self.cachePath = cachePath }

  /// Everything that is wrong, a line each; empty when the cache is sound.
  ///
  /// Checks the file's structure, that every row names rows that are there, that what holds now
  /// began, and that each archive is as long as the cache says.
  ///
  /// - Complexity: O(*n*) over the cache; the archives' contents are not read.
  ///
  /// - Throws: An error of one line when the cache cannot be opened.
  public func faults() throws -> [String] {
    let cache = try Cache(path: cachePath, access: .read)
    return try cache.read { connection in
      var faults = try connection.rows("PRAGMA integrity_check") { $0.text(0) }
        .filter { $0 != "ok" }
      faults += try connection.rows("PRAGMA foreign_key_check") { row in
        "\(row.text(0)) row \(row.text(1)) names a row of \(row.text(2)) that is not there"
      }
      for (what, query) in Self.laws {
        let count = try connection.count(query)
        if count > 0 { faults.append("\(what): \(count)") }
      }
      return try faults + shortArchives(connection)
    }
  }

  /// Copies the cache to a file that is not there yet.
  ///
  /// - Parameter file: Where to.
  /// - Throws: An error of one line when it cannot be read or written.
  public func backup(to file: String) throws {
    guard !FileManager.default.fileExists(atPath: file) else {
      throw CacheError(
        .refused,
        "\(file) is there already.",
        hint: "Name another file for the copy."
      )
    }
    try Cache(path: cachePath, access: .read).backup(to: file)
  }

  /// Queries that count what must not be.
  private static let laws = [
    (
      "edges to nothing",
      "SELECT count(*) FROM edge WHERE parent NOT IN (SELECT id FROM node)"
    ),
    (
      "repositories that share one identity",
      """
      SELECT count(*) FROM (
        SELECT 1 FROM repo GROUP BY kind, hub_id HAVING count(*) > 1)
      """
    ),
    (
      "edges that the closure lacks",
      """
      SELECT count(*) FROM edge
      WHERE last_seen IS NULL AND child <> parent
        AND NOT EXISTS (
          SELECT 1 FROM lineage WHERE ancestor = edge.parent AND descendant = edge.child)
      """
    ),
  ]

  private func shortArchives(_ connection: Connection) throws -> [String] {
    let ends = try connection.rows(
      """
      SELECT harvest, max(archive_offset + archive_length) FROM response GROUP BY harvest
      """
    ) { (harvest: $0.integer(0), end: $0.integer(1)) }
    return ends.compactMap { harvest, end in
      let path = ArchivePath(cache: cachePath).file(of: harvest)
      let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64
      guard let size = size ?? nil, size >= end else {
        return "the archive \(path) is missing or shorter than \(end) bytes"
      }
      return nil
    }
  }
}
