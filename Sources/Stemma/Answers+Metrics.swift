import StemmaAnalysis
import StemmaCache
import StemmaRecords

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
