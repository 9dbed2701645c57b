import StemmaAnalysis
import StemmaCache
import StemmaHub

extension Pipeline {
  /// Puts a study into the cache, in the place of what its file said before, measures its projects and
  /// checks its claims.
  ///
  /// - Parameter file: The study.
  /// - Returns: Whether anything changed.
  /// - Throws: An error of one line when the cache cannot be used.
  @discardableResult
  package func load(_ file: StudyFile) throws -> Bool {
    let lock = try lock(at: Surroundings.machine.now())
    let cache = try Cache(path: cachePath, access: .write)
    defer { withExtendedLifetime(lock) {} }
    let isNew = try cache.write { try StudyStage(connection: $0).write(file) }
    if isNew { try check(cache) }
    return isNew
  }

  /// Measures the projects of the studies in the cache, and writes the verdicts on their claims.
  ///
  /// In transactions of their own: what was analyzed stays as it is. A claim that is none, or whose
  /// query cannot be run, is told of and left out.
  func check(_ cache: Cache) throws {
    guard try cache.read({ try $0.count("SELECT count(*) FROM study") }) > 0 else { return }
    try cache.write { try MeasureStage(connection: $0).run() }
    let (claims, unreadable) = claims.readable()
    let refused = try cache.write {
      try VerdictStage(claims, version: Version.text, on: $0).run()
    }
    for fault in unreadable + refused { notice("Claim not checked: \(fault.sentence)") }
  }
}
