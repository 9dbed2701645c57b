internal import Foundation
import StemmaCore
package import StemmaStore

/// The measures that the cache keeps.
public struct Measurements: Sendable {
  private let cachePath: String

  /// Works on the cache at `cachePath`, which is there.
  public init(cachePath: String) { self.cachePath = cachePath }

  /// Keeps measures with the harvest they came from; one taken again replaces the former.
  ///
  /// - Throws: An error of one line when the cache cannot be written.
  public func keep(_ measures: [Measure]) throws {
    let cache = try Cache(path: cachePath, access: .write)
    let now = Timestamp.text(secondsSince1970: Int64(Date().timeIntervalSince1970))
    let lock = try WriterLock(cachePath: cachePath, startedAt: now)
    defer { withExtendedLifetime(lock) {} }
    try cache.write(as: .measure) { try Self.write(measures, in: $0) }
  }

  /// Writes measures inside a transaction of the caller's.
  package static func write(_ measures: [Measure], in connection: Connection) throws {
    let insert = try connection.prepare(
      """
      INSERT OR REPLACE INTO measure (metric, scope, subject, harvest, value, unit, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    )
    for measure in measures {
      try insert.run(
        measure.definition.name,
        measure.scope.rawValue,
        measure.subject,
        measure.harvest,
        measure.value,
        measure.definition.unit,
        measure.detail.text
      )
    }
  }
}
