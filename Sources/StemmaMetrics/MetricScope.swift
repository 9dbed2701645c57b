package import StemmaCore

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
  /// All that one user or organisation publishes.
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
