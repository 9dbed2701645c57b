import StemmaMetrics

/// Which metrics the report on a study tells, and where.
package enum ReportedMetrics {
  /// Of each root: its first derivative, and the other ways in which it is used.
  static var ofRoots: [any Metric] { named(rootNames) }

  /// Of a project, beside what its list of derivatives tells.
  static var ofProjects: [any Metric] { named(projectNames) }

  /// Whatever else can be measured of a project: what happens on its repositories.
  ///
  /// A metric that is added to the list is told of without being named here.
  static var ofActivity: [any Metric] {
    let told = Set(projectNames + untold)
    return MetricList.all.filter {
      $0.definition.scopes.contains(.project) && !told.contains($0.definition.name)
    }
  }

  package static let rootNames = [
    "derivative-count", "days-to-first-derivative", "loading-spaces", "citing-repositories",
    "languages-added", "downloads", "all-time-downloads", "likes",
  ]
  package static let projectNames = [
    "derivative-papers", "dataset-users", "dataset-trained-users", "family-downloads", "top-share",
    "download-gini",
  ]
  /// What the list of a project's derivatives tells in more detail, and a curve that is summed up
  /// in one number.
  package static let untold = [
    "derivative-count", "derivative-growth", "derivative-curve", "own-share",
    "downstream-organizations", "download-lorenz",
  ]

  private static func named(_ names: [String]) -> [any Metric] {
    names.compactMap { name in MetricList.all.first { $0.definition.name == name } }
  }
}
