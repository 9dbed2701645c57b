import StemmaCache
package import StemmaRecords

extension Answers {
  /// All that the cache holds on one repository.
  ///
  /// As of a date before any harvest met it, this is what imported snapshots tell: what they do not
  /// is null, and `source` says `import`.
  package func info(on name: String, kind: RepoKind = .model) throws -> RepoInfo {
    try cache.read { connection in
      do {
        let moment = try Moment(date: date, in: connection)
        let node = try NamedNode(name, kind: kind, in: connection)
        return try RepoInfo(of: node, at: moment, in: connection)
      } catch let error as AnswerError where [.beforeHistory, .unknownName].contains(error.code) {
        guard let date,
          let info = try RepoInfo(imported: name, kind: kind, asOf: date, in: connection)
        else { throw error }
        return info
      }
    }
  }

  /// What the counters of a repository were, harvested or imported, with the gaps between.
  package func counters(of name: String, kind: RepoKind = .model) throws -> CounterSeries {
    try cache.read { connection in
      try CounterSeries(of: name, kind: kind, until: date, in: connection)
    }
  }
}
