package import StemmaStore

/// A number, or a series of them, with a definition: one file each.
///
/// 1. The file's first comment says what its `definition` says; a test compares the two.
/// 2. A metric reads tables and writes none.
/// 3. What is not known is a reason, never a zero.
package protocol Metric: Sendable {
  var definition: MetricDefinition { get }

  /// Measures one subject, whose scope is one that the definition names.
  func measure(
    _ subject: MetricSubject,
    in connection: Connection
  ) throws -> Reading
}

/// A metric of what imported snapshots tell too, even of repositories that no harvest met.
package protocol HistoryMetric: Metric {}

extension Metric {
  /// Measures one subject and says of when and by which harvest the result is.
  ///
  /// Metrics that are not of activity have no use for a filter.
  ///
  /// - Throws: `AnswerError` of code `misuse` when the metric is not one of such subjects.
  package func measured(
    _ subject: MetricSubject,
    filter: ActivityFilter = ActivityFilter(),
    in connection: Connection
  ) throws -> Measure {
    guard definition.scopes.contains(subject.scope) else {
      let scopes = definition.scopes.map(\.rawValue).joined(separator: ", ")
      throw AnswerError(
        .misuse,
        "\(definition.name) is not measured of a \(subject.scope.rawValue), but of: \(scopes)."
      )
    }
    let reading =
      try (self as? any FilteredMetric)?.measure(
        subject,
        filter: filter,
        in: connection
      ) ?? measure(subject, in: connection)
    return Measure(
      definition: definition,
      scope: subject.scope,
      subject: subject.name,
      harvest: try connection.asOf.harvest ?? 0,
      reading: reading
    )
  }
}
