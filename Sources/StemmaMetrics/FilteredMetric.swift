package import StemmaStore

/// A metric of activity, whose bots, drafts and mass publishers are left out unless asked for.
package protocol FilteredMetric: Metric {
  /// Measures one subject by what the filter includes.
  func measure(
    _ subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading
}

extension FilteredMetric {
  package func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading {
    try measure(subject, filter: ActivityFilter(), in: connection)
  }
}

/// A metric that needs nothing but who did what and when.
package protocol ActivityMetric: FilteredMetric {
  func reading(of log: ActivityLog) -> Reading
}

extension ActivityMetric {
  package func measure(
    _ subject: MetricSubject,
    filter: ActivityFilter,
    in connection: Connection
  ) throws -> Reading {
    reading(of: try ActivityLog(of: subject, filter: filter, in: connection))
  }
}
