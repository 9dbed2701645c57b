/// A kind of repository that Stemma harvests.
public enum RepoKind: String, CaseIterable, Sendable, Hashable, Codable {
  /// Weights or an adapter.
  case model
  /// Data.
  case dataset
  /// A hosted application.
  case space

  /// The kind's segment in API paths: `/api/models/…`.
  package var apiSegment: String { rawValue + "s" }

  /// What stands before the id in web and file paths: nothing for models.
  package var webPrefix: String { self == .model ? "" : apiSegment + "/" }
}
