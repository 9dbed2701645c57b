internal import StemmaCore

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
