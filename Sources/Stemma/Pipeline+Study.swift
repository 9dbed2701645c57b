import StemmaCache
import StemmaHub
import StemmaRecords

extension Pipeline {
  /// Puts a study into the cache, in the place of what its file said before.
  ///
  /// - Parameter file: The study.
  /// - Returns: Whether anything changed.
  /// - Throws: An error of one line when the cache cannot be used.
  @discardableResult
  package func load(_ file: StudyFile) throws -> Bool {
    let cache = try Cache(path: cachePath, access: .write)
    let lock = try WriterLock(
      cachePath: cachePath,
      startedAt: Timestamp.text(secondsSince1970: Int64(Surroundings.machine.now()))
    )
    defer { withExtendedLifetime(lock) {} }
    return try cache.write { try StudyStage(connection: $0).write(file) }
  }
}
