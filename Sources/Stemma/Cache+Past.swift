import StemmaCore
import StemmaStore

extension Cache {
  /// Takes the cache's connection back to what a past date saw, and links and analyzes that.
  ///
  /// Nothing happens when no harvest had begun by then, or when the last one had: each question
  /// tells.
  func recede(to date: String) throws {
    if let start = Timestamp.secondsSince1970(in: date) {
      let end = Timestamp.text(secondsSince1970: start + (date.count == 10 ? 86_399 : 0))
      try read { try $0.ask(asOf: end) }
    }
    guard case .harvest(let harvest)? = try? read({ try Moment(date: date, in: $0) }) else {
      return
    }
    try read { connection in
      try connection.recede(to: harvest)
      try Pipeline.analyze(connection)
    }
  }
}
