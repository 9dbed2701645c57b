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
  /// began, and that each archive holds what the cache says, every record with its digest.
  ///
  /// - Complexity: O(*n*) over the cache and the bytes of its archives.
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
      return try faults + ArchiveAudit(cachePath: cachePath, connection: connection).faults()
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
}
