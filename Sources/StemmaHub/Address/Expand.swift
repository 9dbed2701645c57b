package import StemmaCore

/// The `expand` properties Stemma asks for.
///
/// `_id` and `id` come unasked. A property the Hub refuses is dropped and the harvest goes on.
package enum Expand {
  /// For listings of a thousand rows a page: what lineage, reuse and counters need, nothing heavy.
  package static func sweep(_ kind: RepoKind) -> [String] {
    switch kind {
    case .model:
      [
        "author", "baseModels", "cardData", "createdAt", "disabled", "downloads",
        "downloadsAllTime", "gated", "lastModified", "library_name", "likes", "pipeline_tag",
        "private", "safetensors", "sha", "tags", "trendingScore",
      ]
    case .dataset:
      [
        "author", "cardData", "createdAt", "disabled", "downloads", "downloadsAllTime", "gated",
        "lastModified", "likes", "mainSize", "paperswithcode_id", "private", "sha", "tags",
        "trendingScore",
      ]
    case .space:
      [
        "author", "cardData", "createdAt", "datasets", "disabled", "lastModified", "likes",
        "models", "private", "sdk", "sha", "subdomain", "tags", "trendingScore",
      ]
    }
  }

  /// For listings that are to cost little: what changes without a commit, and what tells that there
  /// was one.
  package static func glimpse(_ kind: RepoKind) -> [String] {
    let common = ["disabled", "lastModified", "likes", "private", "sha", "trendingScore"]
    return kind == .space ? common : common + ["downloads", "downloadsAllTime", "gated"]
  }

  /// Properties that the listing has refused at times: the first to do without when a refusal does
  /// not say which one it means.
  package static let doubtful = ["baseModels"]

  /// For one repository: the sweep's properties and those that the listing refuses or that weigh.
  package static func detail(_ kind: RepoKind) -> [String] {
    switch kind {
    case .model: sweep(kind) + ["childrenModelCount", "siblings", "config", "gguf", "usedStorage"]
    case .dataset: sweep(kind) + ["citation", "description", "siblings", "usedStorage"]
    case .space: sweep(kind) + ["region", "runtime", "siblings", "usedStorage"]
    }
  }
}
