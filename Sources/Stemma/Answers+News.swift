public import StemmaAnswers
import StemmaCore
import StemmaLink
package import StemmaOperations
import StemmaStore

extension Answers {
  /// What happened to an owner, a repository or a study, and to what was made from theirs.
  ///
  /// - Parameters:
  ///   - name: An owner, a study, a model, or a dataset or Space with its kind before its id.
  ///   - from: The earlier harvest; the one before `to` when nil.
  ///   - to: The later harvest; the last when nil.
  /// - Returns: The news, sorted.
  /// - Throws: `AnswerError` when there are none of these numbers, or nobody goes by the name.
  public func news(of name: String, from: Int64? = nil, to: Int64? = nil) throws -> News {
    try cache.read { connection in
      let (from, to) = try HarvestDiff.harvests(from: from, to: to, in: connection)
      return try News(of: name, from: from, to: to, in: connection)
    }
  }

  /// A small picture that tells one thing of a model.
  public func badge(of model: String, telling subject: Badge.Subject = .derivatives) throws -> Badge
  {
    try cache.read { connection in
      try connection.requireHistory()
      return try Badge(of: NamedNode(model, in: connection), telling: subject, in: connection)
    }
  }

  /// The last harvest that had begun by a date such as `2026-01-31`.
  ///
  /// - Throws: `AnswerError` when it is no date, or none had begun.
  public func harvest(by date: String) throws -> Int64 {
    let end = try AsOf.end(of: date)
    let found = try cache.read { connection in
      try connection.first("SELECT max(id) FROM harvest WHERE started_at <= ?", end) {
        $0.optionalInteger(0)
      } ?? nil
    }
    guard let found else {
      throw AnswerError(.beforeHistory, "No harvest had begun by \(date).")
    }
    return found
  }

  /// What is watched.
  package func watched() throws -> [WatchList.Entry] {
    try cache.read { try WatchList.entries(in: $0) }
  }

  /// Where news of what is watched go after each harvest.
  package func deliveries() throws -> [WatchList.Delivery] {
    try cache.read { try WatchList.deliveries(in: $0) }
  }

  /// The last harvest; 0 before the first.
  package func lastHarvest() throws -> Int64 {
    try cache.read { try HarvestDiff.lastHarvest(in: $0) ?? 0 }
  }

  /// The last harvest that had begun a month before the last one; the first where none had.
  package func harvestOfAMonthAgo() throws -> Int64 {
    try cache.read { connection in
      try connection.first(
        """
        SELECT coalesce(
          (SELECT max(id) FROM harvest
            WHERE started_at <= (
              SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(started_at), '-30 days') FROM harvest)),
          (SELECT min(id) FROM harvest), 0)
        """
      ) { $0.integer(0) } ?? 0
    }
  }

  /// The news of what is watched from one harvest to the next since `first`, the latest first, as a feed
  /// tells them: each has its own day, and is the same whenever it is told.
  package func feed(of entries: [WatchList.Entry], since first: Int64) throws -> NewsDigest {
    try cache.read { connection in
      let harvests = try connection.rows(
        "SELECT id FROM harvest WHERE id >= ? ORDER BY id DESC LIMIT 61",
        first
      ) { $0.integer(0) }
      let news = try zip(harvests.dropFirst(), harvests).flatMap { from, to in
        try entries.map { try Self.news(of: $0, from: from, to: to, in: connection) }
      }
      return NewsDigest(news: news)
    }
  }

  /// One that nobody goes by any more has no news.
  private static func news(
    of entry: WatchList.Entry,
    from: Int64,
    to: Int64,
    in connection: Connection
  ) throws -> News {
    do {
      return try News(of: entry.subject, from: from, to: to, in: connection)
    } catch let error as AnswerError where error.code == .unknownName {
      return News(subject: entry.subject, subjectKind: entry.kind, from: from, to: to)
    }
  }

  /// The entries of a watch list that names make; they are told of what comes after the last harvest.
  ///
  /// - Throws: `AnswerError` when nobody goes by a name.
  package func watchEntries(for names: [String], at time: String) throws -> [WatchList.Entry] {
    try cache.read { connection in
      guard let last = try HarvestDiff.lastHarvest(in: connection) else {
        throw AnswerError(.misuse, "Nothing was harvested yet.")
      }
      return try names.map { name in
        let subject = try NewsSubject(name, in: connection)
        let kind = subject.kind
        let prefix = ["dataset", "space"].contains(kind) ? kind + "s/" : ""
        return .init(subject: prefix + subject.name, kind: kind, digested: last, addedAt: time)
      }
    }
  }

  /// The news of what is watched since each was told of, or since a harvest.
  ///
  /// One that nobody goes by any more has no news.
  package func digest(
    of entries: [WatchList.Entry],
    since harvest: Int64? = nil
  ) throws -> (digest: NewsDigest, through: Int64) {
    try cache.read { connection in
      let last = try HarvestDiff.lastHarvest(in: connection) ?? 0
      let news = try entries.map { entry -> News in
        let from = min(harvest ?? entry.digested, last)
        return try Self.news(of: entry, from: from, to: last, in: connection)
      }
      return (NewsDigest(news: news), last)
    }
  }
}
