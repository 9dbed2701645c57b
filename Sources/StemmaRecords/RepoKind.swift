/// A kind of repository that Stemma harvests.
package enum RepoKind: String, CaseIterable, Sendable, Hashable, Codable {
  case model, dataset, space

  /// The kind's segment in API paths: `/api/models/…`.
  package var apiSegment: String { rawValue + "s" }

  /// What stands before the id in web and file paths: nothing for models.
  package var webPrefix: String { self == .model ? "" : apiSegment + "/" }
}
