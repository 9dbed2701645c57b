package import StemmaGraph
package import StemmaStore

/// Measures the projects of the studies in the cache, by every metric that there is of projects.
///
/// It writes `measure`, with the newest harvest, and reads what the stages before wrote.
package struct MeasureStage: PipelineStage {
  package init() {}

  /// Keeps one measure for each metric and project; without a study or a harvest there are none.
  ///
  /// - Returns: The studies whose projects were measured.
  /// - Complexity: O(*m* log *n*) for *m* models of the projects, of others made from them or declaring
  ///   their datasets, among *n* repositories.
  @discardableResult
  package func run(on connection: Connection) throws -> MeasuredStudies {
    let connection = connection.as(.measure)
    let studies = try connection.rows("SELECT id FROM study ORDER BY id") { $0.text(0) }
    guard try connection.asOf.harvest != nil else { return MeasuredStudies(ids: []) }
    let metrics = MetricList.all.filter { $0.definition.scopes.contains(.project) }
    for study in studies {
      for project in try MetricProject.all(of: study, in: connection) {
        let measures = try MetricList.measures(
          metrics,
          of: .project(project),
          in: connection
        )
        try Measurements.write(measures, in: connection)
      }
    }
    return MeasuredStudies(ids: Set(studies))
  }

  /// Measures all as well: counters move while the closure stays.
  package func update(after _: Closure, on connection: Connection) throws -> MeasuredStudies {
    try run(on: connection)
  }
}
