import StemmaCore
import StemmaStore

extension Cache {
  /// Takes the cache's connection back to what was known at `time`, and links and analyzes that.
  ///
  /// Where no harvest had begun by then, or the last one had, nothing is to be taken back. What took
  /// longer than `limit` to make is kept beside the cache, and used as long as the cache stays as it is.
  func recede(to time: String, keepingOver limit: Duration = .seconds(1)) throws {
    try read { try $0.ask(asOf: time) }
    let (harvest, last) = try read {
      (try $0.asOf.harvest, try $0.count("SELECT max(id) FROM harvest"))
    }
    guard let harvest, harvest < last else { return }
    let kept = KeptPast(of: harvest, in: self, madeBy: Version.text)
    if try kept.recede() { return }
    let start = ContinuousClock.now
    try read { connection in
      try connection.recede(to: harvest)
      _ = try Pipeline.lineage.run(on: connection)
    }
    if ContinuousClock.now - start > limit { kept.keep() }
  }
}

extension Answers {
  /// Opens the cache at `cachePath` as of a date, and keeps what took longer than `limit` to make.
  package init(cachePath: String, asOf date: String, keepingOver limit: Duration) throws {
    cache = try Cache(path: cachePath, access: .read)
    self.date = date
    try cache.recede(to: AsOf.end(of: date), keepingOver: limit)
  }
}
