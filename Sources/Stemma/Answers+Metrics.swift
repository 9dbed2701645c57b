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
      let moment = try Moment(date: date, in: connection)
      let subject = try MetricSubject(subject, scope: scope, in: connection)
      return try metric.measured(subject, filter: filter, at: moment, in: connection)
    }
  }
}
