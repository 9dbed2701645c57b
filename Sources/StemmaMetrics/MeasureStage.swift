package import StemmaStore

/// Measures the projects of the studies in the cache, by every metric that there is of projects.
///
/// It writes `measure`, with the newest harvest, and reads what the stages before wrote.
package struct MeasureStage {
  let connection: Connection

  package init(
    connection: Connection
  ) {
    self.connection = connection.as(.measure)
  }

  /// Keeps one measure for each metric and project; without a study or a harvest there are none.
  ///
  /// - Complexity: O(*m* log *n*) for *m* models of the projects, of others made from them or declaring
  ///   their datasets, among *n* repositories.
  package func run() throws {
    guard try connection.asOf.harvest != nil else { return }
    let metrics = MetricList.all.filter { $0.definition.scopes.contains(.project) }
    for study in try connection.rows("SELECT id FROM study ORDER BY id", body: { $0.text(0) }) {
      for project in try MetricProject.all(of: study, in: connection) {
        let measures = try MetricList.measures(
          metrics,
          of: .project(project),
          in: connection
        )
        try Measurements.write(measures, in: connection)
      }
    }
  }
}
