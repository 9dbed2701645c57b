internal import StemmaCore

/// What is kept in memory of one repository: enough to find, filter and order it.
///
/// Everything else is read again from its line when it is served.
struct RepoEntry: Sendable {
  /// The model's parents as the Hub resolved them.
  struct Parents: Sendable {
    var relation: Relation
    var rows: [Int32]
  }

  let id: String
  let hubID: String
  let author: String?
  let createdAt: String
  let lastModified: String?
  let sha: String
  let downloads: Double?
  let likes: Double?
  let trendingScore: Double?
  let isPrivate: Bool
  let isGated: Bool
  let pipelineTag: String?
  /// What a Space names.
  let models: [String]
  let datasets: [String]
  let line: [UInt8]
  var tags: [TagNumbers.ID] = []
  var parents: Parents?

  init(id: String, kind: RepoKind, record: JSONValue, beside: JSONValue, line: [UInt8]) {
    let said = record["createdAt"]?.string
    let hubID = record["_id"]?.string
    let newest = beside["commits"]?.array?.first
    self.id = id
    createdAt = said ?? hubID.flatMap(HubIdentity.createdAt(objectID:)) ?? HubIdentity.floor
    self.hubID =
      hubID ?? HubIdentity.objectID(of: kind.rawValue, named: id, createdAt: createdAt)
    author = record["author"]?.string ?? RepoName.owner(of: id)
    lastModified =
      record["lastModified"].map(\.string) ?? newest?["date"]?.string ?? createdAt
    sha =
      record["sha"]?.string ?? newest?["id"]?.string
      ?? HubIdentity.gitID(of: "\(kind.rawValue)/\(id)")
    downloads = kind == .space ? nil : Self.counter(record["downloads"])
    likes = Self.counter(record["likes"])
    trendingScore = record["trendingScore"]?.number
    isPrivate = record["private"]?.bool ?? false
    isGated = (record["gated"] ?? false) != false
    pipelineTag = record["pipeline_tag"]?.string ?? record["cardData"]?["pipeline_tag"]?.string
    models = kind == .space ? (record["models"] ?? record["cardData"]?["models"]).strings : []
    datasets =
      kind == .space ? (record["datasets"] ?? record["cardData"]?["datasets"]).strings : []
    self.line = line
  }

  /// The row's place in a listing ordered by `key`.
  func position(by key: SortKey) -> ListPosition {
    let value: SortValue? =
      switch key {
      case .lastModified: lastModified.map(SortValue.text)
      case .createdAt: .text(createdAt)
      case .downloads: downloads.map(SortValue.number)
      case .likes: likes.map(SortValue.number)
      case .trendingScore: trendingScore.map(SortValue.number)
      }
    return ListPosition(value: value, hubID: hubID)
  }

  /// Zero when the world does not say; nil when it says null.
  private static func counter(_ value: JSONValue?) -> Double? {
    value.map(\.number) ?? 0
  }
}
