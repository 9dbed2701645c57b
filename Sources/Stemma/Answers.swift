public import StemmaAnswers
package import StemmaCore
public import StemmaGraph
import StemmaLink
public import StemmaMetrics
package import StemmaReports
import StemmaStore
package import StemmaStudies

/// Questions to a cache.
///
/// Opens the cache for reading only. Each answer is of one moment: of now, or of the state that a
/// past date saw, which is then what the last harvest begun by that date was answered.
public struct Answers: Sendable {
  let cache: Cache
  /// The date whose state is asked for, such as `2025-11-18`; nil for now.
  public let date: String?

  /// Opens the cache at `cachePath`.
  ///
  /// - Throws: An error of one line when there is none, or when it is none of Stemma's.
  public init(cachePath: String, asOf date: String? = nil) throws {
    cache = try Cache(path: cachePath, access: .read)
    self.date = date
    if let date { try cache.recede(to: date) }
  }

  /// How many models were made from `model`, which may go by any name that ever led to it.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - relations: The relations whose edges are followed; empty for all.
  ///   - depth: The largest distance; nil for any.
  /// - Returns: The counts.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func derivatives(
    of model: String,
    relations: Set<String> = [],
    depth: Int? = nil
  ) throws -> Derivatives {
    try ask(model, relations, depth) { try Derivatives(of: $0, filter: $1, in: $2) }
  }

  /// The derivatives of `model`, grouped.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - key: What they are grouped by.
  ///   - relations: The relations whose edges are followed; empty for all.
  ///   - depth: The largest distance; nil for any.
  /// - Returns: The groups.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func derivatives(
    of model: String,
    by key: Breakdown.Key,
    relations: Set<String> = [],
    depth: Int? = nil
  ) throws -> Breakdown {
    try ask(model, relations, depth) { try Breakdown(of: $0, by: key, filter: $1, in: $2) }
  }

  /// A model with all that was made from it, or all that it was made from.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - direction: Which way the tree goes.
  ///   - relations: The relations whose edges are followed; empty for all.
  ///   - depth: The largest distance; nil for any.
  /// - Returns: The tree.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func tree(
    of model: String,
    direction: ModelTree.Direction = .down,
    relations: Set<String> = [],
    depth: Int? = nil
  ) throws -> ModelTree {
    try ask(model, relations, depth) {
      try ModelTree(of: $0, direction: direction, filter: $1, in: $2)
    }
  }

  /// Everything that `model` was made from.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - relations: The relations whose edges are followed; empty for all.
  /// - Returns: The ancestors and the roots among them.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func ancestors(of model: String, relations: Set<String> = []) throws -> Ancestors {
    try ask(model, relations, nil) { try Ancestors(of: $0, filter: $1, in: $2) }
  }

  /// How two models are related.
  ///
  /// - Parameters:
  ///   - one: An id, an old name or an address on the Hub.
  ///   - other: Another.
  ///   - relations: The relations whose edges are followed; empty for all.
  /// - Returns: The shortest way between them over a common ancestor.
  /// - Throws: `AnswerError`, of code `unrelated` when there is none.
  public func path(
    from one: String,
    to other: String,
    relations: Set<String> = []
  ) throws -> KinshipPath {
    try ask(one, relations, nil) { node, filter, connection in
      let other = try NamedNode(other, in: connection).named(at: filter.moment, in: connection)
      return try KinshipPath(from: node, to: other, filter: filter, in: connection)
    }
  }

  /// The licences of everything that `model` was made from, and where a declared one is looser than
  /// inherited.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - relations: The relations whose edges are followed; empty for all.
  /// - Returns: The ancestors and the model with their licences. It is no legal advice.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func licenses(of model: String, relations: Set<String> = []) throws -> LicensePath {
    try ask(model, relations, nil) { try LicensePath(of: $0, filter: $1, in: $2) }
  }

  /// The first step on the way to each descendant at which a declared licence is looser than
  /// inherited.
  ///
  /// - Parameters:
  ///   - model: An id, an old name or an address on the Hub.
  ///   - relations: The relations whose edges are followed; empty for all.
  ///   - depth: The largest distance; nil for any.
  /// - Returns: The steps, each once, with counts by rule. It is no legal advice.
  /// - Throws: `AnswerError` when the cache does not know the model, or nothing by that date.
  public func looserLicenses(
    below model: String,
    relations: Set<String> = [],
    depth: Int? = nil
  ) throws -> LooserLicenses {
    try ask(model, relations, depth) { try LooserLicenses(below: $0, filter: $1, in: $2) }
  }

  /// How often derivatives change a trait, and which way, over all edges of the cache.
  ///
  /// - Parameters:
  ///   - trait: Licence, language or task.
  ///   - relations: The relations whose edges are followed; empty for all.
  /// - Returns: Mutation rates by relation, and the drift.
  /// - Throws: `AnswerError` when nothing is known by the date asked for.
  public func changes(of trait: Trait, relations: Set<String> = []) throws -> TraitChanges {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      let filter = FamilyFilter(relations: relations, moment: moment)
      return try TraitChanges(of: trait, filter: filter, in: connection)
    }
  }

  /// Lends the part of the family graph that `choice` means, to be read piece by piece.
  package func read(
    _ choice: FamilyChoice,
    relations: Set<String> = [],
    _ body: (any Family) throws -> Void
  ) throws {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      let filter = FamilyFilter(relations: relations, moment: moment)
      try body(try CachedFamily(choice, filter: filter, in: connection))
    }
  }

  /// What is cached and how fresh it is.
  package func status() throws -> Status { try cache.read { try Status(in: $0) } }

  /// The rows of a query of the user's own, which can change nothing and is stopped after `seconds`.
  package func rows(
    of query: String,
    parameters: [String: String] = [:],
    within seconds: Double
  ) throws -> QueryRows {
    try QueryRows(query, parameters: parameters, in: cache, within: seconds)
  }

  /// Lends the cache to an answer of another file.
  func read<Answer>(_ answer: (Connection) throws -> Answer) throws -> Answer {
    try cache.read(answer)
  }

  private func ask<Answer>(
    _ model: String,
    _ relations: Set<String>,
    _ depth: Int?,
    _ answer: (NamedNode, FamilyFilter, Connection) throws -> Answer
  ) throws -> Answer {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      let node = try NamedNode(model, in: connection).named(at: moment, in: connection)
      let filter = FamilyFilter(depth: depth, relations: relations, moment: moment)
      return try answer(node, filter, connection)
    }
  }
}

extension Answers {
  /// What happened on repositories, month by month, and what metrics say of it.
  ///
  /// - Returns: The months and the measures. What was not harvested with details is unknown.
  /// - Throws: `AnswerError` when the cache does not know the subject, or nothing by that date.
  public func activity(_ question: ActivityQuestion) throws -> Activity {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      let subject = try question.subject(in: connection)
      return try Activity(of: subject, filter: question.filter, at: moment, in: connection)
    }
  }
}

extension Answers {
  /// Checks claims: as they are now, or as the date asked for saw them.
  ///
  /// - Throws: `ClaimError` for the first whose query cannot be run.
  package func check(_ claims: [Claim]) throws -> ClaimChecks {
    try read { try ClaimChecks(claims, asOf: date, in: $0) { throw $0 } }
  }

  /// What earlier harvests said of a claim.
  package func history(of claim: Claim) throws -> VerdictHistory {
    try read { try VerdictHistory(of: claim, in: $0) }
  }

  /// What changed between two harvests; the last two where they are not named.
  package func difference(from: Int64?, to: Int64?) throws -> HarvestDiff {
    try read { try HarvestDiff(from: from, to: to, in: $0) }
  }

  /// What was run for a study, for the methods section of a paper.
  package func methods(of study: String) throws -> StudyMethods {
    try read { try StudyMethods(of: study, in: $0) }
  }

  /// The SHA-256 of the file that a study was loaded from, or nil when it was not.
  package func fileHash(of study: String) throws -> String? {
    try read { connection in
      try connection.first("SELECT sha256 FROM study WHERE id = ?", study) { $0.text(0) }
    }
  }
}

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

extension Answers {
  /// What every metric is.
  public static var metrics: [MetricDefinition] { MetricList.all.map(\.definition) }

  /// What one metric is.
  ///
  /// - Throws: `AnswerError` when there is none of that name.
  public static func metric(_ name: String) throws -> MetricDefinition {
    try MetricList.metric(named: name).definition
  }

  /// Measures one subject by one metric.
  ///
  /// - Parameters:
  ///   - metric: The metric's name.
  ///   - subject: A repository's id, an old name or address, or an owner's name; empty for the whole
  ///     cache.
  ///   - scope: What `subject` names; by default what the metric is first of, or the whole cache
  ///     when nothing is named.
  ///   - filter: What counts, for metrics of activity.
  /// - Returns: The measure, which may say why there is no number.
  /// - Throws: `AnswerError` when there is no such metric or subject, or nothing by that date.
  public func measure(
    _ metric: String,
    of subject: String,
    scope: MetricScope? = nil,
    filter: ActivityFilter = ActivityFilter()
  ) throws -> Measure {
    let metric = try MetricList.metric(named: metric)
    let scopes = metric.definition.scopes
    if subject.isEmpty, scope == nil, !scopes.contains(.cache) {
      throw AnswerError(
        .misuse,
        "\(metric.definition.name) needs a subject: the id of a \(scopes[0].rawValue)."
      )
    }
    let scope = scope ?? (subject.isEmpty ? .cache : scopes[0])
    return try cache.read { connection in
      do {
        let moment = try Moment(date: date, in: connection)
        let subject = try MetricSubject(subject, scope: scope, in: connection)
        return try metric.measured(subject, filter: filter, at: moment, in: connection)
      } catch let error as AnswerError where [.unknownName, .beforeHistory].contains(error.code) {
        // Imported snapshots may tell what no harvest saw.
        guard metric is any HistoryMetric, let kind = scope.kind,
          let node = try NamedNode(imported: subject, kind: kind, in: connection)
        else { throw error }
        let moment = (try? Moment(date: date, in: connection)) ?? .harvest(0)
        guard try AttentionHistory.isKnown(of: node, at: moment, in: connection) else {
          throw error
        }
        return try metric.measured(.init(node), at: moment, in: connection)
      }
    }
  }

  /// Measures the projects of a study by one metric.
  ///
  /// - Parameters:
  ///   - metric: The metric's name.
  ///   - study: The id of a study in the cache.
  ///   - project: The id or name of one of its projects; nil for all of them.
  ///   - filter: What counts, for metrics of activity.
  /// - Returns: A measure for each project, in the order of the study.
  /// - Throws: `AnswerError` when there is no such metric, study or project, when the metric is none
  ///   of projects, or nothing is known by that date.
  public func measures(
    _ metric: String,
    ofStudy study: String,
    project: String? = nil,
    filter: ActivityFilter = ActivityFilter()
  ) throws -> [Measure] {
    let metric = try MetricList.metric(named: metric)
    return try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      return try MetricProject.all(of: study, named: project, in: connection).map {
        try metric.measured(.project($0), filter: filter, at: moment, in: connection)
      }
    }
  }
}

extension Answers {
  /// Who uses a dataset, as far as models say so in their cards and tags.
  ///
  /// - Parameter question: The dataset, under any name that ever led to it, and what is asked of it.
  /// - Returns: The users, the windows after the anchor, and the days on which users reached a number.
  /// - Throws: `AnswerError` when the cache does not know the dataset, or nothing by that date.
  public func reuse(_ question: ReuseQuestion) throws -> Reuse {
    try cache.read { connection in
      let moment = try Moment(date: date, in: connection)
      return try Reuse(question, at: moment, in: connection)
    }
  }
}

extension Answers {
  /// All that the cache says about a study, for a report on it.
  ///
  /// - Parameters:
  ///   - study: The study's id.
  ///   - claims: The claims to check; those of other studies are left out.
  /// - Returns: The findings, as they are now or as the date asked for saw them.
  /// - Throws: `AnswerError` when the study is not in the cache, or nothing is known by that date.
  package func findings(of study: String, claims: [Claim]) throws -> StudyFindings {
    try read { try StudyFindings(of: study, claims: claims, date: date, in: $0) }
  }
}
