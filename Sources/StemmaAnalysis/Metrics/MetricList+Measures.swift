package import StemmaCache

extension MetricList {
  /// Measures one subject by several metrics, those of activity from one reading of its life.
  ///
  /// The subject's scope must be one of each metric's.
  package static func measures(
    _ metrics: [any Metric],
    of subject: MetricSubject,
    at moment: Moment,
    in connection: Connection
  ) throws -> [Measure] {
    let log = try ActivityLog(of: subject, at: moment, in: connection)
    return try measures(metrics, of: subject, log: log, at: moment, in: connection)
  }

  /// Measures one subject, whose life is `log`.
  static func measures(
    _ metrics: [any Metric],
    of subject: MetricSubject,
    log: ActivityLog,
    at moment: Moment,
    in connection: Connection
  ) throws -> [Measure] {
    let harvest = try moment.harvest(in: connection)
    return try metrics.map { metric in
      guard let metric = metric as? any ActivityMetric else {
        return try metric.measured(subject, filter: log.filter, at: moment, in: connection)
      }
      return Measure(
        definition: metric.definition,
        scope: subject.scope,
        subject: subject.name,
        harvest: harvest,
        reading: metric.reading(of: log)
      )
    }
  }
}
