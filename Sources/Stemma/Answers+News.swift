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
        do {
          return try News(of: entry.subject, from: from, to: last, in: connection)
        } catch let error as AnswerError where error.code == .unknownName {
          return News(subject: entry.subject, subjectKind: entry.kind, from: from, to: last)
        }
      }
      return (NewsDigest(news: news), last)
    }
  }
}
