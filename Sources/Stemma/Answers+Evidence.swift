public import StemmaAnswers
import StemmaCore
import StemmaHarvest
import StemmaLink
import StemmaStore
package import StemmaStudies

extension Answers {
  /// The names of the facts that ``evidence(of:field:kind:)`` leads to replies.
  public static var evidenceFields: [String] { ReplyFinder.fields }

  /// What a fact of a repository rests on, down to the reply in the archive that says it.
  ///
  /// - Parameters:
  ///   - name: A model, or a dataset or Space with `datasets/` or `spaces/` before its id.
  ///   - field: One of ``evidenceFields``.
  /// - Returns: The evidence, without a reply where no archive has one.
  /// - Throws: `AnswerError`, also for another field; what reading an archive throws when it is damaged.
  public func evidence(of name: String, field: String) throws -> FactEvidence {
    guard let paths = ReplyFinder.paths(of: field) else {
      throw AnswerError(
        .misuse,
        "\(field) is no fact of a repository. Known: \(ReplyFinder.fields.joined(separator: ", "))."
      )
    }
    return try cache.read { connection in
      try connection.requireHistory()
      let node = try NamedNode(name, kind: RepoName.kind(meantBy: name), in: connection)
      var evidence = try FactEvidence(of: node, field: field, in: connection)
      let finder = try ReplyFinder(cachePath: cache.path, in: connection)
      if let found = try finder.reply(about: node, saying: paths, in: connection) {
        evidence.reply = ReplyPlace(found)
        evidence.pieces = found.said.map { .init(path: $0.path, value: $0.value) }
      }
      return evidence
    }
  }

  /// Checks models, with everything that they were made from, against a policy as of the day `today`.
  package func check(_ policy: Policy, of names: [String], on today: String) throws -> PolicyCheck {
    try cache.read { connection in
      try connection.requireHistory()
      let nodes = try names.map { try NamedNode($0, in: connection) }
      var check = try PolicyCheck(of: nodes, policy, on: today, in: connection)
      let finder = try ReplyFinder(cachePath: cache.path, in: connection)
      var places: [String: ReplyPlace?] = [:]
      try check.locate { id, kind in
        if let known = places["\(kind) \(id)"] { return known }
        let node = try NamedNode(id, kind: kind, in: connection)
        let place = try finder.reply(about: node, saying: ["id"], in: connection)
          .map(ReplyPlace.init)
        places["\(kind) \(id)"] = place
        return place
      }
      return check
    }
  }
}

extension ReplyFinder {
  /// The newest reply about a repository that says something at one of `paths`.
  fileprivate func reply(
    about node: NamedNode,
    saying paths: [String],
    in connection: Connection
  ) throws -> Found? {
    let known = try connection.first(
      """
      SELECT repo.hub_id, coalesce(sighting.harvest, repo.first_seen)
      FROM repo
      LEFT JOIN sighting ON sighting.repo = repo.id
      WHERE repo.id = ?
      """,
      node.id
    ) { $0.inOrder { (hubID: $0.text(), lastMet: $0.integer()) } }
    guard let known else { return nil }
    return try reply(
      about: known.hubID,
      named: node.name,
      kind: node.kind,
      through: known.lastMet,
      saying: paths
    )
  }
}

extension ReplyPlace {
  fileprivate init(_ found: ReplyFinder.Found) {
    self.init(
      archive: found.archive,
      offset: found.offset,
      length: found.length,
      record: found.record,
      url: found.url,
      receivedAt: found.receivedAt,
      harvest: found.harvest
    )
  }
}
