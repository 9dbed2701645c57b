/// A number by which the Hub tells how much a repository is looked at.
package enum AttentionCounter: String, CaseIterable {
  case downloads
  case allTimeDownloads = "downloads_all_time"
  case likes
  case trending = "trending_score"

  /// The name in answers, which keeps the two kinds of downloads apart.
  package var label: String {
    switch self {
    case .downloads: "downloads, 30 days"
    case .allTimeDownloads: "downloads, all time"
    case .likes: "likes"
    case .trending: "trending score"
    }
  }

  /// Whether it only grows, so that a fall means that the counting began anew.
  package var isCumulative: Bool { self == .allTimeDownloads }
}
