package import StemmaCore
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
        "\(definition.name) has no \(subject.scope.rawValue) as its subject; it measures: \(scopes)."
      )
    }
    guard filter.until == nil || self is any DerivativeMetric else {
      throw AnswerError(
        .misuse,
        "--until applies to metrics of derivatives; \(definition.name) is none."
      )
    }
    var reading =
      try (self as? any FilteredMetric)?.measure(
        subject,
        filter: filter,
        in: connection
      ) ?? measure(subject, in: connection)
    if [.family, .project].contains(subject.scope) || self is any DerivativeMetric {
      reading.notes += try Shortage.sentences(about: ["lineage_span"], in: connection)
    }
    return Measure(
      definition: definition,
      scope: subject.scope,
      subject: subject.name,
      harvest: try connection.asOf.harvest ?? 0,
      reading: reading
    )
  }
}

/// What a metric can be measured of.
public enum MetricScope: String, Sendable, CaseIterable {
  /// One model.
  case model
  /// One dataset, under all of its names.
  case dataset
  /// One Space.
  case space
  /// A model and all that was made from it.
  case family
  /// All that one user or organization publishes.
  case owner
  /// A named project of a study.
  case project
  /// Everything that was harvested.
  case cache
}

extension MetricScope {
  /// The kind of repository that it is; nil for what is none, or more than one.
  package var kind: RepoKind? {
    switch self {
    case .model: .model
    case .dataset: .dataset
    case .space: .space
    case .family, .owner, .project, .cache: nil
    }
  }
}

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

/// What a metric reads off the cache for one subject.
package struct Reading: Sendable, Hashable {
  /// The one number, or nil where the points are all there is.
  package var value: Double?
  /// The series or the parts, in order.
  package var points: [Measure.Point]
  /// Why there is no number.
  package var reason: String?
  /// What was met on the way that the number does not say, such as gaps.
  package var notes: [String]
  /// A query of the cache that lists what was counted: one row each, ready to run.
  package var evidence: String

  package init(
    _ value: Double?,
    points: [Measure.Point] = [],
    notes: [String] = [],
    evidence: String
  ) {
    self.value = value
    self.points = points
    self.notes = notes
    self.evidence = evidence
  }

  /// A reading that says why there is no number.
  package static func none(
    because reason: String,
    notes: [String] = [],
    evidence: String
  ) -> Reading {
    var reading = Reading(nil, notes: notes, evidence: evidence)
    reading.reason = reason
    return reading
  }
}
