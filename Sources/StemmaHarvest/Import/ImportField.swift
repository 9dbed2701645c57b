/// What a column of an imported file may tell of a repository on a day.
public enum ImportField: String, CaseIterable, Sendable, Hashable {
  /// The day or the time of the observation.
  case date
  /// The repository's name.
  case id
  /// The Hub's own identity of it.
  case hubID = "hub_id"
  /// `model`, `dataset` or `space`, where the file mixes them.
  case kind

  /// Downloads of 30 days.
  case downloads
  /// Downloads since it was made.
  case downloadsAllTime = "downloads_all_time"
  /// Likes.
  case likes
  /// The Hub's score.
  case trendingScore = "trending_score"

  /// The license.
  case license
  /// The name of a license that is `other`.
  case licenseName = "license_name"
  /// Where that license is.
  case licenseLink = "license_link"
  /// `false`, `auto` or `manual`.
  case gated
  /// The newest commit.
  case sha
  /// When it was made.
  case createdAt = "created_at"
  /// The day of its newest commit.
  case lastModified = "last_modified"
  /// Its languages.
  case languages
  /// The library it is made for.
  case library
  /// Its task.
  case pipelineTag = "pipeline_tag"
  /// Elements in its safetensors.
  case parameters

  /// What the Hub itself calls it, as copies of its listings do.
  var hubName: String? {
    switch self {
    case .hubID: "_id"
    case .downloadsAllTime: "downloadsAllTime"
    case .trendingScore: "trendingScore"
    case .createdAt: "createdAt"
    case .lastModified: "lastModified"
    case .library: "library_name"
    default: nil
    }
  }

  /// Those that are kept as counters, in the order of the table.
  static let counters: [ImportField] = [.downloads, .downloadsAllTime, .likes, .trendingScore]

  /// Those that are kept as facts, by the names of the columns of `repo`.
  static let facts: [ImportField] = [
    .license, .licenseName, .licenseLink, .gated, .sha, .createdAt, .lastModified, .languages,
    .library, .pipelineTag, .parameters,
  ]
}
