import StemmaAnalysis
import StemmaCache

extension Cache {
  /// Takes the cache's connection back to what a past date saw, and links and analyzes that.
  ///
  /// Nothing happens when no harvest had begun by then, or when the last one had: each question
  /// tells.
  func recede(to date: String) throws {
    guard case .harvest(let harvest)? = try? read({ try Moment(date: date, in: $0) }) else {
      return
    }
    try withoutTransaction { connection in
      try connection.execute("BEGIN")
      try connection.recede(to: harvest)
      try Pipeline.analyze(connection)
      try connection.execute("COMMIT")
    }
  }
}
