import StemmaCore
import StemmaDerive
import StemmaGraph
import StemmaLink
import StemmaStore

extension Cache {
  /// The cache as it was known at `time`; itself where no harvest had begun by then, or the last one had.
  ///
  /// Where little changed since, that is undone; else everything is linked and analyzed again. What took
  /// longer than `limit` to make is kept beside the cache, and used as long as the cache stays as it is.
  ///
  /// - Parameters:
  ///   - time: The last second that counts.
  ///   - limit: What took longer is kept.
  ///   - share: The share of the repositories that may have changed since where changes are undone.
  /// - Returns: The cache to ask.
  /// - Throws: What the cache throws.
  func receded(
    to time: String,
    keepingOver limit: Duration = .seconds(1),
    undoing share: Double = 0.1
  ) throws -> Cache {
    try read { try $0.ask(asOf: time) }
    let (harvest, last) = try read {
      (try $0.asOf.harvest, try $0.count("SELECT max(id) FROM harvest"))
    }
    guard let harvest, harvest < last else { return self }
    let kept = KeptPast(of: harvest, in: self, madeBy: Version.text)
    if try kept.recede() { return self }
    let undone =
      try kept.undone()
      ?? (share > 0 ? kept.undoing(share: share, keepingOver: limit, link: Self.relink) : nil)
    if let undone {
      try undone.read { connection in
        try connection.ask(asOf: time)
        try connection.recede(to: harvest, isUndone: true)
      }
      return undone
    }
    let start = ContinuousClock.now
    try read { connection in
      try connection.recede(to: harvest)
      _ = try Pipeline.lineage.run(on: connection)
    }
    if ContinuousClock.now - start > limit { kept.keep() }
    return self
  }

  /// Links and analyzes what changed by an undoing, however much it is.
  private static func relink(_ connection: Connection) throws -> Bool {
    guard try StoredGraph.isCurrent(in: connection) else { return false }
    let end = try DeclarationMark(endOf: connection)
    let changes = try LinkStage(largestShare: .infinity).update(after: end, on: connection)
    try GraphStage().update(after: changes, on: connection)
    return true
  }
}

extension Answers {
  /// Opens the cache at `cachePath` as of a date, and keeps what took longer than `limit` to make; undoes
  /// what is no more than `share` of the repositories.
  package init(
    cachePath: String,
    asOf date: String,
    keepingOver limit: Duration,
    undoing share: Double = 0.1
  ) throws {
    self.date = date
    cache = try Cache(path: cachePath, access: .read)
      .receded(to: AsOf.end(of: date), keepingOver: limit, undoing: share)
  }
}
