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

/// The relation the Hub would infer for a model, where its exact rules are not published.
///
/// Observed: quantised formats give quantized, PEFT repositories adapter, several parents merge,
/// anything else finetune; `base_model_relation` in the card overrides.
enum RelationInference {
  static func relation(of record: JSONValue, parents: Int) -> Relation {
    let card = record["cardData"]
    if let said = card?["base_model_relation"]?.string.map(Relation.init(rawValue:)),
      Relation.known.contains(said)
    {
      return said
    }
    let marks = marks(of: record)
    let files = fileNames(of: record)
    if !marks.isDisjoint(with: quantisers) || record["gguf"]?.object != nil
      || files.contains(where: { $0.lowercased().hasSuffix(".gguf") })
    {
      return .quantized
    }
    if marks.contains("peft") || files.contains("adapter_config.json") { return .adapter }
    return parents > 1 ? .merge : .finetune
  }

  private static let quantisers: Set<String> = ["gguf", "gptq", "awq", "mlx"]

  private static func marks(of record: JSONValue) -> Set<String> {
    let name = record["id"]?.string?.split(separator: "/").last ?? ""
    let words = name.lowercased().split { "-_.".contains($0) }.map(String.init)
    let library = record["library_name"]?.string ?? record["cardData"]?["library_name"]?.string
    let tags = (record["cardData"]?["tags"]).strings + record["tags"].strings
    return Set(words + tags.map { $0.lowercased() } + [library?.lowercased() ?? ""])
  }

  private static func fileNames(of record: JSONValue) -> [String] {
    (record["siblings"]?.array ?? []).compactMap { $0["rfilename"]?.string }
  }
}

extension Optional<JSONValue> {
  /// The texts of a field that may hold one or a list of them.
  var strings: [String] {
    switch self {
    case .string(let text): [text]
    case .array(let elements): elements.compactMap(\.string)
    default: []
    }
  }
}

/// Tags as numbers: a world repeats few texts very often.
struct TagNumbers: Sendable {
  typealias ID = UInt32

  private(set) var names: [String] = []
  private var numbers: [String: ID] = [:]

  func number(of name: String) -> ID? { numbers[name] }

  mutating func number(adding name: String) -> ID {
    if let number = numbers[name] { return number }
    let number = ID(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }
}
